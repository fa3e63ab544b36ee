import { expect, type Page, test } from '@playwright/test';
import { checkEveryLook } from './support/axe.ts';
import { assetPaths, impatient, openFaultyServer } from './support/faulty-server.ts';
import { type HubServer, openHubServer } from './support/hub-server.ts';
import { loadModel, origin } from './support/playground.ts';

const repo = 'someone/small-GGUF';
const file = 'small.Q4_0.gguf';
/** Bytes that begin as a GGUF file does: the library looks at no more of it. */
const gguf = (length: number) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 9)) & 0xff);
  bytes.set(new TextEncoder().encode('GGUF'));
  return bytes;
};

let hub: HubServer;
test.beforeAll(async () => {
  hub = await openHubServer();
});
test.afterAll(() => hub.close());
test.beforeEach(() => {
  hub.mend();
  hub.put(repo, file, gguf(6_000_000), { lfs: true });
  hub.put(repo, 'big-00001-of-00002.gguf', gguf(1000), { lfs: true });
});

const entry = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** Opens the room and asks the test's Hub for a repository. */
async function look(page: Page, name = repo, site = origin): Promise<void> {
  await page.goto(`${site}/#/models`);
  await page.getByText('Revision and address of the Hub').click();
  await page.getByLabel('Hub or mirror').fill(hub.url);
  await page.getByLabel('From the Hub').fill(name);
  await button(page, 'Look').click();
}

test('a model of the catalogue is looked for with one press; what this device cannot have says why', async ({
  page,
}) => {
  const known = 'HuggingFaceTB/SmolLM2-360M-Instruct-GGUF';
  hub.put(known, 'smollm2-360m-instruct-q8_0.gguf', gguf(2_000_000), { lfs: true });
  await page.goto(`${origin}/#/models`);
  await page.getByText('Revision and address of the Hub').click();
  await page.getByLabel('Hub or mirror').fill(hub.url);
  await page.getByText('Some models to start with').click();
  await expect(button(page, 'Look for SmolLM2-360M-Instruct, ONNX q4f16')).toBeDisabled();
  await expect(page.getByText('This browser or device has no WebGPU.').first()).toBeVisible();
  await expect(
    page.getByText('Drafts for it: SmolLM2-135M-Instruct (comes with the app)').first(),
  ).toBeVisible();
  await button(page, 'Look for SmolLM2-360M-Instruct, GGUF Q8_0').click();
  await button(page, 'Download GGUF Q8_0').click();
  await expect(entry(page, 'SmolLM2-360M-Instruct-GGUF').first()).toContainText(/2\.0 MB/);
});

test('a model of a Hub is downloaded, goes on after a break and a cancel, survives a reload, and is deleted', async ({
  page,
}) => {
  await look(page);
  await expect(page.getByText('Not possible: this file is one of several')).toBeVisible();
  hub.fail(repo, file, { type: 'cut', after: 2_000_000 }, 1);
  hub.fail(repo, file, { type: 'slow', pieceBytes: 100_000, pauseMs: 100 }, 1);
  await button(page, 'Download GGUF Q4_0').click();
  await expect(page.getByText(/the download broke off .* Next try in/)).toBeVisible();
  const bar = page.getByRole('progressbar', { name: 'Download of small-GGUF' });
  await expect(bar).toHaveAttribute('aria-valuetext', /^[3-5]\.\d MB of 6\.0 MB/);
  await button(page, 'Cancel the download of small-GGUF').click();
  await expect(entry(page, 'small-GGUF').first()).toContainText('Unfinished');
  await page.reload();
  await expect(entry(page, 'small-GGUF').first()).toContainText('Unfinished');
  hub.asked.length = 0;
  await button(page, 'Resume the download of small-GGUF').click();
  await expect(entry(page, 'small-GGUF').first()).toContainText(/6\.0 MB/);
  await expect(page.getByText('Unfinished')).toHaveCount(0);
  // Nothing was downloaded twice, and nothing was sent that a Hub would have to permit first.
  expect(hub.asked.map(({ method }) => method)).not.toContain('OPTIONS');
  const [first] = hub.asked.filter(({ path }) => path.startsWith('/cdn/'));
  expect(Number(/^bytes=(\d+)-$/.exec(first?.range ?? '')?.[1])).toBeGreaterThan(2_500_000);

  await button(page, 'Delete small-GGUF').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
  await expect(entry(page, 'small-GGUF')).toHaveCount(1);
  await button(page, 'Delete small-GGUF').click();
  await expect(page.getByRole('dialog')).toContainText('This frees 6.0 MB');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Nothing is stored yet.')).toBeVisible();
  expect(
    await page.evaluate(async () => (await (await caches.open('draftpick-library')).keys()).length),
  ).toBe(0);
});

