/**
 * `npm run bench:smooth [-- --dist FOLDER] [--trace FILE]`: traces how the page draws a run of 4,000 tokens at 200 a second, and lists the
 * tasks above 50 ms with what they were busy with. Where other programs have the processor, tasks are long on the clock but not of the
 * processor. The events come from the stand-in for the worker of e2e/smooth.spec.ts, so that the model takes no time. FILE opens in the
 * browser's developer tools.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { root } from '../tools/build.mjs';
import { openLab } from './lib/lab.mjs';
import { longTasks } from './lib/long-tasks.mjs';
import { describeMachine } from './lib/machine.mjs';

const limitMs = 50;
const tokensPerSecond = 200;
const categories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8'];

const load = async file => (await runnerImport(file, { root, configFile: false, logLevel: 'warn' })).module;
const { longRun, longRunTokens } = await load('./e2e/support/long-run.ts');
const { standInWorker } = await load('./e2e/support/stand-in-worker.ts');
const { toyInfo } = await load('./src/state/toy-engine.ts');

const { values } = parseArgs({ options: { dist: { type: 'string' }, trace: { type: 'string' } } });
const lab = await openLab(values.dist === undefined ? {} : { dist: values.dist });
try {
  const page = await lab.browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(standInWorker, { events: longRun(), info: toyInfo, tokensPerSecond, marks: [] });
  await page.goto(lab.url);
  await page.getByRole('button', { name: 'Load model' }).click();
  await page.getByText('loaded in').waitFor();
  await page.getByRole('textbox', { name: 'Prompt' }).fill('Go on.');
  await lab.browser.startTracing(page, { categories });
  const before = await page.evaluate(() => window.smooth.frames);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.evaluate(() => window.smooth.ended);
  const frames = (await page.evaluate(() => window.smooth.frames)) - before;
  const trace = await lab.browser.stopTracing();
  if (values.trace !== undefined) await writeFile(values.trace, trace);

  const { tasks, seconds, longestProcessorMs } = longTasks(JSON.parse(trace).traceEvents, limitMs);
  const own = tasks.filter(({ processorMs }) => processorMs > limitMs);
  console.log(describeMachine(lab.browser.version()));
  console.log(
    `${longRunTokens} tokens at ${tokensPerSecond} a second: ${(frames / seconds).toFixed(0)} frames a second; ` +
      `tasks above ${limitMs} ms: ${tasks.length} on the clock, ${own.length} of the processor; ` +
      `the longest of the processor ${longestProcessorMs.toFixed(0)} ms`,
  );
  for (const { atMs, ms, processorMs, parts } of tasks) {
    const busy = parts.map(part => `${part.name} ${part.ms.toFixed(0)}`).join(', ');
    const at = `after ${(atMs / 1000).toFixed(1)} s`;
    console.log(`  ${at}: ${ms.toFixed(0)} ms, of the processor ${processorMs.toFixed(0)} ms (${busy})`);
  }
} finally {
  await lab.close();
}
