import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['{src,bench,tools}/**/*.test.{ts,tsx,mjs}'],
    setupFiles: ['tools/vitest-setup.ts'],
    pool: 'forks',
    testTimeout: 60_000,
  },
});
