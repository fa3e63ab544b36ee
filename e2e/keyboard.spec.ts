import type { Locator, Page } from '@playwright/test';
import {
  configure,
  copyPrompt,
  inspector,
  longPrompt,
  outputText,
  patience,
  promptField,
  roundCount,
  roundSlider,
  run,
  runEnds,
} from './support/playground.ts';
import { expect, test } from './support/test.ts';

/** Presses Tab, or Shift+Tab, until something has the focus. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate(element => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error('the keyboard does not get there');
}

test('everything about a run can be done from the keyboard', async ({ ready: page }) => {
  await configure(page, { prompt: 'x', draft: 'prompt-lookup', tokens: 24 });
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await tabTo(page, page.getByRole('button', { name: 'Go to the prompt' }));
  await page.keyboard.press('Enter');
  await expect(promptField(page)).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(copyPrompt);
  await page.keyboard.press('Control+Enter');
  await runEnds(page);
  expect(await outputText(page)).toContain('lighthouse');

  const slider = roundSlider(page);
  await tabTo(page, slider, 'Shift+Tab');
  const all = Number(await slider.getAttribute('aria-valuemax'));
  await page.keyboard.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuenow', String(all - 1));
  await expect(slider).toHaveAttribute('aria-valuetext', new RegExp(`^Round ${all - 1} of ${all}: `));
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuenow', '0');
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuenow', String(all));

  await tabTo(page, page.getByTestId('output-text'), 'Shift+Tab');
  await expect(inspector(page)).toContainText('place 1 of the output');
  await page.keyboard.press('End');
  // A last round that only ended the text has no token of its own.
  await expect(inspector(page)).toContainText(new RegExp(`round (${all - 1}|${all})$`));
  await page.keyboard.press('ArrowLeft');
  await expect(inspector(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(inspector(page)).toHaveCount(0);
});

for (const way of ['Escape', 'its button']) {
  test(`a token closed with ${way} leaves the focus in the lane it is in`, async ({ ready: page }) => {
    await configure(page, { prompt: copyPrompt, draft: 'prompt-lookup', tokens: 8, race: true });
    await run(page);
    // Both lanes play on their clock after a race.
    await expect(page.getByTestId('sameness')).toBeVisible({ timeout: patience });
    const lane = page.getByTestId('baseline-text');
    await lane.press('End');
    const previous = inspector(page).getByRole('button', { name: 'Previous token' });
    await tabTo(page, previous);
    await previous.press('Enter');
    await expect(previous).toBeFocused();
    if (way === 'Escape') await previous.press('Escape');
    else await inspector(page).getByRole('button', { name: 'Close token' }).press('Enter');
    await expect(inspector(page)).toHaveCount(0);
    await expect(lane).toBeFocused();
  });
}

test('Ctrl+Enter starts and Escape stops, with the focus left in the prompt', async ({ ready: page }) => {
  await configure(page, { prompt: longPrompt, tokens: 1024 });
  await promptField(page).focus();
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => roundCount(page), { timeout: patience }).toBeGreaterThan(3);
  await page.keyboard.press('Escape');
  await runEnds(page);
  await expect(page.getByText('Stopped. The text so far is kept')).toBeVisible();
  await expect(promptField(page)).toBeFocused();
});
