import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { checkEveryLook } from './support/axe.ts';
import { copyPrompt, inspector, loadModel, patience } from './support/playground.ts';
import { test as base, expect } from './support/test.ts';

/** A page in Compare with the model loaded, shared by the tests below. */
const test = base.extend<{ readonly compare: Page }>({
  compare: async ({ loaded }, use) => {
    await loaded.emulateMedia({ reducedMotion: 'reduce' });
    await use(loaded);
  },
});

const runAll = (page: Page): Locator => page.getByRole('button', { name: 'Run comparison' });
const progress = (page: Page): Locator => page.getByRole('progressbar', { name: 'Runs of the comparison' });
const lanes = (page: Page): Locator => page.locator('.score-lane');
const rows = (page: Page): Locator =>
  page.getByRole('region', { name: 'Figures of each draft' }).getByRole('row');
const verdict = (page: Page): Locator => page.getByTestId('verdict');
const problem = (page: Page): Locator => page.locator('.compare-problem');

async function open(page: Page, settings: Readonly<Record<string, string>>): Promise<void> {
  const query = new URLSearchParams({ v: '1', ...settings, nonce: String(Math.random()) });
  await page.evaluate(hash => {
    location.hash = hash;
  }, `#/compare?${query}`);
  await expect(page.getByRole('heading', { name: /Which draft is fastest/ })).toBeVisible();
  const field = page.locator('#prompt');
  await expect(field).toHaveValue(settings.l ?? settings.p ?? '');
}

async function finish(page: Page): Promise<void> {
  await runAll(page).click();
  await expect(progress(page)).toBeVisible();
  await expect(progress(page)).toHaveCount(0, { timeout: patience });
}

/** A lane's text without refused guesses. */
const laneText = (lane: Locator): Promise<string> =>
  lane.evaluate(element =>
    [...element.querySelectorAll('.score-cell > .token')].map(token => token.textContent ?? '').join(''),
  );

async function exported(page: Page, name: string, file: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name }).click();
  await (await download).saveAs(file);
  return readFile(file, 'utf8');
}

test('one prompt with three drafts: the same text in aligned lanes, a row of figures each', async ({
  compare: page,
}) => {
  await open(page, { p: copyPrompt, a: 'none,prompt-lookup,tables', n: '16' });
  await finish(page);
  await expect(lanes(page)).toHaveCount(3);
  const texts = await Promise.all((await lanes(page).all()).map(laneText));
  expect(texts[0]).toContain('lighthouse keeper');
  expect(new Set(texts).size).toBe(1);
  await expect(page.getByTestId('sameness')).toHaveText(/^All 3 lanes wrote the same \d+ tokens/);
  // A column is a place in the text: its cells stand under each other.
  const lefts = await page
    .locator('.score-cell[data-column="9"]')
    .evaluateAll(cells => cells.map(cell => Math.round(cell.getBoundingClientRect().left)));
  expect(lefts).toHaveLength(3);
  expect(new Set(lefts).size).toBe(1);
  await expect(lanes(page).nth(1).locator('.token[data-state="accepted"]')).not.toHaveCount(0);
  await expect(rows(page)).toHaveCount(1 + 3);
  await expect(rows(page).nth(1)).toContainText('1.00×, the baseline');
  await expect(verdict(page)).toContainText(/no draft/i);

  // The keyboard alone: pin a lane, sort the table, scrub the clock.
  await page.getByRole('button', { name: 'Keep Tables together on top' }).press('Enter');
  await expect(lanes(page).first()).toHaveAttribute('aria-label', 'Tables together');
  await expect(rows(page).nth(1)).toContainText('Tables together');
  await page.getByRole('button', { name: 'Keep Tables together on top' }).press('Enter');
  await page.getByRole('button', { name: 'Size' }).press('Enter');
  await expect(rows(page).nth(1)).toContainText('Tables together');
  await page.getByRole('slider', { name: 'Clock' }).press('Home');
  await expect(page.locator('.score-cell:not([data-hidden])')).toHaveCount(0);
  await page.getByRole('button', { name: 'Next round' }).press('Enter');
  await expect(lanes(page).first().locator('.score-cell:not([data-hidden])')).not.toHaveCount(0);
  await page.getByRole('slider', { name: 'Clock' }).press('End');
  await expect(page.locator('.score-cell[data-hidden]')).toHaveCount(0);

  // Into a token: along the lane, to the same place in the next one, and out again.
  const score = page.getByRole('region', { name: 'Lanes: one row for each draft' });
  await score.press('Enter');
  await expect(inspector(page)).toContainText('place 1 of the output');
  await score.press('ArrowRight');
  await score.press('ArrowRight');
  const place = /place (\d+) of/.exec((await inspector(page).textContent()) ?? '')?.[1];
  await score.press('ArrowDown');
  await expect(lanes(page).nth(1).locator('.token[data-selected]')).toHaveCount(1);
  await expect(inspector(page)).toContainText(`place ${place} of the output`);
  await expect(inspector(page)).toContainText('p, the target’s probability');
  await expect(inspector(page).getByRole('listitem')).toHaveCount(5);
  await page.getByRole('button', { name: 'Next token' }).press('Enter');
  await page.getByRole('button', { name: 'Close token' }).press('Enter');
  await expect(inspector(page)).toHaveCount(0);
  await expect(score).toBeFocused();
  // Which guesses there are depends on measured costs; every lane has a fourth token.
  await lanes(page).nth(1).locator('.score-cell > .token').nth(3).click();
  await expect(inspector(page)).toContainText('place 4 of the output');
  await page.getByRole('button', { name: 'Previous token' }).press('Escape');
  await expect(inspector(page)).toHaveCount(0);
  await expect(score).toBeFocused();
});

