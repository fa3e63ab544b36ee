import { expect, type Page, test } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { embeddedModelSource } from '../src/models/test-model.ts';
import { buildTinyModel } from '../src/models/tiny-model.ts';
import { browserArguments, findBrowser } from '../tools/find-browser.mjs';
import { cutModel } from './support/cut-model.ts';
import { webGpuArguments } from './support/web-gpu.ts';

// WebGPU without a GPU: SwiftShader computes the shaders on the CPU. That is right but slow (a pass of the embedded model
// takes seconds), so models here have two layers.

test.use({
  launchOptions: { executablePath: findBrowser(), args: [...browserArguments, ...webGpuArguments] },
});

let server: ViteDevServer;
let url = '';

test.beforeAll(async () => {
  const files: Record<string, Uint8Array> = {
    '/cut.gguf': await cutModel(embeddedModelSource(), [0, 1]),
    '/tiny.gguf': buildTinyModel({ type: 'Q8_0', contextLength: 128 }),
  };
  server = await createServer({
    configFile: false,
    logLevel: 'error',
    server: {
      port: 0,
      host: '127.0.0.1',
      hmr: false,
      watch: null,
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
    // Bundled beforehand, it would look for its WebAssembly beside the bundle.
    optimizeDeps: { exclude: ['onnxruntime-web'], entries: ['e2e/pages/webgpu.html'] },
    plugins: [
      {
        name: 'models',
        configureServer: ({ middlewares }) => {
          middlewares.use((request, response, next) => {
            const file = files[request.url ?? ''];
            if (file === undefined) next();
            else response.end(file);
          });
        },
      },
    ],
  });
  await server.listen();
  url = server.resolvedUrls?.local[0] ?? '';
});

test.afterAll(() => server?.close());

async function openLab(page: Page): Promise<void> {
  await page.goto(new URL('e2e/pages/webgpu.html', url).href);
  await page.waitForFunction(() => window.gpuTest !== undefined);
}

test('the cut model writes on the GPU what it writes on the CPU, and rows do not depend on the pass', async ({
  page,
}, info) => {
  await openLab(page);
  const { positions, agree, kl, rowDifference, largestLogit } = await page.evaluate(async () => {
    const lab = window.gpuTest;
    if (lab === undefined) throw new Error('the page is not ready');
    return lab.compare('/cut.gguf');
  });
  const share = agree / positions;
  info.annotations.push(
    {
      type: 'agreement with the CPU engine',
      description: `${agree} of ${positions} positions, KL ${kl.toFixed(5)}`,
    },
    {
      type: '1 row against 8 rows',
      description: `logits differ by at most ${rowDifference.toExponential(1)} (largest: ${largestLogit.toFixed(0)})`,
    },
  );
  expect(positions).toBeGreaterThanOrEqual(100);
  expect(share).toBeGreaterThanOrEqual(0.98);
  expect(kl).toBeLessThan(0.005);
  expect(rowDifference).toBeLessThan(0.001);
});

test('a round is one run and reads back less than 1 kB; a hundred generations leave nothing behind', async ({
  page,
}, info) => {
  await openLab(page);
  const { rounds, after, afterMany, afterDispose } = await page.evaluate(async () => {
    const lab = window.gpuTest;
    if (lab === undefined) throw new Error('the page is not ready');
    return lab.countRounds('/tiny.gguf', 100);
  });
  for (const round of rounds) {
    expect(round.runs).toBe(1);
    expect(round.readBytes).toBeGreaterThan(0);
    expect(round.readBytes).toBeLessThanOrEqual(1024);
  }
  info.annotations.push({
    type: 'read back a round of 1, 2, 4, 8 tokens',
    description: rounds.map(({ readBytes }) => `${readBytes} B`).join(', '),
  });
  info.annotations.push({
    type: 'GPU buffers',
    description: `${after.buffers} (${after.bufferBytes} bytes) after 3 generations, ${afterMany.buffers} (${afterMany.bufferBytes}) after 100 more, ${afterDispose.buffers} at the end`,
  });
  expect(afterMany.buffers).toBe(after.buffers);
  expect(afterMany.bufferBytes).toBe(after.bufferBytes);
  expect(afterDispose.buffers).toBe(0);
});

test('logits, hidden states and embeddings are those of the CPU engine', async ({ page }) => {
  await openLab(page);
  const { logits, hidden, embedding, unknown } = await page.evaluate(async () => {
    const lab = window.gpuTest;
    if (lab === undefined) throw new Error('the page is not ready');
    return lab.compareStates('/tiny.gguf');
  });
  // The CPU engine rounds activations to 8 bits, the GPU does not.
  expect(logits).toBeLessThan(0.05);
  expect(hidden).toBeLessThan(0.05);
  expect(embedding).toBeLessThan(1e-6);
  expect(unknown).toBe(true);
});

test('a lost device ends the pass under way with a named error', async ({ page }) => {
  await openLab(page);
  const { first, later } = await page.evaluate(async () => {
    const lab = window.gpuTest;
    if (lab === undefined) throw new Error('the page is not ready');
    return lab.lose('/tiny.gguf');
  });
  expect(first).toContain('GpuLostError');
  expect(later).toContain('GpuLostError');
});
