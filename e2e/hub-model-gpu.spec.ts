import { expect, test } from '@playwright/test';
import { memorySource } from '../src/models/byte-source.ts';
import { buildHubFixture, type HubFixtureOptions } from '../src/models/hub-fixture.ts';
import { buildTinyModel } from '../src/models/tiny-model.ts';
import { browserArguments, findBrowser } from '../tools/find-browser.mjs';
import { publish, useRepo } from './support/hub-repo.ts';
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
const tokens = 48;

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

test('an automatic choice takes no program for a GPU, and 16-bit files are then refused with a way on', async ({
  page,
}) => {
  await publishTiny('half', { attention: 'plain', half: true, dataFile: 'model_q4f16.onnx_data' });
  await useRepo(page, hub, 'half', 'q4f16');
  await loadButton(page).click();
  const alert = modelBar(page).getByRole('alert');
  await expect(alert).toContainText('computes with 16-bit numbers, which needs a GPU', { timeout: patience });
  await expect(alert).toContainText('is a program');
  await expect(alert).toContainText('Take the q4 or q8 files');
});
