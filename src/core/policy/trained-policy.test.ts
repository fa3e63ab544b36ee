import { describe, expect, test } from 'vitest';
import { estimateArms } from './lin-ucb.ts';
import { linearScores } from './linear-model.ts';
import { promptGroups } from './prompt-groups.ts';
import { seededRandom } from './random.ts';
import { trainRidge } from './ridge.ts';
import { linearProblem } from './synthetic.test-helper.ts';
import {
  priorsFor,
  startCold,
  startFrom,
  trainedFor,
  trainedPolicyFromJson,
  trainedPolicyToJson,
} from './trained-policy.ts';
import { meanGram, priorsOf } from './warm-start.ts';

const samples = linearProblem(seededRandom(2), 6, 3, 0.05).draw(300);
const model = trainRidge(samples);
const ids = ['none', 'a', 'b'];
const trained = {
  features: ['bias', 'k1', 'k2', 'k3', 'x', 'y'],
  arms: priorsOf(model, ids).map(({ id, prior, priorWeights = [] }) => ({ id, prior, priorWeights })),
  gram: meanGram(samples),
  groups: promptGroups(samples.map(({ x }) => ({ kind: 'any', features: Array.from(x) }))),
  alpha: 0.05,
  strength: 40,
  target: 'made up',
  targetMs: [6.5, 8, 9.2, 10.5, 12.9, 14.6, 16.6, 18.4],
  prompts: samples.length,
};
const written = () => JSON.parse(JSON.stringify(trainedPolicyToJson(trained)));

test('a trained policy comes back from its file nearly as it was, its matrix whole and symmetric', () => {
  const back = trainedPolicyFromJson(written());
  expect(back.gram).toHaveLength(36);
  back.gram.forEach((value, at) => {
    expect(value).toBeCloseTo(trained.gram[at] ?? Number.NaN, 4);
    expect(value).toBe(back.gram[(at % 6) * 6 + Math.floor(at / 6)]);
  });
  for (const { x } of samples.slice(0, 20)) {
    const estimates = estimateArms(startFrom(back, ids), x);
    const scores = linearScores(model, x);
    estimates.forEach(({ mean }, arm) => {
      expect(mean).toBeCloseTo(scores[arm] ?? Number.NaN, 3);
    });
  }
});

test('an arm that was not trained is expected to be slower than no draft', () => {
  const [none, other] = priorsFor({ ...trained, arms: [] }, ['none', 'other']);
  expect(none).toEqual({ id: 'none', prior: 1 });
  expect(other?.prior).toBeLessThan(1);
});

describe('elsewhere', () => {
  const arms = [
    { id: 'none', prior: 1, priorWeights: [0, 0, 0, 0, 0, 0] },
    { id: 'fast', prior: 1.2, priorWeights: [0.2, 0.1, 0, 0, 0, 0] },
  ];
  const dear = [4, 6.2, 8.1, 10.7, 13.7, 16, 18.4, 20];
  const [x] = samples.map(sample => sample.x);
  const meansOf = (state: ReturnType<typeof startFrom>) =>
    estimateArms(state, x ?? []).map(({ mean }) => mean);

  test('the trained policy expects less where further tokens are dearer, and none still to be 1', () => {
    const here = meansOf(startFrom({ ...trained, arms }, ['none', 'fast']));
    const there = meansOf(startFrom(trainedFor({ ...trained, arms }, dear), ['none', 'fast']));
    expect(there[0]).toBeCloseTo(1, 6);
    expect(there[1]).toBeGreaterThan(1);
    expect(there[1]).toBeLessThan(here[1] ?? 0);
  });

  test('a target that nothing was trained for starts from mean savings, of which a draft keeps its share', () => {
    const cold = (share: number) =>
      startCold({ ...trained, arms }, ['none', 'fast', 'new'], trained.targetMs, () => share);
    const [none, fast, unknown] = meansOf(cold(1));
    expect(none).toBe(1);
    expect(fast).toBeGreaterThan(1.3);
    expect(unknown).toBeLessThan(1);
    expect(meansOf(cold(0.5))[1]).toBeCloseTo(1 / (1 - (1 - 1 / (fast ?? 1)) / 2), 6);
    expect(meansOf(cold(0))[1]).toBe(1);
  });
});

test('another file is refused', () => {
  expect(() => trainedPolicyFromJson({ ...written(), format: 'x' })).toThrow(
    /not a draftpick-trained-policy/,
  );
  expect(() => trainedPolicyFromJson({ ...written(), gram: [1] })).toThrow(/1 numbers for 6 features/);
});
