import { describe, expect, test } from 'vitest';
import { exp3Policy, fixedPolicy, oraclePolicy, randomPolicy, ucb1Policy } from './baselines.ts';
import { bestFixedArm, confusion, evaluate, fixedSpeedUp, oracleSpeedUp } from './evaluate.ts';
import { hedgePolicy } from './hedge.ts';
import { createLinUcb } from './lin-ucb.ts';
import { guardedLinUcbPolicy, linUcbPolicy } from './lin-ucb-policy.ts';
import { linearPolicy } from './linear-model.ts';
import type { LabelledSample } from './policy.ts';
import { groupOf, promptGroups } from './prompt-groups.ts';
import { normal, seededRandom } from './random.ts';
import { softmaxPolicy, trainReinforce } from './reinforce.ts';
import { laterSteps, type PolicyFactory, type ReplaySample, replay, shuffledLabels } from './replay.ts';
import { trainRidge } from './ridge.ts';
import { thompsonPolicy } from './thompson.ts';
import { meanGram, warmStartedLinUcb } from './warm-start.ts';

/** Worked by hand: three prompts, arm 0 = none. */
const three: readonly ReplaySample[] = [
  { kind: 'code', tokens: 100, features: [1, 0], speedUps: [1, 2] },
  { kind: 'code', tokens: 100, features: [1, 0], speedUps: [1, 1.25] },
  { kind: 'story', tokens: 40, features: [1, 1], speedUps: [1, 0.5] },
];

const names = ['none', 'coder', 'writer'];
const kinds = ['code', 'story', 'maths'];
const gains: Readonly<Record<string, readonly number[]>> = {
  code: [1, 1.4, 0.9],
  story: [1, 0.85, 1.15],
  maths: [1, 0.95, 0.95],
  strange: [1, 0.8, 0.85],
};

function prompts(kind: string, count: number, seed: number): ReplaySample[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => ({
    kind,
    tokens: 50 + Math.floor(150 * random()),
    // A strange prompt looks like code with something that no training prompt has.
    features: [
      1,
      ...kinds.map(name =>
        name === kind || (kind === 'strange' && name === 'code') ? 0.8 + 0.2 * random() : 0,
      ),
      kind === 'strange' ? 1 : 0,
    ],
    speedUps: (gains[kind] ?? []).map((gain, arm) =>
      arm === 0 ? 1 : gain * Math.exp(0.08 * normal(random)),
    ),
  }));
}

const features = ['bias', ...kinds, 'strange'];
const train = kinds.flatMap((kind, i) => prompts(kind, 300, i + 1));
const heldOut = kinds.flatMap((kind, i) => prompts(kind, 80, i + 11));
const labelled: LabelledSample[] = train.map(({ features: x, speedUps }) => ({ x, rewards: speedUps }));
const model = trainRidge(labelled);
const groups = promptGroups(train);
const warm = () => warmStartedLinUcb({ features, arms: names, model, gram: meanGram(labelled) });
const cold = () => createLinUcb({ features, arms: names.map(id => ({ id, prior: 1 })) });
const speed = (make: PolicyFactory, samples = heldOut, seed = 1) =>
  evaluate(samples, replay(make, samples, { seed }), { seed: 1 });

