import { expect, type Page, test } from '@playwright/test';
import { memorySource } from '../src/models/byte-source.ts';
import { buildHubFixture } from '../src/models/hub-fixture.ts';
import type { HubFixtureOptions } from '../src/models/hub-fixture-graph.ts';
import { buildTinyModel, type TinyModelOptions } from '../src/models/tiny-model.ts';
import { browserArguments, findBrowser } from '../tools/find-browser.mjs';
import { openFaultyServer } from './support/faulty-server.ts';
import { look, publish, takeRepo } from './support/hub-repo.ts';
import { type HubServer, openHubServer } from './support/hub-server.ts';
import {
  configure,
  cpuWritesInstead,
  figures,
  loadButton,
  loadModel,
  modelBar,
  patience,
  roundCount,
  run,
  runButton,
  textOf,
} from './support/playground.ts';
import { limitBuffers, loseOnDemand, webGpuArguments } from './support/web-gpu.ts';

// ONNX exports on WebGPU without a GPU: SwiftShader is slow, so the model is a tiny random one.

test.use({
  launchOptions: { executablePath: findBrowser(), args: [...browserArguments, ...webGpuArguments] },
});

let hub: HubServer;
test.beforeAll(async () => {
  hub = await openHubServer();
});
test.afterAll(() => hub.close());

/** Writes some of its tokens again and again, so that lookup proposes, rightly and wrongly. */
const varied: Partial<TinyModelOptions> = { outputType: 'Q8_0', seed: 7, contextLength: 256 };
/** Writes one token for ever. */
const endless: Partial<TinyModelOptions> = { contextLength: 1024 };

async function publishTiny(
  repo: string,
  options: Partial<HubFixtureOptions> = {},
  tiny: Partial<TinyModelOptions> = varied,
): Promise<void> {
  const source = memorySource(buildTinyModel({ type: 'Q8_0', ...tiny }));
  publish(hub, repo, await buildHubFixture(source, options));
}

const prompt = 'in the hello in the hello';
const tokens = 32;
const half = { attention: 'plain', half: true, dataFile: 'model_q4f16.onnx_data' } as const;

/** What a worker has on its GPU, and what it has read from there. */
interface GpuTraffic {
  /** Buffers made and not destroyed. */
  readonly buffers: number;
  /** Bytes mapped for reading so far. */
  readonly read: number;
}

/** Counts the worker's traffic with the GPU, and tells the page when it asks. */
const countTraffic = `{
  const traffic = { buffers: 0, read: 0 };
  const create = GPUDevice.prototype.createBuffer;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = create.call(this, descriptor);
    traffic.buffers += 1;
    const destroy = buffer.destroy.bind(buffer);
    let destroyed = false;
    buffer.destroy = () => {
      if (!destroyed) traffic.buffers -= 1;
      destroyed = true;
      destroy();
    };
    return buffer;
  };
  const map = GPUBuffer.prototype.mapAsync;
  GPUBuffer.prototype.mapAsync = function (mode, offset = 0, size = this.size - offset) {
    if (mode === GPUMapMode.READ) traffic.read += size;
    return map.call(this, mode, offset, size);
  };
  const channel = new BroadcastChannel('gpu-traffic');
  channel.onmessage = () => channel.postMessage(traffic);
}`;

const gpuTraffic = (page: Page): Promise<GpuTraffic> =>
  page.evaluate(
    () =>
      new Promise<GpuTraffic>(resolve => {
        const channel = new BroadcastChannel('gpu-traffic');
        channel.onmessage = ({ data }: MessageEvent<GpuTraffic>) => {
          channel.close();
          resolve(data);
        };
        channel.postMessage('how much');
      }),
  );

