import { expect, type Page, test } from '@playwright/test';
import {
  assetPaths,
  type FaultyServer,
  impatient,
  modelPath,
  openFaultyServer,
  workerPath,
} from './support/faulty-server.ts';
import {
  copyPrompt,
  fragment,
  loadButton,
  loadModel,
  modelBar,
  origin,
  outputText,
  patience,
  plainOrigin,
  promptField,
  run,
  runButton,
} from './support/playground.ts';
import { openProxy } from './support/proxy.ts';

const link = () => fragment({ prompt: copyPrompt, draft: 'prompt-lookup', tokens: 24 });
const alert = (page: Page) => page.getByRole('alert');

let server: FaultyServer;
/** What the model writes where nothing is wrong. */
let expected = '';

test.beforeAll(async ({ browser }) => {
  server = await openFaultyServer();
  const page = await browser.newPage();
  await page.goto(`${origin}/${link()}`);
  await loadModel(page);
  await run(page);
  expected = await outputText(page);
  expect(expected).toContain('lighthouse');
  await page.close();
});

test.afterEach(() => server.mend());
test.afterAll(() => server.close());

/** Tries to load, and returns once the page says that it failed. */
async function loadFails(page: Page): Promise<void> {
  await page.goto(`${server.url}${link()}`);
  await loadButton(page).click();
  await expect(alert(page)).toBeVisible({ timeout: patience });
  await expect(page.getByRole('button', { name: 'Copy diagnostics' })).toBeVisible();
  await expect(loadButton(page)).toBeVisible();
  await expect(promptField(page)).toHaveValue(copyPrompt);
}

/** Loads and runs on this page, and checks that the text is the usual one. */
async function worksNow(page: Page): Promise<void> {
  await loadModel(page);
  await run(page);
  await expect(alert(page)).toHaveCount(0);
  expect(await outputText(page)).toBe(expected);
}

test('a missing manifest is named; once it is there, loading works without a reload', async ({ page }) => {
  server.remove(`${modelPath}manifest.json`);
  await loadFails(page);
  await expect(alert(page)).toContainText('manifest.json could not be fetched: the server answered 404');
  server.mend();
  await worksNow(page);
});

test('a missing shard is named, and what came whole is not fetched again', async ({ page }) => {
  server.remove(`${modelPath}model.gguf.01`);
  await loadFails(page);
  await expect(alert(page)).toContainText('model.gguf.01 could not be fetched: the server answered 404');
  server.mend();
  // The first shard is in the cache by now: it need not be on the server.
  server.remove(`${modelPath}model.gguf.00`);
  await worksNow(page);
});

test('a shard cut short is noticed', async ({ page }) => {
  await server.change(`${modelPath}model.gguf.02`, bytes => bytes.subarray(0, bytes.length - 1000));
  await loadFails(page);
  await expect(alert(page)).toContainText(/model\.gguf\.02: the file is too short; got \d+ bytes/);
  server.mend();
  await worksNow(page);
});

test('a shard that stops coming is taken for dead, and what came whole is not fetched again', async ({
  browser,
}) => {
  let held = true;
  const proxy = await openProxy(({ pathname }) =>
    held && pathname.endsWith('/model.gguf.02') ? new Promise<void>(() => {}) : undefined,
  );
  const context = await browser.newContext({ proxy: { server: proxy.server } });
  const page = await context.newPage();
  await server.prepareWorker(impatient);
  await loadFails(page);
  await expect(alert(page)).toContainText(
    'model.gguf.02 could not be fetched (the server sent nothing for 30 seconds)',
  );
  held = false;
  server.remove(`${modelPath}model.gguf.00`);
  await worksNow(page);
  await context.close();
  await proxy.close();
});

test('one wrong byte is noticed, and the spoilt shard is not kept', async ({ page }) => {
  await server.change(`${modelPath}model.gguf.02`, bytes => {
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  });
  await loadFails(page);
  await expect(alert(page)).toContainText('model.gguf.02 was changed on its way: sha256');
  server.mend();
  await worksNow(page);
});

