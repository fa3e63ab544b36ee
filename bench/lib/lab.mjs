/** The place where engines run: the built app behind its server, and one headless browser. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { build, root } from '../../tools/build.mjs';
import { browserArguments, findBrowser } from '../../tools/find-browser.mjs';
import { serve } from '../../tools/serve.mjs';

/** Headless Chromium on Linux offers WebGPU only when it is told to. */
const webGpuArguments = ['--enable-unsafe-webgpu', '--enable-features=Vulkan'];

export const modelFolder = join(root, 'public/models/smollm2-135m-instruct');
export const assetsFolder = join(root, 'bench/assets');
export const peersFolder = join(root, 'bench/peers');

/** Files the peers need, served beside the app; none of them is part of the built app. */
const peerFiles = {
  '/vendor/transformers/': join(root, 'node_modules/@huggingface/transformers/dist'),
  '/vendor/onnxruntime-web/': join(root, 'node_modules/onnxruntime-web/dist'),
  '/vendor/onnxruntime-common/': join(root, 'node_modules/onnxruntime-common'),
  '/vendor/wllama/': join(peersFolder, 'node_modules/@wllama/wllama/esm'),
  '/assets-of-peers/': assetsFolder,
  '/peer-pages/': join(root, 'bench/peer-pages'),
  '/source-model/': modelFolder,
};

/**
 * Builds what is stale (unless a folder with a built app is given), starts the server and the browser.
 * @returns {Promise<{url: string, browser: import('@playwright/test').Browser, open: (path: string) => Promise<import('@playwright/test').Page>, close: () => Promise<void>}>}
 */
export async function openLab({ dist, log = console.error, webgpu = false } = {}) {
  if (dist === undefined) await build({ onlyStale: true, log });
  const server = await serve({ root: dist ?? join(root, 'dist'), extra: peerFiles });
  const browser = await chromium
    .launch({
      executablePath: findBrowser(),
      args: webgpu ? [...browserArguments, ...webGpuArguments] : browserArguments,
    })
    .catch(async error => {
      await server.close();
      throw error;
    });
  return {
    url: server.url,
    browser,
    async open(path) {
      const page = await browser.newPage();
      page.on('pageerror', error => log(`${path}: ${error.message}`));
      page.on('crash', () => log(`${path}: the page crashed`));
      await page.goto(new URL(path, server.url).href);
      await page.waitForFunction(() => window.bench !== undefined, null, { timeout: 20_000 });
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/**
 * Resident bytes of the browser's renderer processes, by process id; empty where the system does not tell (Linux only).
 * @returns {Promise<Map<number, number>>}
 */
export async function rendererMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const bytes = new Map();
  for (const { id, type } of processInfo) {
    const status = type === 'renderer' ? await readFile(`/proc/${id}/status`, 'utf8').catch(() => '') : '';
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    if (kilobytes) bytes.set(id, Number(kilobytes) * 1024);
  }
  return bytes;
}

/** How much the renderer that grew most has grown: what opening a page and loading its model took. */
export function largestGrowth(before, after) {
  const growth = [...after].map(([id, bytes]) => bytes - (before.get(id) ?? 0));
  return growth.length > 0 ? Math.max(...growth) : undefined;
}

/** Whether the optional engines were installed. */
export const peersInstalled = name => existsSync(join(peersFolder, 'node_modules', name));

/** The shards of the app's model, in order. */
export async function modelShards() {
  const manifest = JSON.parse(await readFile(join(modelFolder, 'manifest.json'), 'utf8'));
  return manifest.shards.map(shard => shard.file);
}
