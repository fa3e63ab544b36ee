import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { samplesOf } from '../core/offline-dataset.ts';
import { offlineDatasetFromJson, offlineDatasetToJson } from '../core/offline-dataset-json.ts';
import { estimateArms } from '../core/policy/lin-ucb.ts';
import { linearScores } from '../core/policy/linear-model.ts';
import { argmax } from '../core/policy/policy.ts';
import {
  applyTrained,
  asPagePolicy,
  exportDataset,
  importDataset,
  loadShipped,
  runJob,
  setLab,
  stop,
  takeOwn,
} from './lab-actions.ts';
import { runLabJob } from './lab-jobs.ts';
import { defaultLab } from './lab-link.ts';
import type { LabRunner } from './lab-runner.ts';
import { useLabStore } from './lab-store.ts';
import { resetPolicy, usePolicyStore } from './policy-store.ts';

/** The dataset of the page with few prompts of each split, so that training takes moments. */
const whole = offlineDatasetFromJson(JSON.parse(readFileSync('public/lab/offline-dataset.json', 'utf8')));
const few = { ...whole, samples: whole.samples.filter((_, i) => i % 12 === 0) };
const text = JSON.stringify(offlineDatasetToJson(few));

/** Runs a job at once, in this very thread. */
const runHere: LabRunner = async (job, onProgress, signal) => {
  const run = runLabJob(job, () => 0);
  for (;;) {
    const { value, done } = run.next();
    if (done === true) return value;
    onProgress(value);
    if (signal.aborted) throw signal.reason;
  }
};

const initial = useLabStore.getState();
const lab = () => useLabStore.getState();

beforeEach(() => {
  stop();
  useLabStore.setState({ ...initial, settings: defaultLab }, true);
  resetPolicy();
});
afterEach(stop);