test('missing kernels are named', async ({ page }) => {
  for (const path of assetPaths(/\.wasm$/)) server.remove(path);
  await loadFails(page);
  await expect(alert(page)).toContainText(/kernels could not be fetched \(plain\.wasm: HTTP 404\)/);
  server.mend();
  await worksNow(page);
});

test('a worker script that is missing is said, and can be tried again', async ({ page }) => {
  server.remove(workerPath());
  await loadFails(page);
  await expect(alert(page)).toContainText('The model’s worker stopped'.replace('’', "'"));
  server.mend();
  await worksNow(page);
});

test('a worker that crashes in the middle of a run ends it with a message, and loads again', async ({
  page,
}) => {
  await server.prepareWorker(
    "addEventListener('message', ({ data }) => { if (data.type === 'generate') throw new Error('caused by the test'); })",
  );
  await page.goto(`${server.url}${link()}`);
  await loadModel(page);
  await runButton(page).click();
  await expect(alert(page).first()).toContainText(/worker stopped: .*caused by the test/, {
    timeout: patience,
  });
  await expect(loadButton(page)).toBeVisible();
  server.mend();
  for (const dismiss of await page.getByRole('button', { name: 'Dismiss' }).all()) await dismiss.click();
  await worksNow(page);
});

const caches: Readonly<Record<string, string>> = {
  'that may not be opened': "caches.open = () => Promise.reject(new DOMException('no', 'SecurityError'))",
  'that is full':
    "Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))",
  'that is missing': "Object.defineProperty(globalThis, 'caches', { value: undefined })",
};
for (const [which, code] of Object.entries(caches)) {
  test(`a cache ${which} costs the next download, nothing else`, async ({ page }) => {
    await server.prepareWorker(code);
    await page.addInitScript(code);
    await page.goto(`${server.url}${link()}`);
    await worksNow(page);
    await page.reload();
    await expect(loadButton(page)).toBeVisible();
    await expect(modelBar(page)).toContainText('98.4 MB');
    await expect(modelBar(page).getByText('Cached', { exact: true })).toHaveCount(0);
  });
}

test('without isolation the model runs on one thread, says so, and writes the same', async ({ page }) => {
  await page.goto(`${plainOrigin}/${link()}`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await expect(page.getByText('One thread only: the page is not isolated')).toBeVisible();
  await worksNow(page);
  await expect(modelBar(page)).toContainText('1 thread ·');
});

/** Makes a browser say no to relaxed SIMD: the bytes 253 128 2 are `i8x16.relaxed_swizzle`, by which it is recognised. */
const withoutRelaxedSimd = `{
  const validate = WebAssembly.validate;
  WebAssembly.validate = source => {
    const bytes = new Uint8Array(source.buffer ?? source);
    const relaxed = bytes.some((byte, i) => byte === 253 && bytes[i + 1] === 128 && bytes[i + 2] === 2);
    return !relaxed && validate(source);
  };
}`;

test('without relaxed SIMD the plain kernels write the same', async ({ page }) => {
  await server.prepareWorker(withoutRelaxedSimd);
  await page.addInitScript(withoutRelaxedSimd);
  await page.goto(`${server.url}${link()}`);
  await expect(page.getByText('No relaxed SIMD', { exact: true })).toBeVisible();
  await worksNow(page);
  await expect(modelBar(page)).toContainText('plain SIMD');
});

test('without any SIMD the page says what would run it, and recordings still play', async ({ page }) => {
  const code = 'WebAssembly.validate = () => false';
  await server.prepareWorker(code);
  await page.addInitScript(code);
  await loadFails(page);
  await expect(alert(page)).toContainText('This browser has no WebAssembly SIMD');
  await expect(page.getByText('No WebAssembly SIMD', { exact: true })).toBeVisible();
  await expect(page.getByText('Recording', { exact: true })).toBeVisible();
});

test('without its list of recordings the page still offers the model', async ({ page }) => {
  server.remove('/runs/index.json');
  await page.goto(server.url);
  await expect(page.getByText('No recorded run comes with this copy of the page.')).toBeVisible();
  await expect(loadButton(page)).toBeVisible();
});
