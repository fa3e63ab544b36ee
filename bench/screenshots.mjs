/**
 * `npm run screenshots [-- --dist FOLDER]`: every room on the real model, at phone and desktop width, light and dark, into
 * docs/screenshots. Text and drafts are the same each time; times, and figures made from them, are those of the machine.
 */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../tools/build.mjs';
import { openLab } from './lib/lab.mjs';
import { recordedRuns } from './recorded-runs.mjs';

const folder = join(root, 'docs/screenshots');
const maxBytes = 300_000;
const maxFolderBytes = 3_000_000;
const patience = 180_000;
const sizes = [
  { name: 'desktop', width: 1280, height: 800 },
  { name: 'phone', width: 375, height: 812 },
];
const [{ prompt }] = recordedRuns;

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Goes to a place of the page without loading it anew: what was loaded stays. */
async function go(page, hash) {
  await page.evaluate(to => {
    location.hash = to;
  }, hash);
}

/**
 * The pictures, in the order in which they are reached. `desktop` and `phone` name what a picture begins
 * with where that is not the top.
 *
 * @type {readonly {name: string, desktop?: string, phone?: string, reach: (page: import('@playwright/test').Page) => Promise<void>}[]}
 */
const places = [
  {
    name: 'playground-before',
    async reach(page) {
      await page.getByText('Recording', { exact: true }).waitFor();
    },
  },
  {
    name: 'playground',
    phone: '.output',
    async reach(page) {
      await go(
        page,
        new URLSearchParams({ v: '1', p: prompt, d: 'prompt-lookup', n: '96', r: '1' }).toString(),
      );
      await button(page, 'Load model').click();
      await page.getByText('loaded in').waitFor({ timeout: patience });
      await button(page, 'Run').click();
      await button(page, 'Run').waitFor({ timeout: patience });
      // Both lanes play on their clock after a race; the picture is of the end.
      await page.getByTestId('sameness').waitFor({ timeout: patience });
    },
  },
  {
    name: 'compare',
    desktop: '.outcome',
    phone: '.outcome',
    async reach(page) {
      const list = recordedRuns.slice(0, 4).map(({ file, kind, prompt }) => ({
        id: file.replace('.json', ''),
        kind,
        prompt,
      }));
      const l = list.map(each => JSON.stringify(each)).join('\n');
      const a = 'none,prompt-lookup,ngram,tables,head';
      await go(page, `#/compare?${new URLSearchParams({ v: '1', l, a, n: '48' })}`);
      await button(page, 'Run comparison').click();
      await page.getByRole('progressbar', { name: 'Runs of the comparison' }).waitFor();
      await page
        .getByRole('progressbar', { name: 'Runs of the comparison' })
        .waitFor({ state: 'detached', timeout: patience });
      await page.getByRole('grid', { name: 'Speed-up by prompt and draft' }).waitFor();
    },
  },
  {
    name: 'lab',
    phone: '.lab-step',
    async reach(page) {
      await go(page, '#/lab/train?v=1&g=speed');
      await button(page, 'Train').click();
      await button(page, 'Train again').waitFor({ timeout: patience });
    },
  },
  {
    name: 'learn',
    async reach(page) {
      await go(page, '#/learn');
      await page.getByRole('img', { name: /lessons done/ }).waitFor();
    },
  },
  {
    name: 'lesson',
    phone: '.widget',
    async reach(page) {
      await go(page, '#/learn/draft-and-verify');
      await page.locator('.widget').first().waitFor();
    },
  },
  {
    name: 'models',
    async reach(page) {
      await go(page, '#/models');
      await page.getByText('used by this site').waitFor();
    },
  },
];

/** Takes a place in both themes at both widths. @returns {Promise<number>} bytes of the four */
async function take(page, { name, ...from }) {
  let bytes = 0;
  for (const theme of ['Light', 'Dark']) {
    await page.getByRole('radio', { name: theme, exact: true }).first().check({ force: true });
    for (const { name: size, width, height } of sizes) {
      await page.setViewportSize({ width, height });
      // A phone is narrow but long: its picture may start further down.
      await page.evaluate(from => {
        document.activeElement?.blur();
        scrollTo(0, 0);
        const top = from === undefined ? 0 : document.querySelector(from)?.getBoundingClientRect().top;
        scrollTo(0, Math.max(0, (top ?? 0) - 16));
      }, from[size]);
      // Out of the way: what the pointer rests on looks different.
      await page.mouse.move(0, 0);
      const path = join(folder, `${name}-${size}-${theme.toLowerCase()}.png`);
      await page.screenshot({ path, animations: 'disabled' });
      const own = (await stat(path)).size;
      console.log(`${path.slice(root.length + 1)}: ${(own / 1000).toFixed(0)} kB`);
      if (own > maxBytes) throw new Error(`${path} is larger than ${maxBytes / 1000} kB`);
      bytes += own;
    }
  }
  return bytes;
}

const { values } = parseArgs({ options: { dist: { type: 'string' } } });
const lab = await openLab(values.dist === undefined ? {} : { dist: values.dist });
try {
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(folder)) if (file.endsWith('.png')) await rm(join(folder, file));
  const page = await lab.browser.newPage({ reducedMotion: 'reduce', viewport: sizes[0] });
  await page.goto(lab.url);
  let bytes = 0;
  for (const place of places) {
    await place.reach(page);
    bytes += await take(page, place);
    await page.setViewportSize(sizes[0]);
  }
  console.log(`${(bytes / 1e6).toFixed(2)} MB in all`);
  if (bytes > maxFolderBytes) throw new Error(`All pictures are larger than ${maxFolderBytes / 1e6} MB`);
} finally {
  await lab.close();
}
