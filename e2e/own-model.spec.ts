import { expect, type Page, test } from '@playwright/test';
import { embeddedModelSource } from '../src/models/test-model.ts';
import { buildTinyModel } from '../src/models/tiny-model.ts';
import { cutModel } from './support/cut-model.ts';
import {
  configure,
  draftList,
  loadButton,
  loadModel,
  modelBar,
  origin,
  output,
  patience,
  run,
  runButton,
  textOf,
} from './support/playground.ts';

// Models of one's own: the embedded one cut to two layers, and spoilt copies of that. It writes nonsense, the same each time.

let cut: Buffer;

test.beforeAll(async () => {
  cut = Buffer.from(await cutModel(embeddedModelSource(), [0, 1]));
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const prompt = 'Name three birds.';

/** A copy with one text in it replaced by another of the same length. */
function patched(from: string, to: string): Buffer {
  const copy = Buffer.from(cut);
  const at = copy.indexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error(`the model has no ${from}`);
  copy.write(to, at, 'latin1');
  return copy;
}

/** Puts a file into the library and chooses it. */
async function takeFile(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.goto(`${origin}/#/models`);
  await page
    .getByLabel('GGUF file', { exact: true })
    .setInputFiles({ name: `${name}.gguf`, mimeType: '', buffer });
  await button(page, /^Copy GGUF/).click();
  await button(page, `Use ${name} in the Playground`).click({ timeout: patience });
  await page.goto(`${origin}/#/playground`);
  await expect(modelBar(page)).toContainText(name);
}

test('a GGUF of this device is the target, with drafts that do not change its text', async ({ page }) => {
  await takeFile(page, 'cut', cut);
  await expect(modelBar(page)).toContainText('from the library in this browser');
  await loadModel(page);
  await expect(modelBar(page)).toContainText('cut');
  await page.getByText('One thing to know about it').click();
  await expect(modelBar(page)).toContainText('the same logits, bit for bit');
  const plain = await textOf(page, { prompt, draft: 'none', tokens: 32 });
  expect(plain.length).toBeGreaterThan(10);
  expect(await textOf(page, { prompt, draft: 'tables', tokens: 32 })).toBe(plain);
  // Its vocabulary is the embedded model's, its hidden states are not.
  await expect(draftList(page).locator('option[value="head"]')).toBeDisabled();
  await expect(draftList(page).locator('option[value="head"]')).toContainText('hidden states');
  await expect(draftList(page).locator('option[value="ngram"]')).toBeEnabled();
  await configure(page, { prompt, draft: 'head', tokens: 8 });
  await runButton(page).click();
  await expect(page.getByRole('alert').filter({ hasText: 'This draft does not fit cut' })).toBeVisible();

  // The choice outlives the page, and a model that was deleted gives way to the embedded one.
  await page.reload();
  await expect(modelBar(page)).toContainText('cut');
  await page.evaluate(() => caches.delete('draftpick-library'));
  await loadButton(page).click();
  await expect(modelBar(page)).toContainText('The embedded model is chosen again');
  await loadModel(page);
  await expect(modelBar(page)).toContainText('SmolLM2');
});

test('another model drafts for it, and one of another vocabulary is refused by the tokens that differ', async ({
  page,
}) => {
  await takeFile(page, 'cut', cut);
  await page.goto(`${origin}/#/models`);
  const other = patched('<gh_stars>', '<gh_starz>');
  await page
    .getByLabel('GGUF file', { exact: true })
    .setInputFiles({ name: 'renamed.gguf', mimeType: '', buffer: other });
  await button(page, /^Copy GGUF/).click();
  await button(page, 'Use renamed as a draft').click({ timeout: patience });
  await page.goto(`${origin}/#/playground`);
  await loadModel(page);
  const whole = draftList(page).locator('option[value="whole"]');
  await expect(whole).toContainText('renamed');
  const plain = await textOf(page, { prompt, draft: 'none', tokens: 24 });
  await configure(page, { prompt, draft: 'whole', tokens: 24 });
  await run(page);
  await expect(page.getByRole('alert')).toContainText('<gh_star');
  await expect(whole).toContainText('<gh_star');

  // Its own double guesses every token right, and costs as much as it.
  await page.goto(`${origin}/#/models`);
  await button(page, 'Use cut as a draft').click();
  await page.goto(`${origin}/#/playground`);
  await expect(modelBar(page)).toContainText('loaded in');
  expect(await textOf(page, { prompt, draft: 'whole', tokens: 24, fixed: true })).toBe(plain);
  await expect(output(page).locator('[data-state="accepted"]').first()).toBeVisible();
  await expect(output(page).locator('[data-state="correction"]')).toHaveCount(0);

  // Without a choice the embedded model drafts for others of its vocabulary.
  await page.goto(`${origin}/#/models`);
  await button(page, 'Do not use cut as a draft').click();
  await page.goto(`${origin}/#/playground`);
  await expect(whole).toContainText('the embedded model');
  expect(await textOf(page, { prompt, draft: 'whole-tables', tokens: 24 })).toBe(plain);
});

test('for another vocabulary the drafts that are files stay in the list, disabled, with the reason', async ({
  page,
}) => {
  await takeFile(page, 'renamed', patched('<gh_stars>', '<gh_starz>'));
  await loadModel(page);
  for (const arm of ['ngram', 'tables', 'head', 'head-tables']) {
    const option = draftList(page).locator(`option[value="${arm}"]`);
    await expect(option).toBeDisabled();
    await expect(option).toContainText('not for this model');
  }
  await configure(page, { prompt, draft: 'policy', tokens: 16 });
  await run(page);
  await expect(page.getByRole('alert')).toHaveCount(0);
  // It has a policy of its own, which learnt from this run.
  const why = page.getByRole('region', { name: 'Why this draft' });
  await expect(why).toContainText('Learnt from 1 run of renamed in this browser');
  const plain = await textOf(page, { prompt, draft: 'none', tokens: 32 });
  expect(await textOf(page, { prompt, draft: 'history', tokens: 32 })).toBe(plain);
  await expect(why).toContainText('Began from scratch. Learnt from 3 runs of renamed');

  // The embedded model's policy learnt nothing from them.
  await button(page, 'Use the embedded model').click();
  await loadModel(page);
  await expect(why).toContainText('Nothing learnt yet: this is the policy that comes with the page');
});

/** A tiny model whose first matrix says that it is of another type. */
function ofType(code: number): Buffer {
  const file = Buffer.from(buildTinyModel());
  const name = 'blk.0.attn_q.weight';
  // Behind the name: the number of dimensions, two of them, the type.
  file.writeUInt32LE(code, file.indexOf(name) + name.length + 4 + 2 * 8);
  return file;
}

test('what cannot be read is refused by name, and the embedded model still works', async ({ page }) => {
  const iq2 = 16;
  const tiny = Buffer.from(buildTinyModel());
  for (const [name, file, cause] of [
    ['other', patched('llama', 'mamba'), 'mamba'],
    ['rounded', ofType(iq2), 'IQ2_XXS'],
    ['truncated', tiny.subarray(0, tiny.length - 1000), 'the file ends at byte'],
  ] as const) {
    await takeFile(page, name, file);
    await loadButton(page).click();
    await expect(modelBar(page).getByRole('alert')).toContainText(cause, { timeout: patience });
  }
  await button(page, 'Use the embedded model').click();
  await loadModel(page);
  await expect(modelBar(page)).toContainText('SmolLM2');
});
