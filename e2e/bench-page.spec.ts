import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { patience } from './support/playground.ts';

const runButton = (page: Page): Locator => page.getByRole('button', { name: 'Run benchmark' });
const results = (page: Page): Locator => page.locator('.bench-result');
const figures = (page: Page): Locator =>
  results(page).first().getByRole('region', { name: 'Figures of each draft' }).getByRole('row');
const progress = (page: Page): Locator => page.getByRole('region', { name: 'Progress' });

/** Opens the page and sets the target alone on the CPU with lookup beside it, and as little work as asked. */
async function prepare(page: Page, prompts: number, tokens: number): Promise<void> {
  await page.getByRole('radio', { name: 'CPU' }).check({ force: true });
  await page.getByRole('checkbox', { name: /^Policy’s pick/ }).uncheck();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('checkbox', { name: /^Prompt lookup/ }).check();
  await page.getByRole('spinbutton', { name: 'Prompts' }).fill(String(prompts));
  await page.getByRole('spinbutton', { name: 'Most tokens' }).fill(String(tokens));
}

/** A saved file, as far as it is looked at. */
interface Saved {
  readonly machine: string;
  readonly notes: readonly string[];
  readonly maxTokens: number;
  readonly rows: readonly Readonly<Record<'engine' | 'id' | 'arm' | 'tokens' | 'msPerToken', unknown>>[];
}

async function save(page: Page, file: string): Promise<Saved> {
  const download = page.waitForEvent('download');
  await results(page).first().getByRole('button', { name: 'Save JSON' }).click();
  await (await download).saveAs(file);
  return JSON.parse(await readFile(file, 'utf8'));
}

/** axe finds nothing in either theme, and nothing scrolls sideways on a phone. */
async function checkLooks(page: Page): Promise<void> {
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 375],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${width} px: the page scrolls sideways`).toBeLessThanOrEqual(0);
  }
}

test('one click measures the drafts that were chosen and saves the file; stopping keeps what was measured', async ({
  page,
}, info) => {
  await page.goto('/bench.html');
  // A GPU that is not there cannot be chosen, and the page says why.
  await expect(page.getByRole('radio', { name: 'GPU' })).toBeDisabled();
  await expect(page.getByText(/^No GPU to choose:/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Your machine, for the file' }).fill('a machine of tests');
  await prepare(page, 2, 8);
  await runButton(page).click();
  await expect(progress(page)).toBeVisible();
  await expect(results(page)).toHaveCount(1, { timeout: patience });
  await expect(progress(page)).toHaveCount(0);

  await expect(figures(page)).toHaveCount(1 + 3);
  await expect(figures(page).nth(0)).toContainText(/^draft\s*decode vs target-only/);
  await expect(figures(page).nth(3)).toContainText(/^Target only\s*1\.00× \(2\)/);
  await checkLooks(page);

  const whole = await save(page, info.outputPath('whole.json'));
  expect(whole.maxTokens).toBe(8);
  expect(whole.machine).toMatch(/^a machine of tests; .*Chrom.*; kernel build /);
  expect(whole.notes.join('\n')).toMatch(/Passes of the target over 1 to 8 tokens took [\d., ]+ ms/);
  const [first, second] = [...new Set(whole.rows.map(({ id }) => id))];
  expect(second).toBeDefined();
  // Lanes take turns, and another one begins on the second prompt.
  expect(whole.rows.map(({ engine, arm, id }) => [id, engine, arm])).toEqual([
    [first, 'draftpick', 'none'],
    [first, 'draftpick', 'prompt-lookup'],
    [first, 'target-only', null],
    [second, 'draftpick', 'prompt-lookup'],
    [second, 'target-only', null],
    [second, 'draftpick', 'none'],
  ]);
  for (const { tokens, msPerToken } of whole.rows) {
    expect(tokens).toBeGreaterThan(0);
    expect(msPerToken).toBeGreaterThan(0);
  }

  // Far more than the test waits for; stopped once the first prompt is through.
  await prepare(page, 40, 32);
  await runButton(page).click();
  await expect(progress(page)).toContainText(/Prompt (?:[2-9]|\d\d) of 40/, { timeout: patience });
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(results(page)).toHaveCount(2);
  const stopped = await save(page, info.outputPath('stopped.json'));
  expect(stopped.rows.length).toBeGreaterThanOrEqual(3);
  expect(stopped.rows.length).toBeLessThan(3 * 40);
  expect(stopped.notes).toContain('Stopped before all 40 prompts were through.');
});

test('a model that cannot be loaded says why, and what was set stays', async ({ page }) => {
  await page.route('**/models/*/manifest.json', route => route.abort());
  await page.goto('/bench.html');
  await prepare(page, 3, 8);
  await runButton(page).click();
  await expect(page.getByRole('alert')).toContainText(/manifest/i);
  await expect(runButton(page)).toBeEnabled();
  await expect(results(page)).toHaveCount(0);
  await expect(page.getByRole('spinbutton', { name: 'Prompts' })).toHaveValue('3');
});
