import type { Locator, Page } from '@playwright/test';
import { armIds } from '../src/engine/arms.ts';
import { armProblem, kinshipOf } from '../src/engine/target-source.ts';
import { openFaultyServer } from './support/faulty-server.ts';
import {
  configure,
  copyPrompt,
  draftList,
  fragment,
  loadModel,
  origin,
  output,
  outputText,
  patience,
  promptField,
  run,
  runButton,
  runEnds,
  stopButton,
  textOf,
  why,
} from './support/playground.ts';
import { openProxy } from './support/proxy.ts';
import { expect, test } from './support/test.ts';

/** The arms that can be chosen for the model that comes with the page. */
const offered = armIds.filter(arm => armProblem(arm, kinshipOf({}, false)) === undefined);
const alert = (page: Page): Locator => page.getByRole('alert');
const about = (page: Page): Locator => page.locator('#draft-about');

async function fitsItsWidth(page: Page): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  expect(scrollWidth, 'the page scrolls sideways').toBeLessThanOrEqual(clientWidth);
}

test('every draft can be chosen from the list and writes what the model writes alone', async ({
  ready: page,
}) => {
  const prompt = 'Write a Python function that adds two numbers, and explain it.';
  const alone = await textOf(page, { prompt, draft: 'none', tokens: 24 });
  expect(alone.length).toBeGreaterThan(40);
  const enabled = await draftList(page)
    .locator('option:enabled')
    .evaluateAll(options => options.map(option => (option as HTMLOptionElement).value));
  expect(enabled.sort()).toEqual(['policy', ...offered].sort());
  for (const arm of offered) {
    await draftList(page).selectOption(arm);
    await run(page);
    await expect(alert(page), arm).toHaveCount(0);
    expect(await outputText(page), arm).toBe(alone);
    // A file says where it is; what is made in the page has none.
    await expect(about(page), arm).toContainText(/MB, loaded\.|No download\./);
  }
});

test('a draft loads when it is first used, says so, and can be stopped and tried again', async ({
  browser,
}) => {
  let release = (): void => {};
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  const proxy = await openProxy(url => (url.pathname.endsWith('/ngram-code.bin') ? held : undefined));
  const context = await browser.newContext({ proxy: { server: proxy.server } });
  const page = await context.newPage();
  await page.goto(`${origin}/${fragment({ prompt: copyPrompt, draft: 'ngram-code', tokens: 8 })}`);
  await loadModel(page);
  expect(proxy.asked.filter(url => url.includes('/drafts/') && !url.endsWith('manifest.json'))).toEqual([]);
  await expect(about(page)).toContainText(/The first run downloads \d+\.\d MB/);
  await page.setViewportSize({ width: 390, height: 844 });
  await runButton(page).click();
  const bar = page.getByRole('progressbar', { name: 'Loading draft N-grams: code' });
  await expect(bar).toBeVisible();
  await expect(page.getByRole('status')).toHaveText(/^Loading draft N-grams: code, \d+\.\d MB\.$/);
  await fitsItsWidth(page);
  await stopButton(page).click();
  await runEnds(page);
  await expect(bar).toHaveCount(0);
  await expect(alert(page)).toHaveCount(0);
  release();
  await run(page);
  await expect(output(page).locator('[data-round]')).not.toHaveCount(0);
  await expect(about(page)).toContainText('MB, loaded.');
  expect(proxy.asked.filter(url => url.includes('/drafts/ngram-') && !url.includes('-code'))).toEqual([]);
  await context.close();
  await proxy.close();
});

test('a draft that cannot be loaded is named with a way out, and the next try works', async ({ page }) => {
  const server = await openFaultyServer();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.url}${fragment({ prompt: copyPrompt, draft: 'none', tokens: 8 })}`);
  await loadModel(page);
  const faults = [
    {
      arm: 'ngram-code',
      spoil: async () => server.remove('/drafts/manifest.json'),
      said: 'The draft "ngram-code" could not be loaded: manifest.json could not be fetched: the server answered 404',
    },
    {
      arm: 'ngram-maths',
      spoil: async () => server.remove('/drafts/ngram-maths.bin'),
      said: 'The draft "ngram-maths" could not be loaded: ngram-maths.bin could not be fetched: the server answered 404',
    },
    {
      arm: 'ngram-prose',
      spoil: () =>
        server.change('/drafts/ngram-prose.bin', bytes => {
          const at = bytes.length >> 1;
          bytes[at] = (bytes[at] ?? 0) ^ 1;
          return bytes;
        }),
      said: 'ngram-prose.bin was changed on its way: sha256',
    },
  ];
  for (const { arm, spoil, said } of faults) {
    await spoil();
    await draftList(page).selectOption(arm);
    await run(page);
    await expect(alert(page)).toContainText(said);
    await expect(alert(page)).toContainText(/run again/i);
    await expect(alert(page)).toBeInViewport();
    await fitsItsWidth(page);
    await expect(promptField(page)).toHaveValue(copyPrompt);
    server.mend();
    await run(page);
    await expect(alert(page)).toHaveCount(0);
    await expect(about(page)).toContainText('MB, loaded.');
  }
  await server.close();
});

test('on a phone the list and all estimates fit the width', async ({ ready: page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await configure(page, { prompt: copyPrompt, draft: 'ngram-passages', tokens: 8 });
  const all = why(page).getByRole('button', { name: /^Show all \d+ drafts$/ });
  await expect(all).toHaveAttribute('aria-expanded', 'false');
  const few = await why(page).getByRole('list', { name: 'Estimates' }).getByRole('listitem').count();
  await all.click();
  await expect(why(page).getByRole('list', { name: 'Estimates' }).getByRole('listitem')).toHaveCount(
    offered.length,
  );
  expect(few).toBeLessThan(offered.length);
  await fitsItsWidth(page);
  await expect(draftList(page)).toHaveValue('ngram-passages');
  await why(page).getByRole('button', { name: 'Show the few that matter' }).click();
  await expect(all).toBeVisible({ timeout: patience });
});
