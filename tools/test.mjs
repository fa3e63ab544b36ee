/**
 * `npm test`: everything that must hold, stage by stage, going on after a failure. The last line is
 * `N passed, M failed`: the unit and browser tests counted one by one, every other stage as one check.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, root, run } from './build.mjs';
import { initialScripts, maxInitialBytes } from './bundle-size.mjs';
import { findBrowser } from './find-browser.mjs';
import { countPlaywright, countVitest, readReport } from './test-counts.mjs';

const reports = join(root, '.cache', 'test-reports');
const unitReport = join(reports, 'unit.json');
const browserReport = join(reports, 'browser.json');
const bin = (path, ...rest) => [process.execPath, `node_modules/${path}`, ...rest];
const tsc = (...rest) => bin('typescript/bin/tsc', '--noEmit', ...rest);

const pass = { passed: 1, failed: 0 };
const fail = { passed: 0, failed: 1 };
const check = async command => ((await run(command)) === 0 ? pass : fail);
const buildStep = only => async () => {
  await build({ onlyStale: false, only });
  return pass;
};

const stages = [
  { name: 'format and lint', go: () => check(bin('@biomejs/biome/bin/biome', 'ci', '.')) },
  { name: 'types', go: () => check(tsc('-p', '.')) },
  { name: 'types of the core alone', go: () => check(tsc('-p', 'src/core')) },
  { name: 'kernels', go: buildStep(['kernels']) },
  {
    name: 'unit tests',
    go: async () => {
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`];
      const code = await run(bin('vitest/vitest.mjs', 'run', ...reporters));
      return countVitest(await readReport(unitReport), code);
    },
  },
  { name: 'build', go: buildStep(['app']) },
  { name: 'size', go: checkSize },
  {
    name: 'browser tests',
    go: async () => {
      if (!existsSync(join(root, 'dist', 'index.html'))) throw new Error('There is no built app to test.');
      const environment = { CHROMIUM_PATH: findBrowser(), PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport };
      const code = await run(bin('@playwright/test/cli.js', 'test'), environment);
      return countPlaywright(await readReport(browserReport), code);
    },
  },
];

function checkSize() {
  const scripts = initialScripts(join(root, 'dist'));
  const total = scripts.reduce((sum, script) => sum + script.bytes, 0);
  for (const { file, bytes } of scripts) console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${file}`);
  console.log(
    `${(total / 1000).toFixed(1).padStart(8)} kB  initial JavaScript, gzipped (at most ${maxInitialBytes / 1000} kB)`,
  );
  return scripts.length > 0 && total <= maxInitialBytes ? pass : fail;
}

await rm(reports, { recursive: true, force: true });
await mkdir(reports, { recursive: true });
const summary = [];
const total = { passed: 0, failed: 0 };
for (const { name, go } of stages) {
  console.log(`\n── ${name}`);
  const start = performance.now();
  let counts = fail;
  try {
    counts = await go();
  } catch (error) {
    console.error(error.message);
  }
  total.passed += counts.passed;
  total.failed += counts.failed;
  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  const skipped = counts.skipped ? `, ${counts.skipped} skipped` : '';
  summary.push(
    `${counts.failed === 0 ? '✓' : '✗'} ${name.padEnd(24)} ${seconds.padStart(8)}   ` +
      `${counts.passed} passed, ${counts.failed} failed${skipped}`,
  );
}
console.log(`\n${summary.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
