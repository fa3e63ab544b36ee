import { expect, test } from 'vitest';
import { linearScores } from './linear-model.ts';
import { argmax } from './policy.ts';
import { seededRandom } from './random.ts';
import { trainReinforce } from './reinforce.ts';
import { speedPriors } from './speed-priors.ts';
import { linearProblem } from './synthetic.test-helper.ts';

const problem = linearProblem(seededRandom(1), 8, 4, 0.05);
const samples = problem.draw(800);
const ids = ['a', 'b', 'c', 'd'];
const model = trainReinforce(samples, { random: seededRandom(2), epochs: 10 });

test('priors rank the arms as the policy does, for every prompt', () => {
  const priors = speedPriors(model, samples, ids) ?? [];
  expect(priors.map(({ id }) => id)).toEqual(ids);
  for (const { x } of problem.draw(200)) {
    const estimates = priors.map(({ prior, priorWeights }) =>
      priorWeights.reduce((sum, weight, i) => sum + weight * (x[i] ?? 0), prior),
    );
    expect(argmax(estimates)).toBe(argmax(linearScores(model, x)));
  }
});

test('priors lie where the rewards lie', () => {
  const priors = speedPriors(model, samples, ids) ?? [];
  let [estimated, earned] = [0, 0];
  for (const { x, rewards } of samples) {
    priors.forEach(({ prior, priorWeights }, arm) => {
      estimated += priorWeights.reduce((sum, weight, i) => sum + weight * (x[i] ?? 0), prior);
      earned += rewards[arm] ?? 0;
    });
  }
  expect(estimated / earned).toBeCloseTo(1, 2);
});

test('a policy that prefers what is slow has no such priors', () => {
  const turned = { ...model, weights: model.weights.map(weight => -weight) };
  expect(speedPriors(turned, samples, ids)).toBeUndefined();
});
