import { createHash } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import { type FaultyServer, openFaultyServer } from './support/faulty-server.ts';
import {
  configure,
  copyPrompt,
  fragment,
  loadModel,
  longPrompt,
  modelBar,
  origin,
  outputText,
  run,
  runButton,
  stopButton,
} from './support/playground.ts';
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

test.describe('the service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  let server: FaultyServer;
  test.beforeEach(async () => {
    server = await openFaultyServer();
  });
  test.afterEach(() => server.close());

  /** Opens the page and waits until everything it needs without a network is kept. */
  async function firstVisit(page: Page): Promise<void> {
    await page.goto(server.url);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await expect
      .poll(() => page.evaluate(() => caches.keys()))
      .toContainEqual(expect.stringContaining('shell'));
  }

  /** Another version on the server: a page that says so, and the service worker that lists it. */
  async function publish(name: string): Promise<void> {
    let hash = '';
    await server.change('/index.html', bytes => {
      const html = bytes.toString().replace('<html lang="en">', `<html lang="en" data-version="${name}">`);
      hash = createHash('sha256').update(html).digest('hex');
      return Buffer.from(html);
    });
    await server.change('/service-worker.js', bytes => {
      const code = bytes.toString();
      const edited = code
        .replace(/("path":"","sha256":")[0-9a-f]{64}/, `$1${hash}`)
        .replace(/("version":")[0-9a-f]{16}/, `$1${hash.slice(0, 16)}`);
      expect(edited).toContain(hash);
      return Buffer.from(edited);
    });
  }

  test('opens the page without a network after one visit: recordings, threads, the model that was loaded', async ({
    page,
  }) => {
    await firstVisit(page);
    await loadModel(page);
    await configure(page, { prompt: copyPrompt, draft: 'prompt-lookup', tokens: 16 });
    await run(page);
    const text = await outputText(page);
    await server.close();
    const offline = await page.context().newPage();
    await page.close();
    await offline.goto(server.url);
    await expect(offline.getByText('Recording', { exact: true })).toBeVisible();
    expect(await offline.evaluate(() => crossOriginIsolated)).toBe(true);
    await expect(modelBar(offline).getByText('Cached', { exact: true })).toBeVisible();
    await loadModel(offline);
    await configure(offline, { prompt: copyPrompt, draft: 'prompt-lookup', tokens: 16 });
    await run(offline);
    expect(await outputText(offline)).toBe(text);
  });

  test('a new version waits for a person and ends no run', async ({ page }) => {
    await firstVisit(page);
    await page.reload();
    await loadModel(page);
    await publish('another');
    // Hot enough never to come to an end by itself while the new version is fetched.
    await configure(page, { prompt: longPrompt, draft: 'none', tokens: 1900, temperature: 1.6, seed: 3 });
    await runButton(page).click();
    await expect(stopButton(page)).toBeVisible();
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.ready).update();
    });
    const note = page.getByRole('region', { name: 'New version' });
    await expect(note).toContainText('A new version of this page is ready.');
    await stopButton(page).click();
    await expect(runButton(page)).toBeVisible();
    expect((await outputText(page)).length).toBeGreaterThan(0);
    // A reload by hand still opens the version that was kept whole.
    await page.reload();
    await expect(page.locator('html[data-version]')).toHaveCount(0);
    await note.getByRole('button', { name: 'Reload to update' }).click();
    await expect(page.locator('html[data-version="another"]')).toHaveCount(1);
    await expect(page.getByRole('region', { name: 'New version' })).toHaveCount(0);
  });

  test('a version that does not come whole is not kept', async ({ page }) => {
    server.remove('/runs/story.json');
    await page.goto(server.url);
    await expect(runButton(page)).toBeVisible();
    const end = await page.evaluate(async () => {
      const { installing } = await navigator.serviceWorker.register('service-worker.js');
      if (installing === null) return 'nothing was installed';
      while (installing.state === 'installing') {
        await new Promise(done => installing.addEventListener('statechange', done, { once: true }));
      }
      return installing.state;
    });
    expect(end).toBe('redundant');
    expect(await page.evaluate(() => caches.keys())).not.toContainEqual(expect.stringContaining('shell'));
  });

  test('gives the page its threads on a host that sends no headers for them, from the second visit on', async ({
    page,
  }) => {
    const plain = await openFaultyServer({ isolated: false });
    await page.goto(plain.url);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.reload();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await loadModel(page);
    await expect(modelBar(page)).not.toContainText('1 thread ·');
    await plain.close();
  });

  test('leaves the benchmark alone', async ({ page }) => {
    await firstVisit(page);
    await server.change('/bench.html', bytes =>
      Buffer.from(bytes.toString().replace('<body>', '<body id="new">')),
    );
    await page.goto(`${server.url}bench.html`);
    await expect(page.locator('#new')).toBeVisible();
  });
});