test('what a Hub refuses is named, and the form stays', async ({ page }) => {
  await look(page, 'someone/private');
  await expect(page.getByRole('alert')).toContainText('gated, private, or does not exist');
  hub.fail(repo, '', { type: 'status', status: 404 }, 1);
  await page.getByLabel('From the Hub').fill(repo);
  await button(page, 'Look').click();
  await expect(page.getByRole('alert')).toContainText('there is no such repository, revision or file');
  await page.getByLabel('From the Hub').fill('not a name');
  await button(page, 'Look').click();
  await expect(page.getByRole('alert')).toContainText('“not a name” is not the name of a repository');
  await page.getByLabel('From the Hub').fill(repo);
  await button(page, 'Look').click();
  hub.fail(repo, file, { type: 'spoil', edit: bytes => bytes.fill(1, 5_000_000) }, 1);
  await button(page, 'Download GGUF Q4_0').click();
  await expect(page.getByRole('alert')).toContainText('was changed on its way');
  hub.fail(repo, file, { type: 'status', status: 500 }, 1);
  await button(page, 'Resume the download of small-GGUF').click();
  await expect(page.getByText(/answered 500.* Next try in/)).toBeVisible();
  await expect(button(page, 'Use small-GGUF in the Playground')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('a download that falls silent says so, and goes on by itself from where it stopped', async ({
  page,
}) => {
  const server = await openFaultyServer();
  for (const path of assetPaths(/^library-.*\.js$/)) {
    await server.change(path, bytes => Buffer.concat([Buffer.from(`${impatient}\n`), bytes]));
  }
  await look(page, repo, server.url.replace(/\/$/, ''));
  hub.asked.length = 0;
  hub.fail(repo, file, { type: 'stall', after: 2_000_000 }, 1);
  await button(page, 'Download GGUF Q4_0').click();
  await expect(page.getByText(/the server sent nothing for 30 seconds.* Next try in/)).toBeVisible();
  await expect(button(page, 'Use small-GGUF in the Playground')).toBeVisible();
  const ranges = hub.asked.filter(({ path }) => path.startsWith('/cdn/')).map(({ range }) => range);
  expect(ranges).toEqual(['bytes=0-', 'bytes=2000000-']);
  await server.close();
});

test('a full storage says what to delete, and the download goes on afterwards', async ({ page }) => {
  const server = await openFaultyServer();
  const full = `{
    const put = Cache.prototype.put;
    Cache.prototype.put = function (key, response) {
      const part = /\\/\\d+$/.test(String(key));
      return part ? Promise.reject(new DOMException('full', 'QuotaExceededError')) : put.call(this, key, response);
    };
  }\n`;
  for (const path of assetPaths(/^library-.*\.js$/)) {
    await server.change(path, bytes => Buffer.concat([Buffer.from(full), bytes]));
  }
  await look(page, repo, server.url.replace(/\/$/, ''));
  await button(page, 'Download GGUF Q4_0').click();
  await expect(page.getByRole('alert')).toContainText(
    'no more room for small-GGUF: 0 bytes of 6.0 MB are stored',
  );
  await expect(page.getByRole('alert')).toContainText('6.0 MB more are needed');
  server.mend();
  await page.reload();
  await button(page, 'Resume the download of small-GGUF').click();
  await expect(page.getByText('Unfinished')).toHaveCount(0);
  await server.close();
});

test('a file of this device is copied, and one that is no model is refused by name', async ({ page }) => {
  await page.goto(`${origin}/#/models`);
  const chooser = page.getByLabel('GGUF file', { exact: true });
  await chooser.setInputFiles({ name: 'mine.Q8_0.gguf', mimeType: '', buffer: Buffer.from(gguf(2_000_000)) });
  await button(page, 'Copy GGUF Q8_0').click();
  await expect(entry(page, 'mine.Q8_0')).toContainText('a file of this device');
  await chooser.setInputFiles({ name: 'other.gguf', mimeType: '', buffer: Buffer.from('hello') });
  await button(page, 'Copy GGUF other').click();
  await expect(page.getByRole('alert')).toContainText(
    'other.gguf cannot be used: it does not begin with “GGUF”',
  );
  await chooser.setInputFiles({ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
  await expect(page.getByRole('alert')).toContainText('no GGUF file and no ONNX export');
});

test('the embedded model is listed once it was loaded, and everything can be deleted', async ({ page }) => {
  await page.goto(origin);
  await loadModel(page);
  await page.goto(`${origin}/#/models`);
  await expect(entry(page, 'SmolLM2')).toContainText('98.4 MB');
  await expect(entry(page, 'SmolLM2')).toContainText('Embedded model');
  await button(page, 'Delete all…').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Nothing is stored yet.')).toBeVisible();
  expect(await page.evaluate(async () => (await (await caches.open('draftpick-models')).keys()).length)).toBe(
    0,
  );
});

test('the room has no violations in both themes and widths, with a whole entry and one that broke off', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await look(page);
  await button(page, 'Download GGUF Q4_0').click();
  await button(page, 'Use small-GGUF as a draft').click();
  await expect(button(page, 'Do not use small-GGUF as a draft')).toBeVisible();
  const other = 'someone/a-model-with-a-rather-long-name-GGUF';
  hub.put(other, file, gguf(6_000_000), { lfs: true });
  await page.getByLabel('From the Hub').fill(other);
  await button(page, 'Look').click();
  hub.fail(other, file, { type: 'cut', after: 2_000_000 }, 1);
  hub.fail(other, file, { type: 'status', status: 429, headers: { 'retry-after': '60' } });
  await button(page, 'Download GGUF Q4_0').click();
  await expect(page.getByText(/too many requests/)).toBeVisible();
  await expect(entry(page, 'a-model-with').first()).toBeVisible();
  await checkEveryLook(page, 'Models with entries');
});
