import { describe, expect, test } from 'vitest';
import { linearPolicy } from './linear-model.ts';
import { argmax, meanRewards } from './policy.ts';
import { seededRandom, shuffled } from './random.ts';
import { reinforceEpochs, softmaxPolicy, trainReinforce } from './reinforce.ts';
import { linearProblem, meanTrueReward } from './synthetic.test-helper.ts';

const random = seededRandom(1);
const problem = linearProblem(random, 40, 14, 0.1);
const train = problem.draw(6000);
const unseen = problem.draw(1000);
const earned = (choose: (x: ArrayLike<number>) => number) => meanTrueReward(problem.truth, unseen, choose);
const fixed = argmax(meanRewards(train));
const best = linearPolicy('best', problem.truth);
const bestReward = earned(x => best.choose(x).arm);

describe('on 6,000 prompts × 40 features × 14 arms, REINFORCE', () => {
  for (const gradient of ['sampled', 'exact'] as const) {
    test(`with the ${gradient} gradient reaches 97 % of the best linear policy, far above any fixed arm`, () => {
      const model = trainReinforce(train, { random: seededRandom(2), gradient });
      const policy = softmaxPolicy('reinforce', model);
      const reached = earned(x => policy.choose(x).arm);
      expect(reached).toBeGreaterThan(0.97 * bestReward);
      // And of what choosing by context can gain over the best fixed arm it gets nearly all.
      const floor = earned(() => fixed);
      expect((reached - floor) / (bestReward - floor)).toBeGreaterThan(0.9);
    });
  }

  test('collapses to the best fixed arm when the rewards are shuffled among the prompts', () => {
    const rewards = shuffled(
      train.map(sample => sample.rewards),
      seededRandom(3),
    );
    const control = train.map(({ x }, i) => ({ x, rewards: rewards[i] ?? [] }));
    const policy = softmaxPolicy('control', trainReinforce(control, { random: seededRandom(2) }));
    const collapsed = unseen.filter(({ x }) => policy.choose(x).arm === fixed).length;
    expect(collapsed / unseen.length).toBeGreaterThan(0.95);
  });
});

test('the same seed trains the same policy, another seed another', () => {
  const few = train.slice(0, 200);
  const trained = (seed: number) => trainReinforce(few, { random: seededRandom(seed), epochs: 3 });
  expect(trained(5)).toEqual(trained(5));
  expect(trained(5)).not.toEqual(trained(6));
});

test('scale and level of the rewards change nothing', () => {
  const few = train.slice(0, 200);
  const moved = few.map(({ x, rewards }) => ({ x, rewards: Array.from(rewards, r => 8 * r - 16) }));
  const trained = (samples: typeof few) => trainReinforce(samples, { random: seededRandom(5), epochs: 3 });
  const [a, b] = [trained(few), trained(moved)];
  a.weights.forEach((weight, i) => {
    expect(weight).toBeCloseTo(b.weights[i] ?? Number.NaN, 6);
  });
});

test('equal rewards leave the policy undecided', () => {
  const same = train.slice(0, 100).map(({ x }) => ({ x, rewards: [0.5, 0.5] }));
  const policy = softmaxPolicy('even', trainReinforce(same, { random: seededRandom(1) }));
  for (const score of policy.choose(same[0]?.x ?? []).scores) expect(score).toBeCloseTo(0.5, 6);
});

test('the scores of the softmax policy are probabilities, however large the logits', () => {
  const policy = softmaxPolicy('large', { size: 1, offsets: [0, 0], weights: [1000, 999] });
  const { arm, scores } = policy.choose([1]);
  expect(arm).toBe(0);
  expect(scores[0]).toBeCloseTo(1 / (1 + Math.exp(-1)));
  expect((scores[0] ?? 0) + (scores[1] ?? 0)).toBeCloseTo(1);
});

test('samples that do not fit are refused', () => {
  const options = { random: seededRandom(1) };
  expect(() => trainReinforce([], options)).toThrow(/no samples/);
  expect(() => trainReinforce([{ x: [], rewards: [1] }], options)).toThrow(RangeError);
  const ragged = [
    { x: [1], rewards: [1, 2] },
    { x: [1], rewards: [1] },
  ];
  expect(() => trainReinforce(ragged, options)).toThrow(/sample 1 has another size/);
  expect(() => trainReinforce([{ x: [1], rewards: [Number.NaN] }], options)).toThrow(/not finite/);
});

test('watched a pass at a time, training ends with the same policy, surer and better than it began', () => {
  const few = train.slice(0, 400);
  const seen = [...reinforceEpochs(few, { random: seededRandom(5), epochs: 8 })];
  expect(seen.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const [first, last] = [seen[0], seen.at(-1)];
  expect(last?.model).toEqual(trainReinforce(few, { random: seededRandom(5), epochs: 8 }));
  expect(last?.entropy).toBeLessThan(first?.entropy ?? 0);
  expect(first?.entropy).toBeLessThan(Math.log(14));
  expect(last?.expected).toBeGreaterThan(first?.expected ?? 0);
  const policy = softmaxPolicy('last', last?.model ?? { size: 0, offsets: [], weights: [] });
  const earned = few.reduce((sum, { x, rewards }) => sum + (rewards[policy.choose(x).arm] ?? 0), 0);
  expect(last?.greedy).toBeCloseTo(earned / few.length, 9);
});
