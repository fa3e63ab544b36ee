import { beforeEach, describe, expect, test } from 'vitest';
import { featureNames, promptFeatures } from '../core/policy/features.ts';
import { createLinUcb, estimateArms, updateArm } from '../core/policy/lin-ucb.ts';
import { linUcbToJson } from '../core/policy/lin-ucb-json.ts';
import { armIds, isArmId } from '../engine/arms.ts';
import { estimateRange, explainChoice, movers } from './explain-choice.ts';
import { memoryStorage } from './memory-storage.test-helper.ts';
import {
  applyPolicy,
  choose,
  connectPolicy,
  exportPolicy,
  importPolicy,
  isServing,
  learn,
  resetPolicy,
  servePolicyTo,
  setFrozen,
  usePolicyStore,
} from './policy-store.ts';
import trained from './trained-policy.json';

beforeEach(() => usePolicyStore.setState(usePolicyStore.getInitialState(), true));
const story = promptFeatures('Tell a story about a ship', 0);
const updates = () => usePolicyStore.getState().policy.updates;
const meanOf = (arm: string) =>
  estimateArms(usePolicyStore.getState().policy, story.values).find(estimate => estimate.arm === arm)?.mean;

describe('the trained policy', () => {
  test('fits this build: its features, and arms that exist', () => {
    expect(trained.features).toEqual(featureNames);
    expect(trained.arms.map(({ id }) => id).filter(id => !isArmId(id))).toEqual([]);
    expect(trained.groups.every(({ centre }) => centre.length === featureNames.length)).toBe(true);
  });

  test('is what every arm begins with; no draft is 1, an arm it lacks is expected to be slower than that', () => {
    const { arms } = usePolicyStore.getState().policy;
    expect(arms.map(({ id }) => id)).toEqual(armIds);
    for (const { id, prior } of arms) {
      const known = trained.arms.find(arm => arm.id === id);
      if (known === undefined && id !== 'none') expect(prior).toBeLessThan(1);
      if (known !== undefined) expect(prior).toBe(known.prior);
    }
    expect(meanOf('none')).toBeCloseTo(1, 3);
  });
});

test('bad experience with a draft leads away from it', () => {
  const { arm } = choose(story);
  if (!isArmId(arm) || arm === 'none') throw new Error(`a draft should be expected to pay, not "${arm}"`);
  for (let i = 0; i < 12; i++) learn(arm, story.values, 0.5);
  expect(choose(story).arm).not.toBe(arm);
});

test('an arm that is slower than no draft again and again is left on such prompts, and said to be', () => {
  for (let i = 0; i < 5; i++) learn('history', story.values, 0.8);
  const { left, arm } = choose(story);
  expect(left).toEqual(['history']);
  expect(arm).not.toBe('history');
  resetPolicy();
  expect(choose(story).left).toEqual([]);
});

test('a frozen policy learns nothing, and an unusable reward teaches nothing', () => {
  setFrozen(true);
  learn('none', story.values, 1.2);
  setFrozen(false);
  learn('none', story.values, Number.NaN);
  learn('none', story.values, 0);
  expect(updates()).toBe(0);
});

test('an exported policy comes back whole after a reset, with what its guard knows', () => {
  learn('prompt-lookup', story.values, 1.4);
  const { policy, guard } = usePolicyStore.getState();
  const text = exportPolicy();
  resetPolicy();
  expect(updates()).toBe(0);
  expect(importPolicy(text)).toBe(true);
  expect(usePolicyStore.getState()).toMatchObject({ policy, guard });
});

