import { expect, type Page, test } from '@playwright/test';
import { inspector, loadButton, output, outputText, roundSlider } from './support/playground.ts';

/** The rounds of the recording that are shown so far, and all of them. */
async function rounds(page: Page): Promise<{ shown: number; all: number }> {
  const slider = roundSlider(page);
  return {
    shown: Number(await slider.getAttribute('aria-valuenow')),
    all: Number(await slider.getAttribute('aria-valuemax')),
  };
}

/** Opens the page and stops the first recording where it is. */
async function openPaused(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page.getByText('Recording', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
}

test('the first paint plays a recorded run and fetches no weights', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', request => requests.push(request.url()));
  await page.goto('/');
  await expect(page.getByText('Recording', { exact: true })).toBeVisible();
  await expect(loadButton(page)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect.poll(async () => (await rounds(page)).shown).toBeGreaterThan(1);
  const { all } = await rounds(page);
  await expect.poll(async () => (await rounds(page)).shown, { timeout: 30_000 }).toBe(all);
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect(page.getByTestId('sameness')).toHaveText(/Both lanes wrote the same \d+ tokens/);
  await expect(page.getByTestId('speed-up')).toHaveText(/^1\.[1-9]\d×$/);
  expect(requests.filter(url => url.includes('.gguf'))).toEqual([]);
  expect(requests.filter(url => url.endsWith('.wasm'))).toEqual([]);
});

test('every recorded run in the list plays', async ({ page }) => {
  await openPaused(page);
  const list = page.getByRole('combobox', { name: 'Recorded run' });
  const files = await list
    .locator('option:not([disabled])')
    .evaluateAll(options => options.map(option => (option as HTMLOptionElement).value));
  expect(files.length).toBeGreaterThanOrEqual(4);
  const texts = new Set<string>();
  for (const file of files) {
    await list.selectOption(file);
    await expect(list).toHaveValue(file);
    await expect(page.getByText(/^Ended|^The model ended/)).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    texts.add(await outputText(page));
    expect(await outputText(page)).toBe(await outputText(page, 'baseline-text'));
  }
  expect(texts.size).toBe(files.length);
});

test('a recording can be stepped and scrubbed by round', async ({ page }) => {
  await openPaused(page);
  const slider = roundSlider(page);
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuenow', '0');
  await page.getByRole('button', { name: 'Next round' }).click();
  await page.getByRole('button', { name: 'Next round' }).click();
  await expect(slider).toHaveAttribute('aria-valuenow', '2');
  await expect(output(page).locator('[data-round]:not([data-hidden])')).toHaveCount(2);
  await page.getByRole('button', { name: 'Previous round' }).click();
  await expect(output(page).locator('[data-round]:not([data-hidden])')).toHaveCount(1);
  const clock = page.getByRole('slider', { name: 'Clock' });
  await clock.focus();
  await page.keyboard.press('End');
  const { all } = await rounds(page);
  await expect(slider).toHaveAttribute('aria-valuenow', String(all));
  const box = await slider.boundingBox();
  if (box === null) throw new Error('the chart has no size');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const { shown } = await rounds(page);
  expect(shown).toBeGreaterThan(1);
  expect(shown).toBeLessThan(all);
});

test('a token explains itself', async ({ page }) => {
  await openPaused(page);
  await page.getByRole('slider', { name: 'Clock' }).focus();
  await page.keyboard.press('End');
  await output(page).locator('.token[data-state="accepted"]').first().click();
  const panel = inspector(page);
  await expect(panel.getByText('Accepted', { exact: true })).toBeVisible();
  await expect(panel.getByText('the target’s first choice: kept')).toBeVisible();
  await expect(panel.getByRole('list').getByRole('listitem')).toHaveCount(5);
  await panel.getByRole('button', { name: 'Next token' }).click();
  await expect(panel).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
});

test('the legend names all marks', async ({ page }) => {
  await page.goto('/');
  const items = page.getByRole('list', { name: 'Marks of the tokens' }).getByRole('listitem');
  await expect(items).toHaveText(['Accepted', 'Rejected', 'Correction', 'Bonus', 'Plain']);
});

test('with reduced motion the recording is there at once and does not play', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/');
  await expect(page.getByText('Recording', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect(output(page).locator('[data-round]')).not.toHaveCount(0);
  await expect(output(page).locator('[data-round][data-hidden]')).toHaveCount(0);
});
