import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import { embeddedModelSource } from '../src/models/test-model.ts';
import { buildTinyModel } from '../src/models/tiny-model.ts';
import { browserArguments, findBrowser } from '../tools/find-browser.mjs';
import { serve } from '../tools/serve.mjs';
import { cutModel } from './support/cut-model.ts';
import { workerPath } from './support/faulty-server.ts';
import { loseOnDemand, webGpuArguments } from './support/web-gpu.ts';

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
    // Its own, so that no other server bundles anew what this one serves.
    cacheDir: '.cache/vite-webgpu',
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
    expect(round.idle).toBe(1);
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

/** The built app with the cut model beside it, under the embedded model's id, so that the drafts for that are offered. */
async function serveCutModel(
  workerCode = '',
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'draftpick-cut-'));
  const bytes = await cutModel(embeddedModelSource(), [0, 1]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const manifest = {
    format: 'draftpick-model',
    version: 1,
    id: 'smollm2-135m-instruct',
    name: 'SmolLM2 cut to two layers',
    bytes: bytes.length,
    sha256,
    licence: 'Apache-2.0',
    source: { original: 'HuggingFaceTB/SmolLM2-135M-Instruct' },
    shards: [{ file: 'model.gguf', bytes: bytes.length, sha256 }],
  };
  await writeFile(join(folder, 'model.gguf'), bytes);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const dist = resolve(process.env.E2E_DIST ?? 'dist');
  const worker = join(folder, 'worker.js');
  await writeFile(worker, `${workerCode};\n${await readFile(join(dist, workerPath()), 'utf8')}`);
  const app = await serve({ root: dist, extra: { [workerPath()]: worker, '/cut/': folder } });
  return {
    url: app.url,
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test('the built app writes the same text on the GPU with every kind of draft', async ({ page }, info) => {
  const app = await serveCutModel();
  try {
    const elsewhere: string[] = [];
    page.on('request', request => {
      if (!request.url().startsWith(app.url) && !/^(blob|data):/.test(request.url()))
        elsewhere.push(request.url());
    });
    await page.goto(new URL('bench.html', app.url).href);
    await page.waitForFunction(() => window.bench !== undefined);
    const result = await page.evaluate(async modelUrl => {
      const { bench } = window;
      if (bench === undefined) throw new Error('the page is not ready');
      const { backend, backendReason } = await bench.load({ backend: 'webgpu', modelUrl });
      const messages = [{ role: 'user' as const, content: 'Count: one two one two one two one' }];
      const texts: Record<string, readonly number[]> = {};
      for (const arm of ['none', 'prompt-lookup', 'head', 'model'] as const) {
        const { ids } = await bench.run({ messages, arm, maxTokens: 3, cold: false });
        texts[arm] = ids;
      }
      return { backend, backendReason, texts };
    }, new URL('cut/', app.url).href);
    expect(result.backend).toBe('webgpu');
    expect(result.backendReason).toContain('Chosen in the settings');
    info.annotations.push({ type: 'backend', description: result.backendReason });
    const { none = [], ...drafted } = result.texts;
    expect(none).toHaveLength(3);
    for (const [arm, ids] of Object.entries(drafted)) expect(ids, arm).toEqual(none);
    // onnxruntime's WebAssembly lies among the app's own files.
    expect(elsewhere).toEqual([]);
  } finally {
    await app.close();
  }
});

test('an automatic choice never takes a program for a GPU, and says so', async ({ page }) => {
  const app = await serveCutModel();
  try {
    await page.goto(new URL('bench.html', app.url).href);
    await page.waitForFunction(() => window.bench !== undefined);
    const { backend, backendReason } = await page.evaluate(async modelUrl => {
      const { bench } = window;
      if (bench === undefined) throw new Error('the page is not ready');
      return bench.load({ backend: 'auto', modelUrl });
    }, new URL('cut/', app.url).href);
    expect(backend).toBe('cpu');
    expect(backendReason).toContain('is a program, slower than the CPU engine');
  } finally {
    await app.close();
  }
});

test('a GPU lost while writing is named, set up again once, and left for the CPU the second time', async ({
  page,
}) => {
  const app = await serveCutModel(loseOnDemand);
  try {
    await page.goto(new URL('bench.html', app.url).href);
    await page.waitForFunction(() => window.bench !== undefined);
    const { outcomes, ids } = await page.evaluate(async modelUrl => {
      const { bench } = window;
      if (bench === undefined) throw new Error('the page is not ready');
      await bench.load({ backend: 'webgpu', modelUrl });
      const messages = [{ role: 'user' as const, content: 'Count: one two one two' }];
      const channel = new BroadcastChannel('lose-the-gpu');
      const outcomes: { readonly code: string; readonly remedy: string; readonly backend: string }[] = [];
      for (let loss = 0; loss < 2; loss++) {
        setTimeout(() => channel.postMessage('now'), 2000);
        const error = await bench
          .run({ messages, arm: 'none', maxTokens: 60, cold: false })
          .then(() => ({ code: 'none', remedy: '' }))
          .catch((thrown: { code: string; remedy: string }) => thrown);
        const { code, remedy } = error;
        outcomes.push({ code, remedy, backend: bench.moved()?.backend ?? '' });
      }
      const { ids } = await bench.run({ messages, arm: 'none', maxTokens: 5, cold: false });
      return { outcomes, ids };
    }, new URL('cut/', app.url).href);
    expect(outcomes.map(({ code, backend }) => [code, backend])).toEqual([
      ['gpu-lost', 'webgpu'],
      ['gpu-lost', 'cpu'],
    ]);
    expect(outcomes[0]?.remedy).toContain('set up on the GPU again');
    expect(outcomes[1]?.remedy).toContain('runs on the CPU now');
    expect(ids).toHaveLength(5);
  } finally {
    await app.close();
  }
});
