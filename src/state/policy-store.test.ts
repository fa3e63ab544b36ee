import { beforeEach, expect, test } from 'vitest';
import { promptFeatures } from '../core/policy/features.ts';
import { estimateRange, explainChoice, movers } from './explain-choice.ts';
import { memoryStorage } from './memory-storage.test-helper.ts';
import {
  choose,
  connectPolicy,
  exportPolicy,
  importPolicy,
  learn,
  resetPolicy,
  setFrozen,
  usePolicyStore,
} from './policy-store.ts';

beforeEach(() => usePolicyStore.setState(usePolicyStore.getInitialState(), true));
const story = promptFeatures('Tell a story about a ship', 0);
const updates = () => usePolicyStore.getState().policy.updates;

test('bad experience with a draft leads away from it', () => {
  expect(choose(story).arm).toBe('prompt-lookup');
  for (let i = 0; i < 5; i++) learn('prompt-lookup', story.values, 0.5);
  expect(choose(story).arm).toBe('none');
});

test('a frozen policy learns nothing, and an unusable reward teaches nothing', () => {
  setFrozen(true);
  learn('none', story.values, 1.2);
  setFrozen(false);
  learn('none', story.values, Number.NaN);
  learn('none', story.values, 0);
  expect(updates()).toBe(0);
});

test('an exported policy comes back whole after a reset', () => {
  learn('prompt-lookup', story.values, 1.4);
  const { policy } = usePolicyStore.getState();
  const text = exportPolicy();
  resetPolicy();
  expect(updates()).toBe(0);
  expect(importPolicy(text)).toBe(true);
  expect(usePolicyStore.getState().policy).toEqual(policy);
});

test('a bad file is explained and changes nothing', () => {
  learn('none', story.values, 1);
  expect(importPolicy('not json')).toBe(false);
  expect(usePolicyStore.getState().problem).toMatch(/not JSON/);
  expect(importPolicy('{"format":"other"}')).toBe(false);
  expect(updates()).toBe(1);
});

test('the policy survives a reload; a spoilt one is said to be', () => {
  const storage = memoryStorage();
  connectPolicy(storage);
  learn('none', story.values, 1.1);
  usePolicyStore.setState(usePolicyStore.getInitialState(), true);
  learn('none', story.values, 1.1);
  learn('none', story.values, 1.1);
  connectPolicy(storage);
  expect(updates()).toBe(2);
  const spoilt = memoryStorage();
  spoilt.setItem('draftpick-policy-1', '{"policy":3}');
  connectPolicy(spoilt);
  expect(usePolicyStore.getState().problem).toMatch(/could not be read/);
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
  const choice = choose(story);
  const say = (arm: string, by: 'policy' | 'person') => explainChoice(choice, arm, by, name => name);
  expect(say('prompt-lookup', 'policy')).toMatch(/highest estimate/);
  expect(say('none', 'person')).toMatch(/would have picked prompt-lookup/);
  expect(say('prompt-lookup', 'person')).toMatch(/the same/);
});
