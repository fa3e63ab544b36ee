import {
  configure,
  copyPrompt,
  draftList,
  figures,
  fragment,
  loadButton,
  loadModel,
  longPrompt,
  modelBar,
  origin,
  output,
  outputText,
  patience,
  promptField,
  roundCount,
  run,
  runButton,
  runEnds,
  stopButton,
  textOf,
  why,
} from './support/playground.ts';
import { openProxy } from './support/proxy.ts';
import { expect, test } from './support/test.ts';

test('loading shows its stages and can be cancelled and started again', async ({ browser }) => {
  let release = (): void => {};
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  const proxy = await openProxy(url => (url.pathname.endsWith('/model.gguf.01') ? held : undefined));
  const context = await browser.newContext({ proxy: { server: proxy.server } });
  const page = await context.newPage();
  await page.goto(origin);
  await expect(modelBar(page)).toContainText('98.4 MB');
  await loadButton(page).click();
  const bar = page.getByRole('progressbar', { name: 'Loading the model' });
  // One shard of three has come, the second one is held back.
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(10);
  await expect(modelBar(page).getByRole('listitem')).toHaveText(['Download', 'Prepare', 'Warm-up', 'Ready']);
  await expect(modelBar(page).locator('[aria-current="step"]')).toHaveText('Download');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(loadButton(page)).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  release();
  await loadModel(page);
  await page.reload();
  await expect(modelBar(page).getByText('Cached', { exact: true })).toBeVisible();
  await context.close();
  await proxy.close();
});

test('the text is the same with the policy and with each draft', async ({ ready: page }) => {
  const settings = { prompt: copyPrompt, tokens: 32 };
  const alone = await textOf(page, { ...settings, draft: 'none' });
  expect(alone).toContain('lighthouse keeper');
  await expect(output(page).locator('.token:not([data-state="plain"])')).toHaveCount(0);
  expect(await textOf(page, { ...settings, draft: 'prompt-lookup' })).toBe(alone);
  await expect(output(page).locator('.token[data-state="accepted"]')).not.toHaveCount(0);
  await expect(page.getByText('On this device', { exact: true })).toBeVisible();
  expect(await textOf(page, { ...settings, draft: 'policy' })).toBe(alone);
});

test('a race confirms that both lanes wrote the same', async ({ ready: page }) => {
  await configure(page, { prompt: copyPrompt, draft: 'prompt-lookup', tokens: 32 });
  await run(page);
  await page.getByRole('button', { name: 'Race target only' }).click();
  await runEnds(page);
  await expect(page.getByTestId('sameness')).toHaveText(/^Both lanes wrote the same \d+ tokens/, {
    timeout: patience,
  });
  expect(await outputText(page)).toBe(await outputText(page, 'baseline-text'));
  await expect(figures(page)).toContainText('Against target-only decoding of the same prompt');
  await expect(page.getByTestId('speed-up')).toHaveText(/^\d+\.\d\d×$/);
});

for (const way of ['the Stop button', 'Escape'] as const) {
  test(`${way} ends a run, keeps its text and teaches nothing`, async ({ ready: page }) => {
    await configure(page, { prompt: longPrompt, tokens: 1024 });
    await runButton(page).click();
    await expect.poll(() => roundCount(page), { timeout: patience }).toBeGreaterThan(5);
    if (way === 'Escape') await page.keyboard.press('Escape');
    else await stopButton(page).click();
    await runEnds(page);
    await expect(page.getByText('Stopped. The text so far is kept')).toBeVisible();
    expect((await outputText(page)).length).toBeGreaterThan(10);
    await expect(why(page)).toContainText('Nothing learnt yet');
    await expect(promptField(page)).toHaveValue(longPrompt);
  });
}

test('a follow-up goes on with the chat and reads only what is new', async ({ ready: page }) => {
  await configure(page, { prompt: 'What is the capital of France?', tokens: 24 });
  await run(page);
  const first = await outputText(page);
  const followUp = page.getByRole('textbox', { name: 'Follow-up' });
  await followUp.fill('And of Italy?');
  await followUp.press('Enter');
  await runEnds(page);
  const turns = page.getByRole('group', { name: 'Chat so far' });
  await expect(turns).toContainText('What is the capital of France?');
  await expect(turns).toContainText(first.trim().slice(0, 20));
  await expect(turns).toContainText('And of Italy?');
  const note = await figures(page)
    .getByText(/tokens, \d+ reused/)
    .textContent();
  const [, all, reused] = /(\d+) tokens, (\d+) reused/.exec(note ?? '') ?? [];
  expect(Number(reused)).toBeGreaterThan(Number(all) / 2);
  await expect(followUp).toHaveValue('');
});

