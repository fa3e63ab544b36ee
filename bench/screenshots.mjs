/**
 * `npm run screenshots [-- --dist FOLDER]`: the Playground after a raced run on the real model, at phone and desktop width,
 * light and dark, into docs/screenshots.
 */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../tools/build.mjs';
import { openLab } from './lib/lab.mjs';
import { recordedRuns } from './recorded-runs.mjs';

const folder = join(root, 'docs/screenshots');
const maxBytes = 300_000;
const shots = [
  { name: 'desktop', width: 1280, height: 900 },
  { name: 'phone', width: 375, height: 812 },
];

const { values } = parseArgs({ options: { dist: { type: 'string' } } });
const lab = await openLab(values.dist === undefined ? {} : { dist: values.dist });
try {
  const page = await lab.browser.newPage({ reducedMotion: 'reduce', viewport: shots[0] });
  const [{ prompt }] = recordedRuns;
  const hash = new URLSearchParams({ v: '1', p: prompt, d: 'prompt-lookup', n: '96', r: '1' });
  await page.goto(`${lab.url}#${hash}`);
  await page.getByRole('button', { name: 'Load model' }).click();
  await page.getByText('loaded in').waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor({ timeout: 120_000 });
  // Both lanes play on their clock after a race; the picture is of the end.
  await page.getByTestId('sameness').waitFor({ timeout: 120_000 });
  await mkdir(folder, { recursive: true });
  for (const theme of ['Light', 'Dark']) {
    await page.getByRole('radio', { name: theme, exact: true }).check({ force: true });
    for (const { name, width, height } of shots) {
      await page.setViewportSize({ width, height });
      // A phone is narrow but long: its picture starts at the output.
      await page.evaluate(narrow => {
        document.activeElement?.blur();
        scrollTo(0, 0);
        if (narrow) document.querySelector('.output')?.scrollIntoView();
      }, width < 600);
      const path = join(folder, `playground-${name}-${theme.toLowerCase()}.png`);
      await page.screenshot({ path, animations: 'disabled' });
      const { size } = await stat(path);
      console.log(`${path.slice(root.length + 1)}: ${(size / 1000).toFixed(0)} kB`);
      if (size > maxBytes) throw new Error(`${path} is larger than ${maxBytes / 1000} kB`);
    }
  }
} finally {
  await lab.close();
}