for (const attention of ['grouped', 'plain'] as const) {
  test(`with ${attention} attention the GPU writes what the CPU writes, reads back less than 1 kB a greedy round, and leaves nothing behind`, async ({
    page,
  }, info) => {
    const app = await openFaultyServer();
    try {
      await app.prepareWorker(countTraffic);
      // One row of logits of such a vocabulary is 8 kB.
      await publishTiny(attention, { attention }, { ...varied, vocabularySize: 2000 });
      await takeRepo(page, hub, attention, { site: app.url.replace(/\/$/, '') });
      await page.getByRole('radio', { name: 'CPU', exact: true }).click();
      await loadModel(page);
      const plain = await textOf(page, { prompt, draft: 'none', tokens });
      expect(plain.length).toBeGreaterThan(10);
      await page.reload();
      await page.getByRole('radio', { name: 'GPU' }).click();
      await loadModel(page);
      await expect(modelBar(page)).toContainText('on the GPU');
      // The first run makes what all others use again.
      expect(await textOf(page, { prompt, draft: 'none', tokens })).toBe(plain);
      const before = await gpuTraffic(page);
      expect(before.buffers).toBeGreaterThan(10);
      expect(await textOf(page, { prompt, draft: 'prompt-lookup', tokens, fixed: true })).toBe(plain);
      const [, accepted, tested] =
        /(\d+) of (\d+) tested/.exec((await figures(page).textContent()) ?? '') ?? [];
      expect(Number(tested)).toBeGreaterThan(Number(accepted));
      const after = await gpuTraffic(page);
      expect(after.buffers).toBe(before.buffers);
      const readPerRound = (after.read - before.read) / (await roundCount(page));
      info.annotations.push({ type: 'read back a round', description: `${readPerRound.toFixed(0)} B` });
      expect(readPerRound).toBeGreaterThan(0);
      expect(readPerRound).toBeLessThan(1000);
    } finally {
      await app.close();
    }
  });
}

test('16-bit files are not offered where the GPU cannot compute in 16 bits', async ({ page }) => {
  await publishTiny('half', half);
  await look(page, hub, 'half');
  await expect(page.getByText('needs a GPU that can (shader-f16), and this one cannot')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Download ONNX q4f16' })).toBeDisabled();
});

test('16-bit files that are there already are refused at load, with a way on', async ({ page }) => {
  await publishTiny('half', half);
  // The page believes in a GPU that the worker then does not find.
  await page.addInitScript(() => {
    Object.defineProperty(GPUAdapter.prototype, 'features', { get: () => new Set(['shader-f16']) });
  });
  await takeRepo(page, hub, 'half', { dtype: 'q4f16' });
  const alert = modelBar(page).getByRole('alert');
  for (const [choice, cause] of [
    ['Faster one', 'is a program'],
    ['CPU', 'Chosen in the settings'],
    ['GPU', 'cannot compute with 16-bit numbers (shader-f16)'],
  ] as const) {
    await page.getByRole('radio', { name: choice, exact: true }).click();
    await loadButton(page).click();
    await expect(alert).toContainText(cause, { timeout: patience });
    await expect(alert).toContainText('Take the q4 or q8 files');
  }
});

test('a GPU whose buffers are too small is named with what would not fit, and the CPU is a way on', async ({
  page,
}) => {
  const app = await openFaultyServer();
  try {
    await app.prepareWorker(limitBuffers(50_000));
    await publishTiny('large');
    await takeRepo(page, hub, 'large', { site: app.url.replace(/\/$/, '') });
    await configure(page, { prompt, draft: 'none', tokens: 8 });
    await page.getByRole('radio', { name: 'GPU' }).click();
    await loadButton(page).click();
    const alert = modelBar(page).getByRole('alert');
    await expect(alert).toContainText(
      'This GPU lets a shader see 0.1 MB at once (maxStorageBufferBindingSize); 0.1 MB are needed for the logits of 64 tokens',
      { timeout: patience },
    );
    await expect(alert).toContainText('Use the CPU engine');
    await cpuWritesInstead(page, prompt);
  } finally {
    await app.close();
  }
});

test('a GPU lost while writing is named, the text is kept, and the model is there again: on the CPU the second time', async ({
  page,
}) => {
  const app = await openFaultyServer();
  try {
    await app.prepareWorker(loseOnDemand);
    await publishTiny('lost', {}, endless);
    await takeRepo(page, hub, 'lost', { site: app.url.replace(/\/$/, '') });
    await page.getByRole('radio', { name: 'GPU' }).click();
    await loadModel(page);
    for (const [after, where] of [
      ['set up on the GPU again', 'on the GPU'],
      ['runs on the CPU now', 'on the CPU'],
    ] as const) {
      await configure(page, { prompt, draft: 'none', tokens: 500 });
      await runButton(page).click();
      await expect.poll(() => roundCount(page), { timeout: patience }).toBeGreaterThan(10);
      await page.evaluate(() => new BroadcastChannel('lose-the-gpu').postMessage('now'));
      const alert = page
        .getByRole('alert')
        .filter({ hasText: 'The GPU was lost while the model was writing' });
      await expect(alert).toContainText(after, { timeout: patience });
      expect(await roundCount(page)).toBeGreaterThan(10);
      await configure(page, { prompt, draft: 'none', tokens: 8 });
      await run(page);
      await expect(modelBar(page)).toContainText(where);
      expect(await roundCount(page)).toBe(8);
    }
  } finally {
    await app.close();
  }
});