describe('the dataset', () => {
  test('is loaded once, and can be exported and read back', async () => {
    let asked = 0;
    const fetchText = async () => {
      asked += 1;
      return text;
    };
    await loadShipped('here', fetchText);
    await loadShipped('here', fetchText);
    expect(asked).toBe(1);
    expect(lab().dataset?.samples).toHaveLength(few.samples.length);
    expect(importDataset(exportDataset(), 'mine.json')).toBe(true);
    expect(lab()).toMatchObject({ source: 'mine.json', status: 'ready', problem: undefined });
  });

  test('a broken file is explained and changes nothing', async () => {
    await loadShipped('here', async () => text);
    const before = lab().dataset;
    expect(importDataset('{"format":"something"}', 'wrong.json')).toBe(false);
    expect(lab().problem).toMatch(/^wrong\.json: This offline dataset can't be used: its format/);
    expect(importDataset('no json', 'text.txt')).toBe(false);
    expect(lab().problem).toMatch(/text\.txt is not JSON/);
    expect(lab().dataset).toBe(before);
    expect(lab()).toMatchObject({ source: 'shipped', status: 'ready' });
  });

  test('a download that fails says so and can be tried again', async () => {
    await loadShipped('here', async () => Promise.reject(new Error('No connection.')));
    expect(lab()).toMatchObject({ status: 'failed', problem: 'No connection.' });
    await loadShipped('here', async () => text);
    expect(lab()).toMatchObject({ status: 'ready', problem: undefined });
  });
});

describe('training', () => {
  test('shows each pass and ends with every policy', async () => {
    importDataset(text, 'few.json');
    await runJob('train', runHere);
    const { trained, curve, busy, problem } = lab();
    expect(problem).toBeUndefined();
    expect(busy).toBeUndefined();
    expect(curve.length).toBeGreaterThan(10);
    expect(curve.at(-1)?.entropy).toBeLessThan(curve[0]?.entropy ?? 0);
    expect(trained?.entries.map(({ id }) => id)).toEqual(['reinforce', 'ridge', 'lin-ucb', 'thompson']);
    expect(trained?.oracleSpeedUp).toBeGreaterThanOrEqual(trained?.fixedSpeedUp ?? Number.POSITIVE_INFINITY);
  });

  test('can be stopped: what was seen stays, and nothing comes after', async () => {
    importDataset(text, 'few.json');
    const done = runJob('train', async (job, onProgress, signal) => {
      const run = runLabJob(job, () => 0);
      for (let i = 0; i < 3; i++) onProgress(run.next().value as never);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    stop();
    await done;
    expect(lab().curve).toHaveLength(3);
    expect(lab()).toMatchObject({ busy: undefined, trained: undefined, problem: undefined });
  });

  test('REINFORCE in the Playground chooses what it chose in the Lab', async () => {
    importDataset(text, 'few.json');
    setLab({ goal: 'speed' });
    await runJob('train', runHere);
    const entry = lab().trained?.entries.find(({ id }) => id === 'reinforce');
    if (entry === undefined) throw new Error('REINFORCE is missing');
    const state = asPagePolicy(entry);
    if (state === undefined) throw new Error('it has no priors');
    for (const { features } of few.samples) {
      const means = estimateArms(state, features).map(({ mean }) => mean);
      expect(argmax(means)).toBe(argmax(linearScores(entry.model, features)));
    }
    expect(applyTrained(entry)).toBe(true);
    expect(usePolicyStore.getState()).toMatchObject({
      origin: 'REINFORCE (Lab, speed-ups)',
      problem: undefined,
    });
    resetPolicy();
    expect(usePolicyStore.getState().origin).toBeUndefined();
  });
});

test('a comparison has every policy and every draft, none better than the oracle', async () => {
  importDataset(text, 'few.json');
  setLab({ split: 'new-kind' });
  await runJob('compare', runHere);
  const { compared, rows, problem } = lab();
  expect(problem).toBeUndefined();
  expect(rows).toEqual(compared?.rows);
  expect(rows.filter(({ id }) => id.startsWith('fixed-'))).toHaveLength(few.arms.length);
  for (const { speedUp, regret } of rows) {
    expect(speedUp.value).toBeLessThanOrEqual((compared?.oracle ?? 0) + 1e-9);
    expect(regret.at(-1)?.[0]).toBe(compared?.prompts);
  }
  expect(rows.find(({ id }) => id === 'oracle')?.meanRegret).toBeCloseTo(0);
  // The best fixed arm's table of choices has one column only.
  const fixed = rows.find(({ id }) => id === `fixed-${compared?.fixedArm}`);
  expect(fixed?.choices.flat().filter(n => n > 0).length).toBeLessThanOrEqual(few.arms.length);
});

test('a split without prompts is explained', async () => {
  importDataset(
    JSON.stringify(
      offlineDatasetToJson({ ...few, samples: few.samples.filter(({ split }) => split === 'train') }),
    ),
    'train.json',
  );
  await runJob('compare', runHere);
  expect(lab().problem).toMatch(/no held-out prompts/);
  expect(lab().busy).toBeUndefined();
});

describe('a dataset that was made here', () => {
  const own = {
    ...whole,
    samples: samplesOf(whole, 'train')
      .slice(0, 24)
      .map((sample, i) => ({ ...sample, id: `own-${i + 1}` })),
  };
  const loadPage = () => loadShipped('x', async () => text, true);

  test('takes the place of the page’s, which comes back when both are joined', async () => {
    await loadPage();
    expect(await takeOwn(own)).toBe(true);
    expect(lab()).toMatchObject({ source: 'Your own prompts', problem: undefined });
    expect(lab().dataset?.samples).toHaveLength(24);
    expect(await takeOwn(own, loadPage)).toBe(true);
    expect(lab().dataset?.samples).toHaveLength(few.samples.length + 24);
  });

  test('that does not fit the page’s leaves that one there and says why', async () => {
    await loadPage();
    expect(await takeOwn({ ...own, target: 'other' }, loadPage)).toBe(false);
    expect(lab().problem).toMatch(/different models/);
    expect(lab()).toMatchObject({ source: 'shipped' });
    expect(lab().dataset?.samples).toHaveLength(few.samples.length);
  });

  test('is not joined when the page’s cannot be loaded', async () => {
    await loadPage();
    const offline = () => loadShipped('x', () => Promise.reject(new Error('Offline.')), true);
    await takeOwn(own);
    expect(await takeOwn(own, offline)).toBe(false);
    expect(lab()).toMatchObject({ source: 'Your own prompts', problem: 'Offline.' });
  });
});
