import { expect, test } from 'vitest';
import { estimateArms } from './lin-ucb.ts';
import { linearScores } from './linear-model.ts';
import { promptGroups } from './prompt-groups.ts';
import { seededRandom } from './random.ts';
import { trainRidge } from './ridge.ts';
import { linearProblem } from './synthetic.test-helper.ts';
import { priorsFor, startFrom, trainedPolicyFromJson, trainedPolicyToJson } from './trained-policy.ts';
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

test('another file is refused', () => {
  expect(() => trainedPolicyFromJson({ ...written(), format: 'x' })).toThrow(
    /not a draftpick-trained-policy/,
  );
  expect(() => trainedPolicyFromJson({ ...written(), gram: [1] })).toThrow(/1 numbers for 6 features/);
});
