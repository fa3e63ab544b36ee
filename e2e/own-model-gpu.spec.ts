import { expect, test } from '@playwright/test';
import { buildTinyModel } from '../src/models/tiny-model.ts';
import { browserArguments, findBrowser } from '../tools/find-browser.mjs';
import { loadModel, modelBar, origin, patience, textOf } from './support/playground.ts';
import { webGpuArguments } from './support/web-gpu.ts';

test.use({
  launchOptions: { executablePath: findBrowser(), args: [...browserArguments, ...webGpuArguments] },
});

test('a GGUF of one’s own runs on the GPU where that is chosen, is tested there, and drafts leave its text alone', async ({
  page,
}) => {
  // Some of its tokens come again and again, so that lookup proposes. SwiftShader is slow, hence a tiny random model.
  const buffer = Buffer.from(
    buildTinyModel({ type: 'Q8_0', outputType: 'Q8_0', seed: 7, contextLength: 256 }),
  );
  await page.goto(`${origin}/#/models`);
  await page
    .getByLabel('GGUF file', { exact: true })
    .setInputFiles({ name: 'tiny.gguf', mimeType: '', buffer });
  await page.getByRole('button', { name: /^Copy GGUF/ }).click();
  await page.getByRole('button', { name: 'Use tiny in the Playground' }).click({ timeout: patience });
  await page.goto(`${origin}/#/playground`);
  await page.getByRole('radio', { name: 'GPU' }).click();
  await loadModel(page);
  await expect(modelBar(page)).toContainText('on the GPU');
  await page.getByText(/to know about it$/).click();
  await expect(modelBar(page)).toContainText('logits differ by');
  const prompt = 'in the hello in the hello';
  const plain = await textOf(page, { prompt, draft: 'none', tokens: 24 });
  expect(plain.length).toBeGreaterThan(10);
  expect(await textOf(page, { prompt, draft: 'prompt-lookup', tokens: 24 })).toBe(plain);
});
