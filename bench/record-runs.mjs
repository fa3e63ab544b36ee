/**
 * `npm run record [-- --only FILE] [--dist FOLDER]`: runs the prompts of bench/recorded-runs.mjs on the real model in
 * headless Chromium, with prompt lookup and target-only, and writes them to public/runs for the page to replay.
 *
 * Each is recorded five times, and the take with the median speed-up is kept: neither the best nor the worst.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../tools/build.mjs';
import { openLab } from './lib/lab.mjs';
import { describeMachine } from './lib/machine.mjs';
import { medianTake, msPerToken, rounded, speedUpOf, tokensOf } from './lib/trace-file.mjs';
import { recordedRuns } from './recorded-runs.mjs';

const folder = join(root, 'public/runs');
const takes = 5;
const maxTokens = 64;
/** A file that comes with the page must not weigh more. */
const maxBytes = 60_000;
/** Passes this many times slower than those measured at load, or faster: something else was running. */
const busyFactor = 1.5;

const { values } = parseArgs({ options: { only: { type: 'string' }, dist: { type: 'string' } } });
const chosen = recordedRuns.filter(({ file }) => values.only === undefined || file === values.only);
if (chosen.length === 0) throw new Error(`There is no recorded run called ${values.only}.`);

const lab = await openLab(values.dist === undefined ? {} : { dist: values.dist });
try {
  const page = await lab.open('bench.html');
  const info = await page.evaluate(() => window.bench.load());
  await mkdir(folder, { recursive: true });
  for (const entry of chosen) await record(page, info, entry);
  const index = recordedRuns.map(({ file, title, kind, note }) => ({ file, title, kind, note }));
  await writeFile(join(folder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
} finally {
  await lab.close();
}

async function record(page, info, { file, prompt, sampling }) {
  const request = {
    messages: [{ role: 'user', content: prompt }],
    arm: 'prompt-lookup',
    sampling,
    maxTokens,
    stopStrings: [],
    maxDraft: 7,
    fixedDraft: false,
  };
  const all = [];
  for (let take = 0; take < takes; take++) {
    const events = await coldRun(page, request);
    const baseline = await coldRun(page, { ...request, arm: 'none' });
    if (tokensOf(events).join() !== tokensOf(baseline).join()) throw new Error(`${file}: the lanes differ`);
    all.push({ events, baseline });
  }
  const { events, baseline } = medianTake(all);
  const plainMs = msPerToken(baseline);
  const calibratedMs = info.cost.targetMs[0];
  const passMs = meanPassMs(baseline);
  const off = Math.max(passMs / calibratedMs, calibratedMs / passMs);
  if (off > busyFactor) {
    const figures = `${passMs.toFixed(1)} ms a pass, calibrated ${calibratedMs.toFixed(1)}`;
    throw new Error(`${file}: the machine was busy (${figures}). Try again when it is idle.`);
  }
  const { id, name, threads, kernel, cost } = info;
  const trace = rounded({
    format: 'draftpick-trace',
    version: 1,
    recordedAt: new Date().toISOString(),
    machine: describeMachine(lab.browser.version(), undefined),
    model: { id, name, threads, kernel, cost },
    request,
    events,
    baseline,
  });
  const text = JSON.stringify(trace);
  if (text.length > maxBytes)
    throw new Error(`${file} has ${text.length} bytes; at most ${maxBytes} are wanted`);
  await writeFile(join(folder, file), `${text}\n`);
  const ratios = all.map(take => speedUpOf(take).toFixed(2));
  const kept = speedUpOf({ events, baseline }).toFixed(2);
  console.log(
    `${file}: ${tokensOf(events).length} tokens, ${plainMs.toFixed(1)} ms a token target-only, ` +
      `speed-up ${kept} (takes: ${ratios.join(', ')}), ${(text.length / 1000).toFixed(1)} kB`,
  );
}

function meanPassMs(events) {
  const passes = events.flatMap(event => (event.type === 'round' ? [event.verifyMs] : []));
  return passes.reduce((sum, ms) => sum + ms, 0) / passes.length;
}

/** The events of a request whose prompt is read in full: a chat that shares almost nothing takes the cache over first. */
async function coldRun(page, request) {
  const messages = [
    { role: 'system', content: '.' },
    { role: 'user', content: '.' },
  ];
  const other = { ...request, messages, arm: 'none', maxTokens: 1 };
  await page.evaluate(value => window.bench.events(value), other);
  return page.evaluate(value => window.bench.events(value), request);
}