test('a bad file is explained and changes nothing', () => {
  learn('none', story.values, 1);
  expect(importPolicy('not json')).toBe(false);
  expect(usePolicyStore.getState().problem).toMatch(/not JSON/);
  expect(importPolicy('{"format":"other"}')).toBe(false);
  expect(importPolicy(JSON.stringify({ ...JSON.parse(exportPolicy()), guard: { code: 3 } }))).toBe(false);
  expect(usePolicyStore.getState().problem).toMatch(/guard can't be used/);
  expect(updates()).toBe(1);
});

test('what was learnt before there was a trained policy moves on to it', () => {
  const arms = [
    { id: 'none', prior: 1 },
    { id: 'prompt-lookup', prior: 1.05 },
  ];
  let old = createLinUcb({ features: featureNames, arms });
  for (let i = 0; i < 30; i++) old = updateArm(old, 'prompt-lookup', story.values, 1.9);
  const { version, start, ...rest } = linUcbToJson(old);
  const first = {
    ...rest,
    version: 1,
    arms: old.arms.map(({ priorWeights, ...arm }) => arm),
  };
  const before = meanOf('ngram');
  expect(importPolicy(JSON.stringify(first))).toBe(true);
  expect([version, start.length]).toEqual([2, featureNames.length ** 2]);
  expect(updates()).toBe(30);
  expect(meanOf('prompt-lookup')).toBeGreaterThan(1.5);
  // Arms that the old policy did not know begin as they do without it.
  expect(meanOf('ngram')).toBeCloseTo(before ?? Number.NaN, 9);
});

test('the policy survives a reload', () => {
  const storage = memoryStorage();
  connectPolicy(storage);
  learn('none', story.values, 1.1);
  const { guard } = usePolicyStore.getState();
  usePolicyStore.setState(usePolicyStore.getInitialState(), true);
  learn('none', story.values, 1.1);
  learn('none', story.values, 1.1);
  connectPolicy(storage);
  expect(updates()).toBe(2);
  expect(Object.keys(usePolicyStore.getState().guard)).toEqual(Object.keys(guard));
});

test('a stored policy that cannot be used is said to be, and kept', () => {
  const spoilt = memoryStorage();
  const text = '{"policy":{"format":"draftpick-lin-ucb","version":2,"features":["bias","other"]}}';
  spoilt.setItem('draftpick-policy-1', text);
  connectPolicy(spoilt);
  expect(usePolicyStore.getState().problem).toMatch(/could not be read.*kept.*other features/);
  learn('none', story.values, 1);
  expect(spoilt.getItem('draftpick-policy-kept')).toBe(text);
  expect(spoilt.getItem('draftpick-policy-1')).not.toBe(text);
});

describe('each target has a policy of its own', () => {
  const targetMs = [6.5, 8, 9.2, 10.5, 12.9, 14.6, 16.6, 18.4];
  const targetOf = (id: string, backend: 'cpu' | 'webgpu' = 'cpu', passes = targetMs) => ({
    id,
    name: id,
    backend,
    cost: { targetMs: passes, measuredAt: 0, threads: 2, kernel: 'relaxed-dot' as const },
    ...(id === 'embedded' ? {} : { fingerprint: `1-${id}` }),
  });
  const own = targetOf('own');

  test('what one learns the others do not know, and each comes back when its target does', () => {
    const storage = memoryStorage();
    connectPolicy(storage);
    servePolicyTo(targetOf('embedded'));
    learn('ngram', story.values, 1.5);
    servePolicyTo(own);
    expect(updates()).toBe(0);
    expect(isServing(own)).toBe(true);
    expect(isServing(targetOf('embedded'))).toBe(false);
    learn('history', story.values, 1.2);
    learn('history', story.values, 1.2);
    servePolicyTo(targetOf('embedded', 'webgpu'));
    expect(updates()).toBe(0);
    servePolicyTo(targetOf('embedded'));
    expect(updates()).toBe(1);
    servePolicyTo(own);
    expect(updates()).toBe(2);
    expect(usePolicyStore.getState().policy.arms.find(({ id }) => id === 'history')?.pulls).toBe(2);
  });

  test('one from nothing expects of a table made for another model less than the trained one does, and explores', () => {
    servePolicyTo(targetOf('embedded'));
    const trainedFor = meanOf('tables') ?? 0;
    const sure = choose(story).estimates.find(({ arm }) => arm === 'tables')?.uncertainty ?? 0;
    servePolicyTo(own);
    expect(meanOf('tables')).toBeGreaterThan(1);
    expect(meanOf('tables')).toBeLessThan(trainedFor);
    expect(choose(story).estimates.find(({ arm }) => arm === 'tables')?.uncertainty).toBeGreaterThan(
      2 * sure,
    );
  });

  test('costs measured anew change what is expected, and nothing that was learnt is lost', () => {
    servePolicyTo(targetOf('embedded'));
    for (let i = 0; i < 5; i++) learn('ngram', story.values, 1.3);
    const before = usePolicyStore.getState().policy;
    const expected = meanOf('tables') ?? 0;
    servePolicyTo(targetOf('embedded', 'cpu', [4, 6.2, 8.1, 10.7, 13.7, 16, 18.4, 20]));
    expect(updates()).toBe(5);
    expect(meanOf('tables')).toBeLessThan(expected);
    servePolicyTo(targetOf('embedded'));
    const after = usePolicyStore.getState().policy;
    expect(meanOf('tables')).toBeCloseTo(expected, 6);
    for (const [i, arm] of after.arms.entries()) {
      for (const [j, value] of arm.b.entries()) expect(value).toBeCloseTo(before.arms[i]?.b[j] ?? 0, 6);
    }
  });

  test('a policy of another target is refused by name, also one from the Lab', () => {
    connectPolicy(memoryStorage());
    servePolicyTo(own);
    learn('history', story.values, 1.2);
    const exported = exportPolicy();
    servePolicyTo(targetOf('embedded'));
    expect(importPolicy(exported)).toBe(false);
    expect(usePolicyStore.getState().problem).toMatch(/about another model \(own\).*Load that model/);
    const embedded = exportPolicy();
    servePolicyTo(own);
    expect(importPolicy(embedded)).toBe(false);
    expect(applyPolicy(usePolicyStore.getState().policy, 'the Lab')).toBe(false);
    expect(usePolicyStore.getState().problem).toMatch(/Playground uses own/);
    expect(updates()).toBe(1);
    expect(importPolicy(exported)).toBe(true);
  });

  test('not more than twelve others are kept: the one used longest ago goes, and the embedded one never', () => {
    const storage = memoryStorage();
    connectPolicy(storage);
    servePolicyTo(targetOf('embedded'));
    learn('ngram', story.values, 1.5);
    const teach = (id: string): void => {
      servePolicyTo(targetOf(id));
      learn('history', story.values, 1.2);
    };
    for (let i = 0; i < 12; i++) teach(`m${i}`);
    // Loading a model is use, too.
    servePolicyTo(targetOf('m0'));
    teach('m12');
    const learntBy = (id: string): number => {
      servePolicyTo(targetOf(id));
      return updates();
    };
    expect(['m0', 'm1', 'm2', 'm12', 'embedded'].map(learntBy)).toEqual([1, 0, 1, 1, 1]);
  });

  test('one that is spoilt in the storage starts again; the others are as they were', () => {
    const storage = memoryStorage();
    connectPolicy(storage);
    servePolicyTo(targetOf('embedded'));
    learn('ngram', story.values, 1.5);
    servePolicyTo(own);
    learn('history', story.values, 1.2);
    const { key } = usePolicyStore.getState().subject;
    servePolicyTo(targetOf('other'));
    learn('history', story.values, 1.2);
    storage.setItem(key, '{"policy":{"format":');
    servePolicyTo(own);
    expect(updates()).toBe(0);
    expect(usePolicyStore.getState().problem).toMatch(/could not be read; the policy starts anew/);
    for (const target of [targetOf('embedded'), targetOf('other')]) {
      servePolicyTo(target);
      expect(updates()).toBe(1);
      expect(usePolicyStore.getState().problem).toBeUndefined();
    }
  });

  test('one from scratch comes to pick the draft that pays for each kind of prompt of a made-up target', () => {
    servePolicyTo(own);
    const prompts = [
      story,
      promptFeatures('def add(a, b):\n    return a + b\n\nFix this function:\n```python\nx = add(1)\n```', 0),
    ];
    const usable = ['none', 'prompt-lookup', 'history'] as const;
    // On stories the history pays, on code lookup does; the other one costs time.
    const speedUps: Readonly<Record<string, number>>[] = [
      { none: 1, 'prompt-lookup': 0.8, history: 1.5 },
      { none: 1, 'prompt-lookup': 1.6, history: 0.8 },
    ];
    const earned = (runs: number): number => {
      let sum = 0;
      for (let i = 0; i < runs; i++) {
        const kind = i % 2;
        const features = prompts[kind] ?? story;
        const { arm } = choose(features, usable);
        const speedUp = speedUps[kind]?.[arm] ?? Number.NaN;
        if (!isArmId(arm)) throw new Error(`"${arm}" is no arm`);
        learn(arm, features.values, speedUp);
        sum += speedUp;
      }
      return sum / runs;
    };
    const early = earned(6);
    earned(30);
    const late = earned(10);
    expect(late).toBeGreaterThan(early);
    expect(late).toBeCloseTo(1.55, 6);
  });
});

test('movers are the largest contributions of either sign', () => {
  const estimate = {
    arm: 'a',
    mean: 1,
    uncertainty: 0,
    prior: 1,
    pulls: 1,
    contributions: [0.001, -0.3, 0.1],
  };
  expect(movers(estimate, ['x', 'y', 'z'])).toEqual([
    { feature: 'y', amount: -0.3 },
    { feature: 'z', amount: 0.1 },
  ]);
});

test('the range of a plot holds every interval and 1', () => {
  const estimate = { arm: 'a', mean: 1.5, uncertainty: 0.2, prior: 1, pulls: 0, contributions: [] };
  const { from, to } = estimateRange([estimate]);
  expect(from).toBeLessThan(1);
  expect(to).toBeGreaterThan(1.7);
});

test('a person’s choice is told apart from the policy’s', () => {
  const choice = { arm: 'ngram', estimates: [], reason: 'best' } as const;
  const say = (arm: string, by: 'policy' | 'person') => explainChoice(choice, arm, by, name => name);
  expect(say('ngram', 'policy')).toMatch(/highest estimate/);
  expect(say('none', 'person')).toMatch(/would have picked ngram/);
  expect(say('ngram', 'person')).toMatch(/the same/);
});
