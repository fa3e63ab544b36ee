import { describe, expect, test } from 'vitest';
import { exp3Policy, fixedPolicy, oraclePolicy, randomPolicy, toUnit, ucb1Policy } from './baselines.ts';
import { createHedge, hedgeGeneration, hedgePolicy, hedgeRate } from './hedge.ts';
import type { Policy } from './policy.ts';
import { seededRandom } from './random.ts';

const means = [1, 0.8, 1.3];

/** Plays noisy rewards around `means`. @returns how often each arm was chosen in the second half */
function lateChoices(policy: Policy, rounds: number, seed = 1): number[] {
  const random = seededRandom(seed);
  const counts = means.map(() => 0);
  for (let i = 0; i < rounds; i++) {
    const { arm } = policy.choose([1]);
    if (i >= rounds / 2) counts[arm] = (counts[arm] ?? 0) + 1;
    const rewards = means.map(mean => mean + 0.4 * (random() - 0.5));
    policy.update?.([1], arm, rewards[arm] ?? 0);
    policy.updateAll?.([1], rewards);
  }
  return counts.map(count => count / (rounds / 2));
}

describe('the bandits without context find the best fixed arm', () => {
  test.each([
    ['UCB1', ucb1Policy(3), 0.6],
    ['EXP3', exp3Policy(3, seededRandom(2)), 0.6],
    ['Hedge', hedgePolicy(3), 0.999],
  ])('%s', (_, policy, share) => {
    expect(lateChoices(policy, 3000)[2]).toBeGreaterThan(share);
  });

  test('and UCB1 tries every arm first', () => {
    const policy = ucb1Policy(3);
    const tried = [0, 1, 2].map(() => {
      const { arm } = policy.choose([1]);
      policy.update?.([1], arm, 1);
      return arm;
    });
    expect(tried).toEqual([0, 1, 2]);
  });

  test('and EXP3 keeps its share of exploration, as probabilities', () => {
    const policy = exp3Policy(3, seededRandom(2), 0.1);
    lateChoices(policy, 3000);
    const { scores } = policy.choose([1]);
    expect(Math.min(...scores)).toBeGreaterThanOrEqual(0.1 / 3);
    expect(scores.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1);
  });
});

test('a fixed policy never moves, a random one takes every arm', () => {
  expect(lateChoices(fixedPolicy(1, 3), 100)).toEqual([0, 1, 0]);
  for (const share of lateChoices(randomPolicy(3, seededRandom(3)), 3000)) {
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.39);
  }
});

test('the oracle takes the best arm of the prompt at hand', () => {
  let rewards = [1, 2, 3];
  const policy = oraclePolicy(() => rewards);
  expect(policy.choose([1]).arm).toBe(2);
  rewards = [1, 2, 0];
  expect(policy.choose([1]).arm).toBe(1);
});

test('rewards are mapped to 0…1 and clipped', () => {
  const range = { least: 0.5, most: 2 };
  expect([0, 0.5, 1.25, 2, 9].map(reward => toUnit(reward, range))).toEqual([0, 0, 0.5, 1, 1]);
});

describe('Hedge inside a generation', () => {
  test('weighs drafts by the exponential of their gains', () => {
    const hedge = createHedge(2, 0.5);
    hedge.learn([1, 0]);
    hedge.learn([1, 1]);
    expect(hedge.shares()[0]).toBeCloseTo(Math.exp(1) / (Math.exp(1) + Math.exp(0.5)));
  });

  test('stays within its regret bound against the best draft, also when the drafts take turns', () => {
    const random = seededRandom(4);
    for (const pattern of [(i: number) => (i < 100 ? 0 : 1), () => 2, (i: number) => i % 3]) {
      const gains = Array.from({ length: 200 }, (_, i) =>
        [0, 1, 2].map(arm => (arm === pattern(i) ? 0.9 : 0.2 * random())),
      );
      const best = Math.max(
        ...[0, 1, 2].map(arm => gains.reduce((sum, round) => sum + (round[arm] ?? 0), 0)),
      );
      const { gain, arms } = hedgeGeneration(gains, hedgeRate(3, 200), random);
      expect(arms).toHaveLength(200);
      // √(T ln K / 2) holds for the expectation; three deviations of the draws are allowed on top.
      expect(gain).toBeGreaterThan(best - Math.sqrt((200 * Math.log(3)) / 2) - 3 * Math.sqrt(200) * 0.45);
    }
  });

  test('refuses a useless rate and gains that do not fit; no rounds gain nothing', () => {
    expect(() => createHedge(2, 0)).toThrow(RangeError);
    expect(() => createHedge(2, 1).learn([1])).toThrow(/1 gains for 2 arms/);
    expect(hedgeGeneration([], 1, seededRandom(1))).toEqual({ arms: [], gain: 0 });
  });
});