test('a seed fixes a sampled text, with and without a draft', async ({ ready: page }) => {
  const settings = { prompt: copyPrompt, tokens: 16, temperature: 1.2, seed: 5 };
  const first = await textOf(page, { ...settings, draft: 'prompt-lookup' });
  expect(await textOf(page, { ...settings, draft: 'prompt-lookup' })).toBe(first);
  expect(await textOf(page, { ...settings, draft: 'none' })).toBe(first);
  const others = [6, 7].map(seed => ({ ...settings, seed, draft: 'none' as const }));
  const texts = [];
  for (const other of others) texts.push(await textOf(page, other));
  expect(texts.some(text => text !== first)).toBe(true);
});

test('an example fills the prompt and gives typed text back', async ({ ready: page }) => {
  await promptField(page).fill('My own words');
  await page.getByRole('button', { name: 'Tell a story' }).click();
  await expect(promptField(page)).toHaveValue(/^Tell a short story/);
  await page.getByRole('button', { name: 'Restore my text' }).click();
  await expect(promptField(page)).toHaveValue('My own words');
});

test('the policy learns from a run unless frozen, and is kept, exported, reset and imported', async ({
  ready: page,
}, testInfo) => {
  const panel = why(page);
  await expect(panel).toContainText('Nothing learnt yet');
  const before = await panel.getByRole('list', { name: 'Estimates' }).textContent();
  await configure(page, { prompt: copyPrompt, draft: 'prompt-lookup', tokens: 24 });
  await run(page);
  await expect(panel).toContainText('Learnt from 1 run in this browser');
  expect(await panel.getByRole('list', { name: 'Estimates' }).textContent()).not.toBe(before);
  await panel.getByRole('button', { name: 'Freeze' }).click();
  await run(page);
  await expect(panel).toContainText('Learnt from 1 run in this browser');
  await expect(panel).toContainText('Frozen');
  await panel.getByRole('button', { name: 'Unfreeze' }).click();

  const download = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Export' }).click();
  const file = testInfo.outputPath('policy.json');
  await (await download).saveAs(file);
  // Another tab of the same browser finds what this one learnt.
  const other = await page.context().newPage();
  await other.goto('/');
  await expect(why(other)).toContainText('Learnt from 1 run in this browser');
  await other.close();
  await panel.getByRole('button', { name: 'Reset' }).click();
  await expect(panel).toContainText('Nothing learnt yet');
  await page.getByLabel('Policy file').setInputFiles(file);
  await expect(panel).toContainText('Learnt from 1 run in this browser');
});

test('a link carries prompt and settings to another browser', async ({ ready: page, browser }) => {
  await promptField(page).fill('Say “hello” & <goodbye>\nin two lines – 100 %');
  await draftList(page).selectOption('none');
  await page.getByText('Sampling', { exact: true }).click();
  await page.getByRole('spinbutton', { name: 'Temperature' }).fill('0.7');
  await page.getByRole('spinbutton', { name: 'Seed' }).fill('1234');
  await page.getByRole('spinbutton', { name: 'Most tokens', exact: true }).fill('77');
  await page.getByText('Sampling', { exact: true }).click();
  await expect(page).toHaveURL(/s=1234.*n=77/);
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(promptField(other)).toHaveValue('Say “hello” & <goodbye>\nin two lines – 100 %');
  await expect(draftList(other)).toHaveValue('none');
  await expect(other.getByText('temperature 0.7 · 77 tokens')).toBeVisible();
  await other.getByText('Sampling', { exact: true }).click();
  await expect(other.getByRole('spinbutton', { name: 'Seed' })).toHaveValue('1234');
  await context.close();
});

test('a link can be opened, loaded and run', async ({ page }) => {
  await page.goto(`/${fragment({ prompt: copyPrompt, draft: 'prompt-lookup', tokens: 12, race: true })}`);
  await loadModel(page);
  await run(page);
  await expect(output(page)).toBeVisible();
  await expect(page.getByTestId('baseline-text')).toBeVisible();
});
