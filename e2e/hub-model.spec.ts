import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { memorySource } from '../src/models/byte-source.ts';
import { buildHubFixture, type HubFixture } from '../src/models/hub-fixture.ts';
import type { HubFixtureOptions } from '../src/models/hub-fixture-graph.ts';
import { hubRepoFiles } from '../src/models/hub-repo-fixture.ts';
import { embeddedModelSource } from '../src/models/test-model.ts';
import { buildTinyModel } from '../src/models/tiny-model.ts';
import { serve } from '../tools/serve.mjs';
import { cutModel } from './support/cut-model.ts';
import { publish, takeRepo } from './support/hub-repo.ts';
import { type HubServer, openHubServer } from './support/hub-server.ts';
import {
  draftList,
  loadButton,
  loadModel,
  modelBar,
  origin,
  patience,
  textOf,
} from './support/playground.ts';

// ONNX exports in the layout of transformers.js: the embedded model cut to two layers, which writes nonsense, the same each time.

// Two engines load 40 MB each: seconds, but minutes on a machine whose cores are taken.
test.setTimeout(300_000);

let hub: HubServer;
let cut: HubFixture;

test.beforeAll(async () => {
  hub = await openHubServer();
  cut = await buildHubFixture(memorySource(await cutModel(embeddedModelSource(), [0, 1])));
});
test.afterAll(() => hub.close());

const prompt = 'Name three birds.';
const tokens = 20;

/** A small random model as an export. */
async function publishTiny(repo: string, options: Partial<HubFixtureOptions>): Promise<void> {
  publish(hub, repo, await buildHubFixture(memorySource(buildTinyModel({ type: 'Q8_0' })), options));
}

/** Writes an export's files into a folder of a name, below a new one. @returns the new one */
async function writeFolder(name: string, fixture: HubFixture): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'draftpick-export-'));
  for (const [path, bytes] of hubRepoFiles(fixture)) {
    const file = join(folder, name, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  return folder;
}

/** What transformers.js writes with the same files. */
async function textOfTransformers(browser: Browser, fixture: HubFixture): Promise<string> {
  const folder = await writeFolder('smollm2', fixture);
  const server = await serve({
    root: resolve('bench'),
    extra: {
      '/assets-of-peers/': folder,
      '/vendor/transformers/': resolve('node_modules/@huggingface/transformers/dist'),
      '/vendor/onnxruntime-web/': resolve('node_modules/onnxruntime-web/dist'),
      '/vendor/onnxruntime-common/': resolve('node_modules/onnxruntime-common'),
    },
  });
  const page = await browser.newPage();
  try {
    await page.goto(`${server.url}peer-pages/transformers.html`);
    await page.waitForFunction(() => 'bench' in window);
    return await page.evaluate(
      async ({ content, maxTokens }) => {
        const { bench } = window as unknown as {
          bench: Record<'load' | 'run', (_: object) => Promise<{ text: string }>>;
        };
        await bench.load({ dtype: 'q8', threads: 1 });
        return (await bench.run({ messages: [{ role: 'user', content }], maxTokens })).text;
      },
      { content: prompt, maxTokens: tokens },
    );
  } finally {
    await page.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

test('an ONNX export of a Hub writes what transformers.js writes, with drafts and without', async ({
  browser,
  page,
}) => {
  publish(hub, 'cut-ONNX', cut);
  await takeRepo(page, hub, 'cut-ONNX');
  await expect(modelBar(page)).toContainText('runs on onnxruntime');
  await loadModel(page);
  await expect(modelBar(page)).toContainText('onnxruntime');
  const plain = await textOf(page, { prompt, draft: 'none', tokens });
  expect(plain.length).toBeGreaterThan(10);
  expect(plain).toBe(await textOfTransformers(browser, cut));
  expect(await textOf(page, { prompt, draft: 'tables', tokens })).toBe(plain);
  // Its vocabulary is the embedded model's; its hidden states it keeps to itself.
  await expect(draftList(page).locator('option[value="ngram"]')).toBeEnabled();
  await expect(draftList(page).locator('option[value="head"]')).toBeDisabled();
});

test('with one token renamed the tables are refused with the reason, and prompt lookup drafts', async ({
  page,
}) => {
  publish(hub, 'renamed-ONNX', cut, { from: '<gh_stars>', to: '<gh_starz>' });
  await takeRepo(page, hub, 'renamed-ONNX');
  await loadModel(page);
  for (const arm of ['ngram', 'tables']) {
    const option = draftList(page).locator(`option[value="${arm}"]`);
    await expect(option).toBeDisabled();
    await expect(option).toContainText('not for this model');
  }
  const plain = await textOf(page, { prompt, draft: 'none', tokens });
  expect(await textOf(page, { prompt, draft: 'prompt-lookup', tokens })).toBe(plain);
});

test('exports that cannot be verified or rolled back are refused by name', async ({ page }) => {
  await publishTiny('last-row', { lastRowOnly: true });
  await takeRepo(page, hub, 'last-row');
  await loadButton(page).click();
  const alert = modelBar(page).getByRole('alert');
  await expect(alert).toContainText('logits for its last token only', { timeout: patience });
  await publishTiny('hybrid', { extraInput: 'past_conv.0' });
  await takeRepo(page, hub, 'hybrid');
  await loadButton(page).click();
  await expect(alert).toContainText('"past_conv.0" besides keys and values', { timeout: patience });
});

test('the folder of an export on this device is the target just as well', async ({ page }) => {
  const tiny = await buildHubFixture(memorySource(buildTinyModel({ type: 'Q8_0' })));
  const folder = await writeFolder('mine', tiny);
  try {
    await page.goto(`${origin}/#/models`);
    await page.getByLabel('Folder of an ONNX export').setInputFiles(join(folder, 'mine'));
    await page.getByRole('button', { name: 'Copy ONNX q8' }).click();
    await page.getByRole('button', { name: 'Use mine in the Playground' }).click({ timeout: patience });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await page.goto(`${origin}/#/playground`);
  await loadModel(page);
  const plain = await textOf(page, { prompt, draft: 'none', tokens: 16 });
  expect(await textOf(page, { prompt, draft: 'prompt-lookup', tokens: 16 })).toBe(plain);
});