describe('a replay', () => {
  test('plays every prompt once, in an order the seed decides, and counts regret', () => {
    const steps = replay(() => fixedPolicy(1, 2), three, { seed: 3 });
    expect(steps.map(step => step.sample).sort()).toEqual([0, 1, 2]);
    expect(steps.find(step => step.sample === 2)).toEqual({
      sample: 2,
      arm: 1,
      best: 0,
      reward: 0.5,
      regret: 0.5,
    });
    expect(replay(() => fixedPolicy(1, 2), three, { seed: 3 })).toEqual(steps);
    const orders = [1, 2, 3, 4, 5].map(seed =>
      replay(() => fixedPolicy(1, 2), three, { seed }).map(step => step.sample),
    );
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
  });

  test('tells a policy only what its arm earned, after it chose, unless it asks for all', () => {
    const log: string[] = [];
    replay(
      () => ({
        id: 'spy',
        choose: () => ({ arm: 1, scores: [] }),
        update: (_, arm, reward) => log.push(`${arm} ${reward}`),
        updateAll: (_, rewards) => log.push(`all ${Array.from(rewards).join(' ')}`),
      }),
      three.slice(0, 1),
      { seed: 1 },
    );
    expect(log).toEqual(['1 2', 'all 1 2']);
  });

  test('counts other rewards than speed-ups where given', () => {
    const [step] = replay(() => fixedPolicy(0, 2), three.slice(0, 1), { seed: 1, rewards: [[0.1, 0.4]] });
    expect(step).toMatchObject({ reward: 0.1, best: 1 });
    expect(step?.regret).toBeCloseTo(0.3);
  });

  test('is refused for samples that do not fit', () => {
    const make = () => fixedPolicy(0, 2);
    expect(() => replay(make, [], { seed: 1 })).toThrow(/nothing to replay/);
    expect(() => replay(make, three, { seed: 1, rewards: [[1, 1]] })).toThrow(/1 rows/);
    const broken = (speedUps: number[]) =>
      three.map((sample, i) => (i === 1 ? { ...sample, speedUps } : sample));
    expect(() => replay(make, broken([1]), { seed: 1 })).toThrow(/another number of arms/);
    expect(() => replay(make, broken([1, 0]), { seed: 1 })).toThrow(/not positive/);
    expect(() => replay(() => fixedPolicy(7, 2), three, { seed: 1 })).toThrow(/chose arm 7 of 2/);
  });
});

describe('an evaluation', () => {
  test('of several replays together takes the mean time of each prompt and counts it once', () => {
    const play = (arm: number, seed: number) => replay(() => fixedPolicy(arm, 2), three, { seed });
    const { overall } = evaluate(three, [...play(0, 1), ...play(1, 2)], { seed: 1 });
    expect(overall.prompts).toBe(3);
    expect(overall.tokens).toBe(240);
    // Arm 0 takes 240 plain tokens' time, arm 1 takes 210.
    expect(overall.speedUp.value).toBeCloseTo(240 / 225);
  });

  test('is total tokens over total time', () => {
    const steps = replay(() => fixedPolicy(1, 2), three, { seed: 1 });
    const { overall, kinds: byKind, fixedArm } = evaluate(three, steps, { seed: 1 });
    // Arm 1 needs 50 + 80 + 80 plain tokens' time for 240 tokens; the oracle 50 + 80 + 40.
    expect(overall.speedUp.value).toBeCloseTo(240 / 210);
    expect(overall.oracle).toBeCloseTo(240 / 170);
    expect(oracleSpeedUp(three)).toBe(overall.oracle);
    expect(overall.ofOracle.value).toBeCloseTo(170 / 210);
    expect(overall).toMatchObject({ prompts: 3, tokens: 240 });
    expect(overall.meanReward).toBeCloseTo((2 + 1.25 + 0.5) / 3);
    expect(overall.meanRegret).toBeCloseTo(0.5 / 3);
    expect(fixedArm).toBe(1);
    expect(overall.ofFixed.value).toBe(1);
    expect(byKind.map(({ kind, speedUp }) => [kind, speedUp.value])).toEqual([
      ['code', 200 / 130],
      ['story', 0.5],
    ]);
  });

  test('compares with the fixed arm it is given, or the best one over all prompts', () => {
    expect(bestFixedArm(three)).toBe(1);
    expect(fixedSpeedUp(three, 0)).toBe(1);
    const steps = replay(() => fixedPolicy(1, 2), three, { seed: 1 });
    const { overall } = evaluate(three, steps, { seed: 1, fixedArm: 0 });
    expect(overall.fixed).toBe(1);
    expect(overall.ofFixed.value).toBeCloseTo(240 / 210);
  });

  test('gives intervals that hold the truth about as often as they say', () => {
    const truth = speed(() => fixedPolicy(1, 3), prompts('code', 5000, 99)).overall.speedUp.value;
    const held = Array.from({ length: 60 }, (_, i) => {
      const samples = prompts('code', 40, 200 + i);
      const steps = replay(() => fixedPolicy(1, 3), samples, { seed: i });
      const { low, high } = evaluate(samples, steps, { seed: i, resamples: 300 }).overall.speedUp;
      return low <= truth && truth <= high;
    });
    expect(held.filter(Boolean).length).toBeGreaterThanOrEqual(51);
    expect(held.filter(Boolean).length).toBeLessThanOrEqual(60);
  });

  test('has narrower intervals the more prompts there are, and the same ones for the same seed', () => {
    const width = (count: number) => {
      const { low, high } = speed(() => fixedPolicy(1, 3), prompts('code', count, 5)).overall.speedUp;
      return high - low;
    };
    expect(width(400)).toBeLessThan(0.5 * width(25));
    expect(width(25)).toBe(width(25));
  });

  test('is refused without steps or for steps of other samples', () => {
    expect(() => evaluate(three, [], { seed: 1 })).toThrow(/no steps/);
    const steps = replay(() => fixedPolicy(1, 2), three, { seed: 1 });
    expect(() => evaluate(three.slice(0, 1), steps, { seed: 1 })).toThrow(/refers to sample/);
  });

  test('counts which arm was taken for which', () => {
    const table = confusion(
      replay(() => fixedPolicy(1, 2), three, { seed: 1 }),
      2,
    );
    expect(table).toEqual([
      [0, 1],
      [0, 2],
    ]);
  });
});