test('a list is stopped, resumed, exported and opened again; broken files change nothing', async ({
  compare: page,
}, testInfo) => {
  const list = `{"id": "copy", "prompt": ${JSON.stringify(copyPrompt)}}\n{"id": "sea", "kind": "story", "prompt": "Tell a story about the sea."}`;
  await open(page, { l: list, a: 'none,prompt-lookup', n: '160' });
  await runAll(page).click();
  await expect(progress(page)).not.toHaveAttribute('aria-valuenow', '0', { timeout: patience });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(progress(page)).toHaveCount(0, { timeout: patience });
  const grid = page.getByRole('grid', { name: 'Speed-up by prompt and draft' });
  await expect(grid.getByRole('gridcell')).toHaveCount(4);
  await expect(grid.getByRole('gridcell', { name: /best/ })).toHaveCount(2);
  await expect(verdict(page)).toContainText('Over 2 prompts');
  await grid.locator('[data-cell="1,1"]').click();
  await expect(page.getByRole('heading', { name: 'Lanes: sea' })).toBeVisible();
  await expect(lanes(page).first()).toHaveAttribute('aria-label', 'Prompt lookup');

  const csv = await exported(page, 'Export CSV', testInfo.outputPath('comparison.csv'));
  expect(csv.trim().split('\r\n')).toHaveLength(1 + 4);
  const file = testInfo.outputPath('comparison.json');
  const json = await exported(page, 'Export JSON', file);
  expect(JSON.parse(json).prompts.map((each: { id: string }) => each.id)).toEqual(['copy', 'sea']);
  const before = await verdict(page).textContent();

  const picker = page.getByLabel('Comparison file');
  const give = (text: string) =>
    picker.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await give(json.slice(0, json.lastIndexOf('\n{') + 40));
  await expect(problem(page)).toContainText('line 3 is not JSON');
  await give(json.replace('"id":"sea"', '"id":""'));
  await expect(problem(page)).toContainText('prompt 2, line 3');
  expect(await verdict(page).textContent()).toBe(before);

  await page.locator('#prompt').fill('{"prompt": "fine"}\n{"prompt": 3}');
  await runAll(page).click();
  await expect(problem(page)).toContainText('Line 2 of the list');
  expect(await verdict(page).textContent()).toBe(before);

  await picker.setInputFiles(file);
  await expect(problem(page)).toHaveCount(0);
  await expect(page.getByText('From a file, measured on')).toBeVisible();
  expect(await verdict(page).textContent()).toBe(before);
  await expect(grid.getByRole('gridcell')).toHaveCount(4);
});

test('both themes and widths have no violations, with results on show', async ({ compare: page }) => {
  const list = [copyPrompt, 'Tell a story about the sea.']
    .map(prompt => JSON.stringify({ prompt }))
    .join('\n');
  await open(page, { l: list, a: 'none,tables', n: '8' });
  await finish(page);
  await expect(lanes(page)).toHaveCount(2);
  await expect(page.getByRole('grid', { name: 'Speed-up by prompt and draft' })).toBeVisible();
  await page.getByRole('region', { name: 'Lanes: one row for each draft' }).press('Enter');
  await expect(inspector(page)).toBeVisible();
  await checkEveryLook(page, 'Compare with results');
  await page.getByRole('radio', { name: 'Auto', exact: true }).first().check({ force: true });
});

test('a link carries prompt, drafts and length to another browser, where it runs', async ({
  browser,
  page,
}) => {
  await page.goto('/#/compare');
  await page.locator('#prompt').fill('Say “hello” & <goodbye>');
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('checkbox', { name: /^Prompt lookup/ }).check();
  await page.getByRole('spinbutton', { name: 'Most tokens' }).fill('6');
  await expect(page).toHaveURL(/#\/compare\?v=1&p=.*n=6/);
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.locator('#prompt')).toHaveValue('Say “hello” & <goodbye>');
  await expect(other.getByRole('checkbox', { checked: true })).toHaveCount(2);
  await loadModel(other);
  await finish(other);
  await expect(lanes(other)).toHaveCount(2);
  await other.goto(`${page.url().split('#')[0]}#/compare?v=1&a=none,warp`);
  await expect(problem(other)).toContainText('warp');
  await context.close();
});
