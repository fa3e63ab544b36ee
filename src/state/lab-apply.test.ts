import { afterEach, beforeEach, expect, test } from 'vitest';
import { estimateArms } from '../core/policy/lin-ucb.ts';
import { linearScores } from '../core/policy/linear-model.ts';
import { argmax } from '../core/policy/policy.ts';
import { few, lab, resetLab, runHere, text } from './lab.test-helper.ts';
import { applyTrained, asPagePolicy } from './lab-apply.ts';
import { importDataset } from './lab-dataset.ts';
import { runJob, stop } from './lab-runs.ts';
import { setLab } from './lab-settings.ts';
import { resetPolicy, usePolicyStore } from './policy-store.ts';

beforeEach(resetLab);
afterEach(stop);

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
