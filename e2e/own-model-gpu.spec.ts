import { expect, type Page, test } from '@playwright/test';
import { buildTinyModel } from '../src/models/tiny-model.ts';
import { browserArguments, findBrowser } from '../tools/find-browser.mjs';
import { openFaultyServer } from './support/faulty-server.ts';
import {
  configure,
  cpuWritesInstead,
  loadButton,
  loadModel,
  modelBar,
  origin,
  patience,
  textOf,
} from './support/playground.ts';
import { limitBuffers, webGpuArguments } from './support/web-gpu.ts';

test.use({
  launchOptions: { executablePath: findBrowser(), args: [...browserArguments, ...webGpuArguments] },
});

const prompt = 'in the hello in the hello';

/** Chooses a tiny random model as the target, on the GPU. SwiftShader is slow. */
async function takeTiny(page: Page, site: string): Promise<void> {
  // Some of its tokens come again and again, so that lookup proposes.
  const buffer = Buffer.from(
    buildTinyModel({ type: 'Q8_0', outputType: 'Q8_0', seed: 7, contextLength: 256 }),
  );
  await page.goto(`${site}/#/models`);
  await page
    .getByLabel('GGUF file', { exact: true })
    .setInputFiles({ name: 'tiny.gguf', mimeType: '', buffer });
  await page.getByRole('button', { name: /^Copy GGUF/ }).click();
  await page.getByRole('button', { name: 'Use tiny in the Playground' }).click({ timeout: patience });
  await page.goto(`${site}/#/playground`);
  await page.getByRole('radio', { name: 'GPU' }).click();
}

test('a GGUF of one’s own runs on the GPU where that is chosen, is tested there, and drafts leave its text alone', async ({
  page,
}) => {
  await takeTiny(page, origin);
  await loadModel(page);
  await expect(modelBar(page)).toContainText('on the GPU');
  await page.getByText(/to know about it$/).click();
  await expect(modelBar(page)).toContainText('logits differ by');
  const plain = await textOf(page, { prompt, draft: 'none', tokens: 24 });
  expect(plain.length).toBeGreaterThan(10);
  expect(await textOf(page, { prompt, draft: 'prompt-lookup', tokens: 24 })).toBe(plain);
});

test('a GPU whose buffers are too small is named with what would not fit, and the CPU writes instead', async ({
  page,
}) => {
  const app = await openFaultyServer();
  try {
    await app.prepareWorker(limitBuffers(10_000));
    await takeTiny(page, app.url.replace(/\/$/, ''));
    await configure(page, { prompt, draft: 'none', tokens: 8 });
    await loadButton(page).click();
    const alert = modelBar(page).getByRole('alert');
    await expect(alert).toContainText(
      'This GPU lets a shader see 0.0 MB at once (maxStorageBufferBindingSize); 0.0 MB are needed for the keys of a layer at 256 positions',
      { timeout: patience },
    );
    await expect(alert).toContainText('Use the CPU engine; the text is the same.');
    await cpuWritesInstead(page, prompt);
  } finally {
    await app.close();
  }
});