describe('on prompts whose best arm depends on the kind', () => {
  const best = speed(({ peek }) => oraclePolicy(peek)).overall;

  test('the oracle is the oracle', () => {
    expect(best.ofOracle.value).toBeCloseTo(1, 12);
    expect(best.meanRegret).toBe(0);
  });

  test.each<readonly [string, PolicyFactory]>([
    ['ridge', () => linearPolicy('ridge', model)],
    ['REINFORCE', () => softmaxPolicy('r', trainReinforce(labelled, { random: seededRandom(3) }))],
    ['warm LinUCB', () => linUcbPolicy(warm())],
    ['warm Thompson', ({ random }) => thompsonPolicy(warm(), random)],
    ['warm LinUCB with guard', () => guardedLinUcbPolicy(warm(), { groupOf: x => groupOf(x, groups) })],
  ])('%s beats every fixed arm and stays near the oracle', (_, make) => {
    const { overall } = speed(make);
    expect(overall.ofFixed.low).toBeGreaterThan(1);
    expect(overall.ofOracle.value).toBeGreaterThan(0.95);
  });

  test('a warm start is better than learning from nothing, and that better than no context at all', () => {
    const warmed = speed(() => linUcbPolicy(warm())).overall.speedUp.value;
    const learnt = speed(() => linUcbPolicy(cold())).overall.speedUp.value;
    expect(warmed).toBeGreaterThan(learnt);
    const others: PolicyFactory[] = [
      ({ arms, random }) => randomPolicy(arms, random),
      ({ arms }) => ucb1Policy(arms),
      ({ arms, random }) => exp3Policy(arms, random),
      ({ arms }) => hedgePolicy(arms),
    ];
    for (const other of others) expect(speed(other).overall.speedUp.value).toBeLessThan(learnt);
  });

  test('policies trained on shuffled labels collapse to the best fixed arm', () => {
    const control = shuffledLabels(labelled, seededRandom(8));
    const fixedArm = bestFixedArm(train);
    for (const trained of [
      linearPolicy('ridge', trainRidge(control)),
      softmaxPolicy('r', trainReinforce(control, { random: seededRandom(3) })),
    ]) {
      const { overall } = evaluate(
        heldOut,
        replay(() => trained, heldOut, { seed: 1 }),
        { seed: 1, fixedArm },
      );
      expect(overall.ofFixed.value).toBeGreaterThan(0.98);
      expect(overall.ofFixed.value).toBeLessThan(1.02);
    }
  });

  test('on a kind never trained on, all that learn stop losing once 20 prompts were seen; the offline policy does not', () => {
    const strange = prompts('strange', 120, 77);
    const later = (make: PolicyFactory) => {
      const steps = laterSteps(replay(make, strange, { seed: 2 }), strange, 20);
      expect(steps).toHaveLength(100);
      return evaluate(strange, steps, { seed: 1 }).overall.speedUp.value;
    };
    expect(later(() => linearPolicy('ridge', model))).toBeLessThan(0.9);
    expect(later(() => guardedLinUcbPolicy(warm(), { groupOf: x => groupOf(x, groups) }))).toBeGreaterThan(
      0.97,
    );
    expect(later(() => linUcbPolicy(warm()))).toBeGreaterThan(0.95);
  });
});
