import { expect, test } from '@playwright/test';
import { copyPrompt, fragment, loadModel, origin, run } from './support/playground.ts';
import { openProxy, type SeeingProxy } from './support/proxy.ts';

/** Chromium itself asks this one about every page with a form, whatever the page does. */
const browsersOwn = 'https://content-autofill.googleapis.com:443';

/** What the page asked of any other place. */
function elsewhere(proxy: SeeingProxy): string[] {
  return proxy.asked.filter(url => !url.startsWith(`${origin}/`) && url !== browsersOwn);
}

test('nothing is asked of any other place, from opening the page to the end of a run', async ({
  browser,
}) => {
  const proxy = await openProxy();
  const context = await browser.newContext({ proxy: { server: proxy.server } });
  const page = await context.newPage();
  await page.goto(`${origin}/${fragment({ prompt: copyPrompt, tokens: 16, race: true })}`);
  await loadModel(page);
  await run(page);
  expect(elsewhere(proxy)).toEqual([]);
  // What the worker fetches is among them, or the line above would be worth little; and so is what may not be.
  expect(proxy.asked.filter(url => url.endsWith('/model.gguf.02'))).toHaveLength(1);
  await page.evaluate(() => fetch('http://elsewhere.invalid/x').catch(() => undefined));
  await page.evaluate(() => fetch('https://elsewhere.invalid/x').catch(() => undefined));
  expect(elsewhere(proxy)).toEqual(['http://elsewhere.invalid/x', 'https://elsewhere.invalid:443']);
  await context.close();
  await proxy.close();
});
