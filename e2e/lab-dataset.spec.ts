import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { offlineDatasetFromJson } from '../src/core/offline-dataset-json.ts';
import { loadButton, loadModel, patience } from './support/playground.ts';
import { expect, test } from './support/test.ts';

const prompts = [
  'Repeat this sentence word for word: "The gull sat on the red roof."',
  'Name three colours.',
  'What is 12 + 30?',
];

const own = (page: Page): Locator => page.getByRole('region', { name: 'From your own prompts' });
const list = (page: Page): Locator => own(page).getByRole('textbox', { name: 'Prompts' });
const recorded = (page: Page): Locator => own(page).locator('.badge.figure');

async function openData(page: Page): Promise<void> {
  await page.goto('/#/lab/data');
  await expect(list(page)).toBeEnabled();
}

test('a dataset is recorded from own prompts, stopped, taken up after a reload, and exported', async ({
  page,
}, testInfo) => {
  await openData(page);
  await loadModel(page);
  await list(page).fill(prompts.join('\n'));
  await own(page).getByRole('button', { name: 'Clear' }).click();
  for (const name of [/^Prompt lookup/, /^Head (?!and)/])
    await own(page).getByRole('checkbox', { name }).check();
  await own(page).getByRole('spinbutton', { name: 'Most tokens of an answer' }).fill('16');
  await own(page).getByRole('button', { name: 'Record', exact: true }).click();
  await expect(recorded(page)).toHaveText(/^[12] of 3 recorded/, { timeout: patience });
  await own(page).getByRole('button', { name: 'Stop recording' }).click();
  await expect(own(page).getByRole('button', { name: /^(Resume recording|Record)$/ })).toBeVisible();

  await page.reload();
  await expect(list(page)).toHaveValue(prompts.join('\n'));
  await expect(recorded(page)).toHaveText(/^[123] of 3 recorded/);
  if (await loadButton(page).isVisible()) await loadModel(page);
  const resume = own(page).getByRole('button', { name: 'Resume recording' });
  if (await resume.isVisible()) await resume.click();
  await expect(recorded(page)).toHaveText('3 of 3 recorded', { timeout: patience });

  await expect(own(page)).toContainText('By themselves they are too few: 17 more are needed.');
  await expect(own(page).getByRole('button', { name: 'Train on these alone' })).toBeDisabled();
  await expect(own(page)).toContainText('can’t be joined: they have different drafts');
  const download = page.waitForEvent('download');
  await own(page).getByRole('button', { name: 'Export these' }).click();
  const path = testInfo.outputPath('own.json');
  await (await download).saveAs(path);
  const dataset = offlineDatasetFromJson(JSON.parse(await readFile(path, 'utf8')));
  expect(dataset.arms.map(({ id }) => id)).toEqual(['none', 'prompt-lookup', 'head']);
  expect(dataset.samples.map(({ split }) => split)).toEqual(['train', 'train', 'train']);
  for (const { speedUps, alignments, tokens } of dataset.samples) {
    expect(tokens).toBeGreaterThan(0);
    expect(speedUps[0]).toBe(1);
    expect(speedUps.every(speedUp => speedUp > 0)).toBe(true);
    expect(alignments.agreement?.[0]).toBe(0);
  }
  // Copying is what lookup can do; where it does, it is right more often than the draft that guesses nothing.
  expect(dataset.samples[0]?.alignments.agreement?.[1]).toBeGreaterThan(0);

  await page.getByLabel('Dataset file').setInputFiles(path);
  await expect(page.getByRole('heading', { name: 'own.json' })).toBeVisible();
  await expect(page.getByText('It has no held-out prompts')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('.lab-step').analyze();
  expect(violations).toEqual([]);
});

test('what cannot be read is set aside and given out; another tab sees what is typed here', async ({
  page,
  context,
}, testInfo) => {
  const damaged = '{"version":1,"list":"My prom';
  await page.goto('/');
  await page.evaluate(async text => {
    const cache = await caches.open('draftpick-own-dataset-1');
    await cache.put('/own-dataset.json', new Response(text));
  }, damaged);
  await openData(page);
  const aside = own(page).getByRole('alert').filter({ hasText: 'set aside' });
  await expect(aside).toContainText('Nothing was deleted');
  await list(page).fill(prompts[0] ?? '');
  const other = await context.newPage();
  await openData(other);
  await expect(list(other)).toHaveValue(prompts[0] ?? '');
  await list(other).fill(prompts.join('\n'));
  await expect(list(page)).toHaveValue(prompts.join('\n'));
  const download = page.waitForEvent('download');
  await aside.getByRole('button', { name: 'Export what was set aside' }).click();
  const path = testInfo.outputPath('aside.json');
  await (await download).saveAs(path);
  expect(await readFile(path, 'utf8')).toBe(damaged);
  await aside.getByRole('button', { name: 'Delete it' }).click();
  await page.reload();
  await expect(list(page)).toHaveValue(prompts.join('\n'));
  await expect(aside).toHaveCount(0);
});

test('the prompts of a comparison go to the Lab’s list, none of them twice', async ({ loaded: page }) => {
  const query = new URLSearchParams({ v: '1', l: prompts.slice(0, 2).join('\n'), a: 'none', n: '4' });
  await page.evaluate(hash => {
    location.hash = hash;
  }, `#/compare?${query}`);
  await expect(page.locator('#prompt')).toHaveValue(prompts.slice(0, 2).join('\n'));
  await page.getByRole('button', { name: 'Run comparison' }).click();
  await expect(page.getByTestId('verdict')).toBeVisible({ timeout: patience });
  const add = page.getByRole('button', { name: 'Add these prompts to the offline dataset' });
  await add.click();
  await expect(page.getByText('2 added.')).toBeVisible();
  await add.click();
  await expect(page.getByText('All 2 are in its list already.')).toBeVisible();
  await page.getByRole('link', { name: 'Record them in the Lab' }).click();
  await expect(own(page)).toContainText('2 prompts.');
  for (const prompt of prompts.slice(0, 2)) {
    await expect(list(page)).toHaveValue(new RegExp(JSON.stringify(prompt).slice(1, 20)));
  }
});
