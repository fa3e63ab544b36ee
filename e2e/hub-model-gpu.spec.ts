import { expect, type Page, test } from '@playwright/test';
import { memorySource } from '../src/models/byte-source.ts';
import { buildHubFixture, type HubFixtureOptions } from '../src/models/hub-fixture.ts';
import { buildTinyModel } from '../src/models/tiny-model.ts';
import { browserArguments, findBrowser } from '../tools/find-browser.mjs';
import { openFaultyServer } from './support/faulty-server.ts';
import { look, publish, useRepo } from './support/hub-repo.ts';
import { type HubServer, openHubServer } from './support/hub-server.ts';
import { loadButton, loadModel, modelBar, patience, textOf } from './support/playground.ts';
import { webGpuArguments } from './support/web-gpu.ts';

// ONNX exports on WebGPU without a GPU: SwiftShader is slow, so the model is a tiny random one.

test.use({
  launchOptions: { executablePath: findBrowser(), args: [...browserArguments, ...webGpuArguments] },
});

let hub: HubServer;
test.beforeAll(async () => {
  hub = await openHubServer();
});
test.afterAll(() => hub.close());

async function publishTiny(repo: string, options: Partial<HubFixtureOptions> = {}): Promise<void> {
  const source = memorySource(buildTinyModel({ type: 'Q8_0' }));
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
    await useRepo(page, hub, attention);
    await page.getByRole('radio', { name: 'GPU' }).click();
    await loadModel(page);
    await expect(modelBar(page)).toContainText('on the GPU');
    const plain = await textOf(page, { prompt, draft: 'none', tokens });
    expect(plain.length).toBeGreaterThan(10);
    expect(await textOf(page, { prompt, draft: 'prompt-lookup', tokens })).toBe(plain);
    expect(await textOf(page, { prompt, draft: 'history', tokens })).toBe(plain);
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
  await useRepo(page, hub, 'half', { dtype: 'q4f16' });
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
    await useRepo(page, hub, 'counted', { site: app.url.replace(/\/$/, '') });
    await page.getByRole('radio', { name: 'GPU' }).click();
    await loadModel(page);
    // The first run makes what all others use again.
    await textOf(page, { prompt, draft: 'prompt-lookup', tokens });
    const before = await liveBuffers(page);
    expect(before).toBeGreaterThan(10);
    for (let run = 0; run < 3; run++) await textOf(page, { prompt, draft: 'prompt-lookup', tokens });
    expect(await liveBuffers(page)).toBe(before);
  } finally {
    await app.close();
  }
});
