import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { offlineDatasetToJson } from '../core/offline-dataset-json.ts';
import { few, lab, resetLab, runHere, text } from './lab.test-helper.ts';
import { importDataset } from './lab-dataset.ts';
import { runLabJob } from './lab-jobs.ts';
import { runJob, stop } from './lab-runs.ts';
import { setLab } from './lab-settings.ts';

beforeEach(resetLab);
afterEach(stop);

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
