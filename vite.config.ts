import { existsSync } from 'node:fs';
import mdx from '@mdx-js/rollup';
import react from '@vitejs/plugin-react';
import remarkGfm from 'remark-gfm';
import { defineConfig } from 'vite';
import { offlinePlugin } from './tools/offline-plugin.mjs';

/** Without these two headers a page gets no shared memory, and the engine no threads. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Pages to build. The benchmark page joins when it is there. */
const pages = ['index.html', 'bench.html'].filter(page => existsSync(new URL(page, import.meta.url)));

export default defineConfig({
  // Relative, so that the built site works from any folder of any host.
  base: './',
  plugins: [
    // Lessons are MDX: they become components before React's plugin sees them.
    { enforce: 'pre', ...mdx({ remarkPlugins: [remarkGfm] }) },
    react(),
    offlinePlugin(),
  ],
  worker: { format: 'es' },
  server: { headers: isolation },
  preview: { headers: isolation },
  build: {
    target: 'es2022',
    rolldownOptions: { input: pages },
  },
});
