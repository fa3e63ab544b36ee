import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { checkEveryLook, checkTwoLooks } from './support/axe.ts';
import { why } from './support/playground.ts';

const steps = ['data', 'reward', 'train', 'compare', 'decision', 'machine'] as const;

async function open(page: Page, step: (typeof steps)[number], query = ''): Promise<void> {
  await page.goto(`/#/lab/${step}${query}`);
  await expect(page.getByRole('navigation', { name: 'Steps of the Lab' })).toBeVisible();
}

async function train(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Train again' })).toBeVisible({ timeout: 60_000 });
}

test('REINFORCE is trained, compared, and then chooses in the Playground, also after a reload', async ({
  page,
}) => {
  await open(page, 'train', '?v=1&g=speed');
  await train(page);
  await expect(page.getByRole('heading', { name: 'REINFORCE: what it earns' })).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Weights of REINFORCE' })).toBeVisible();

  await page.getByRole('link', { name: /Compare on held out/ }).click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Compare again' })).toBeVisible({ timeout: 120_000 });
  const bars = page.getByRole('figure', { name: 'Speed with each policy' });
  await bars.getByRole('button', { name: 'Show as table' }).click();
  const speed = async (name: string): Promise<number> =>
    Number.parseFloat((await bars.getByRole('row', { name }).getByRole('cell').first().textContent()) ?? '');
  const [oracle, reinforce, none] = [
    await speed('oracle (best arm of each prompt)'),
    await speed('REINFORCE on speed-ups'),
    await speed('always No draft'),
  ];
  expect(none).toBe(1);
  expect(reinforce).toBeGreaterThan(none);
  expect(oracle).toBeGreaterThanOrEqual(reinforce);

  await page.getByRole('link', { name: /Train \d policies/ }).click();
  await page.getByRole('button', { name: 'Use in the Playground: REINFORCE' }).click();
  await expect(page.getByRole('region', { name: 'Policy of the Playground' })).toContainText(
    'REINFORCE (Lab, speed-ups)',
  );
  await page.getByRole('link', { name: 'See what it picks there' }).click();
  await expect(why(page)).toContainText('this is REINFORCE (Lab, speed-ups)');
  await page.reload();
  await expect(why(page)).toContainText('this is REINFORCE (Lab, speed-ups)');
  await why(page).getByRole('button', { name: 'Reset' }).click();
  await expect(why(page)).toContainText('this is the policy that comes with the page');
});

test('a broken dataset is explained, and what was there stays', async ({ page }) => {
  await open(page, 'data');
  await expect(page.getByRole('heading', { name: 'The offline dataset of this page' })).toBeVisible();
  const file = page.getByLabel('Dataset file');
  await file.setInputFiles({
    name: 'broken.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"a":'),
  });
  await expect(page.getByRole('alert')).toContainText('broken.json is not JSON');
  const other = JSON.stringify({ format: 'draftpick-offline-dataset', version: 9 });
  await file.setInputFiles({ name: 'new.json', mimeType: 'application/json', buffer: Buffer.from(other) });
  await expect(page.getByRole('alert')).toContainText('its version is 9; this build reads version 1');
  await expect(page.getByRole('heading', { name: 'The offline dataset of this page' })).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a dataset can be exported and used as one’s own', async ({ page }, testInfo) => {
  await open(page, 'data');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const path = testInfo.outputPath('dataset.json');
  await (await download).saveAs(path);
  await page.getByLabel('Dataset file').setInputFiles(path);
  await expect(page.getByRole('heading', { name: 'dataset.json' })).toBeVisible();
  await page.getByRole('button', { name: 'Back to the page’s dataset' }).click();
  await expect(page.getByRole('heading', { name: 'The offline dataset of this page' })).toBeVisible();
});

test('a link carries step and settings to another browser', async ({ page, browser }) => {
  await open(page, 'reward');
  await page.getByRole('radio', { name: /Same beginning/ }).check();
  await page.getByRole('slider', { name: 'Weight of the likeness (α)' }).fill('0.35');
  await page.getByRole('link', { name: /One decision/ }).click();
  await page.getByRole('textbox', { name: 'Type a prompt' }).fill('Fix this: def f(x) return x & 1');
  await expect(page.getByRole('heading', { name: /is chosen for your prompt$/ })).toBeVisible();
  const chosen = await page.getByRole('heading', { name: /is chosen for your prompt$/ }).textContent();
  const other = await (await browser.newContext()).newPage();
  await other.goto(page.url());
  await expect(other.getByRole('textbox', { name: 'Type a prompt' })).toHaveValue(
    'Fix this: def f(x) return x & 1',
  );
  await expect(other.getByRole('heading', { name: /is chosen for your prompt$/ })).toHaveText(chosen ?? '');
  await other.getByRole('link', { name: /Reward/ }).click();
  await expect(other.getByRole('radio', { name: /Same beginning/ })).toBeChecked();
  await expect(other.getByRole('slider', { name: 'Weight of the likeness (α)' })).toHaveValue('0.35');
  await other.context().close();
});

test('on another machine dear rows take the wins from the drafts', async ({ page }) => {
  await open(page, 'machine');
  const wins = page.getByRole('figure', { name: 'Which draft wins' });
  await page.getByRole('slider', { name: 'Each further token in a pass costs' }).fill('1');
  await expect(wins).toContainText('No draft wins on 100.0%');
  await page.getByRole('button', { name: 'A GPU with cheap rows' }).click();
  await expect(wins).not.toContainText('No draft wins on');
  await expect(page).toHaveURL(/row=0\.03/);
});

test('training can be stopped by keyboard, and cells of a map are reached with the arrow keys', async ({
  page,
}) => {
  await open(page, 'train');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await button('Train').focus();
  await page.keyboard.press('Enter');
  await expect(button('Stop')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(button('Train')).toBeFocused();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  // Stopped means that nothing was trained; the same key then starts anew.
  await expect(page.getByRole('region', { name: 'Trained policies' })).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(button('Train again')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'Trained policies' })).toBeVisible();
  const grid = page.getByRole('grid', { name: 'Weights of REINFORCE' });
  await grid.getByRole('gridcell').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(grid.locator('[data-cell="1,1"]')).toBeFocused();
  await page.getByRole('slider', { name: /mean reward by pass/ }).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('slider', { name: /mean reward by pass/ })).toHaveAttribute(
    'aria-valuetext',
    /^pass \d+: best guess, training/,
  );
});

test('no step has violations or scrolls sideways, in both themes and widths', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, 'train');
  await train(page);
  await page.getByRole('link', { name: /Compare on held out/ }).click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Compare again' })).toBeVisible({ timeout: 120_000 });
  for (const [i, step] of steps.entries()) {
    await page.getByRole('navigation', { name: 'Steps of the Lab' }).getByRole('link').nth(i).click();
    await expect(page).toHaveURL(new RegExp(`#/lab/${step}`));
    await expect(page.locator('.lab-step h2')).toBeVisible();
    if (step === 'train') await checkEveryLook(page, step);
    else await checkTwoLooks(page, step);
  }
});
