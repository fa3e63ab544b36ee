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
import { loseOnDemand, webGpuArguments } from './support/web-gpu.ts';

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

for (const attention of ['grouped', 'plain'] as const) {
  test(`with ${attention} attention the cache stays on the GPU, and rejected guesses leave nothing in it`, async ({
    page,
  }) => {
    await publishTiny(attention, { attention });
    await takeRepo(page, hub, attention);
    await page.getByRole('radio', { name: 'GPU' }).click();
    await loadModel(page);
    await expect(modelBar(page)).toContainText('on the GPU');
    const plain = await textOf(page, { prompt, draft: 'none', tokens });
    expect(plain.length).toBeGreaterThan(10);
    expect(await textOf(page, { prompt, draft: 'prompt-lookup', tokens, fixed: true })).toBe(plain);
    const [, accepted, tested] =
      /(\d+) of (\d+) tested/.exec((await figures(page).textContent()) ?? '') ?? [];
    expect(Number(tested)).toBeGreaterThan(Number(accepted));
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

/** Counts the worker's GPU buffers, and tells the page when it asks. */
const countBuffers = `{
  let live = 0;
  const create = GPUDevice.prototype.createBuffer;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = create.call(this, descriptor);
    live += 1;
    const destroy = buffer.destroy.bind(buffer);
    let destroyed = false;
    buffer.destroy = () => {
      if (!destroyed) live -= 1;
      destroyed = true;
      destroy();
    };
    return buffer;
  };
  const channel = new BroadcastChannel('live-buffers');
  channel.onmessage = () => channel.postMessage(live);
}`;

const liveBuffers = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>(resolve => {
        const channel = new BroadcastChannel('live-buffers');
        channel.onmessage = ({ data }: MessageEvent<number>) => {
          channel.close();
          resolve(data);
        };
        channel.postMessage('how many');
      }),
  );

test('generations leave no buffers behind on the GPU', async ({ page }) => {
  const app = await openFaultyServer();
  try {
    await app.prepareWorker(countBuffers);
    await publishTiny('counted');
    await takeRepo(page, hub, 'counted', { site: app.url.replace(/\/$/, '') });
    await page.getByRole('radio', { name: 'GPU' }).click();
    await loadModel(page);
    // The first run makes what all others use again.
    await textOf(page, { prompt, draft: 'prompt-lookup', tokens, fixed: true });
    const before = await liveBuffers(page);
    expect(before).toBeGreaterThan(10);
    for (let run = 0; run < 3; run++)
      await textOf(page, { prompt, draft: 'prompt-lookup', tokens, fixed: true });
    expect(await liveBuffers(page)).toBe(before);
  } finally {
    await app.close();
  }
});

test('a GPU lost while writing is named, the text is kept, and the model is there again', async ({
  page,
}) => {
  const app = await openFaultyServer();
  try {
    await app.prepareWorker(loseOnDemand);
    await publishTiny('lost', {}, endless);
    await takeRepo(page, hub, 'lost', { site: app.url.replace(/\/$/, '') });
    await page.getByRole('radio', { name: 'GPU' }).click();
    await loadModel(page);
    await configure(page, { prompt, draft: 'none', tokens: 500 });
    await runButton(page).click();
    await expect.poll(() => roundCount(page), { timeout: patience }).toBeGreaterThan(10);
    await page.evaluate(() => new BroadcastChannel('lose-the-gpu').postMessage('now'));
    const alert = page.getByRole('alert').filter({ hasText: 'The GPU was lost while the model was writing' });
    await expect(alert).toContainText('set up on the GPU again', { timeout: patience });
    expect(await roundCount(page)).toBeGreaterThan(10);
    await configure(page, { prompt, draft: 'none', tokens: 8 });
    await run(page);
    await expect(modelBar(page)).toContainText('on the GPU');
    expect(await roundCount(page)).toBe(8);
  } finally {
    await app.close();
  }
});
