import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyGuard,
  type GuardState,
  guardedChoice,
  guardFromJson,
  isLeft,
  observeSpeedUp,
  statsOf,
  upperBound,
} from './guard.ts';
import { chooseArm, createLinUcb, updateArm } from './lin-ucb.ts';
import { groupOf, otherPrompts, promptGroups } from './prompt-groups.ts';
import { normal, type Random, seededRandom } from './random.ts';

/** Measures an arm of true speed-up `speedUp` until it is left. @returns after how many pulls; `most` when it never was */
function pullsUntilLeft(speedUp: number, noise: number, most: number, random: Random): number {
  let state = emptyGuard;
  for (let pulls = 1; pulls <= most; pulls++) {
    state = observeSpeedUp(state, 'code', 'draft', speedUp * Math.exp(noise * normal(random)));
    if (isLeft(statsOf(state, 'code', 'draft'))) return pulls;
  }
  return most;
}

describe('over 400 runs with noise', () => {
  const runs = Array.from({ length: 400 }, (_, i) => seededRandom(i + 1));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  test('an arm a fifth slower than none is left after a handful of pulls', () => {
    const pulls = runs.map(random => pullsUntilLeft(0.8, 0.1, 100, random));
    expect(mean(pulls)).toBeLessThan(5);
    expect(Math.max(...pulls)).toBeLessThan(15);
  });

  test('an arm a tenth slower is left within 20 pulls nearly always', () => {
    const pulls = runs.map(random => pullsUntilLeft(0.9, 0.1, 100, random));
    expect(pulls.filter(count => count <= 20).length / runs.length).toBeGreaterThan(0.95);
  });

  test('an arm a tenth faster is kept for 100 pulls nearly always, although single runs of it are slower', () => {
    const kept = runs.filter(random => pullsUntilLeft(1.1, 0.15, 101, random) > 100);
    expect(kept.length / runs.length).toBeGreaterThan(0.97);
  });
});

test('two bad runs are not enough, and nothing measured leaves nothing', () => {
  let state: GuardState = emptyGuard;
  expect(upperBound(statsOf(state, 'code', 'draft'))).toBe(Infinity);
  for (let i = 0; i < 2; i++) state = observeSpeedUp(state, 'code', 'draft', 0.5);
  expect(isLeft(statsOf(state, 'code', 'draft'))).toBe(false);
  state = observeSpeedUp(state, 'code', 'draft', 0.5);
  expect(isLeft(statsOf(state, 'code', 'draft'))).toBe(true);
});

test('mean and squares are those of all logarithms at once', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.25, max: 4, noNaN: true }), { minLength: 1 }), speedUps => {
      const state = speedUps.reduce((now, s) => observeSpeedUp(now, 'g', 'a', s), emptyGuard);
      const logs = speedUps.map(Math.log);
      const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
      const stats = statsOf(state, 'g', 'a');
      expect(stats.count).toBe(logs.length);
      expect(stats.mean).toBeCloseTo(mean, 9);
      expect(stats.squares).toBeCloseTo(
        logs.reduce((sum, value) => sum + (value - mean) ** 2, 0),
        9,
      );
      expect(guardFromJson(JSON.parse(JSON.stringify(state)))).toEqual(state);
    }),
  );
});

describe('a guarded choice', () => {
  const policy = updateArm(
    createLinUcb({
      features: ['bias'],
      arms: [
        { id: 'none', prior: 1 },
        { id: 'draft', prior: 1.4 },
        { id: 'other', prior: 1.2 },
      ],
    }),
    'draft',
    [1],
    1.4,
  );
  const choice = chooseArm(policy, [1]);
  const bad = (arm: string, group: string, from = emptyGuard) =>
    [1, 2, 3, 4].reduce(state => observeSpeedUp(state, group, arm, 0.7), from);

  test('is LinUCB’s own where nothing speaks against it', () => {
    expect(guardedChoice(choice, emptyGuard, 'code')).toEqual({ ...choice, left: [] });
    expect(guardedChoice(choice, bad('draft', 'stories'), 'code')).toEqual({ ...choice, left: [] });
  });

  test('passes over an arm that is left here, and says so', () => {
    const guarded = guardedChoice(choice, bad('draft', 'code'), 'code');
    expect(guarded).toMatchObject({ arm: 'other', reason: 'best', left: ['draft'] });
    expect(guarded.estimates).toEqual(choice.estimates);
  });

  test('falls back on no draft, which is never left', () => {
    const state = ['draft', 'other', 'none'].reduce((now, arm) => bad(arm, 'code', now), emptyGuard);
    expect(guardedChoice(choice, state, 'code')).toMatchObject({ arm: 'none', left: ['draft', 'other'] });
  });

  test('stays where it is when every arm is left', () => {
    const state = ['draft', 'other', 'none'].reduce((now, arm) => bad(arm, 'code', now), emptyGuard);
    expect(guardedChoice(choice, state, 'code', 'missing').arm).toBe(choice.arm);
  });
});

describe('groups of prompts', () => {
  const random = seededRandom(9);
  const around = (kind: string, x: number, y: number) =>
    Array.from({ length: 100 }, () => ({
      kind,
      features: [1, x + 0.05 * normal(random), y + 0.05 * normal(random)],
    }));
  const groups = promptGroups([...around('code', 0.2, 0.8), ...around('stories', 0.8, 0.2)]);

  test('hold the prompts near them, and no others', () => {
    expect(groupOf([1, 0.25, 0.75], groups)).toBe('code');
    expect(groupOf([1, 0.75, 0.2], groups)).toBe('stories');
    expect(groupOf([1, 0.5, 0.5], groups)).toBe(otherPrompts);
    expect(groupOf([1, 0.5, 0.5], [])).toBe(otherPrompts);
    const inside = around('code', 0.2, 0.8).filter(({ features }) => groupOf(features, groups) === 'code');
    expect(inside.length).toBeGreaterThan(90);
  });
});

test('what can’t be read is refused with its cause', () => {
  expect(() => observeSpeedUp(emptyGuard, 'g', 'a', Number.NaN)).toThrow(RangeError);
  expect(() => guardFromJson([])).toThrow(/the guard is not an object/);
  expect(() => guardFromJson({ code: 3 })).toThrow(/group "code"/);
  expect(() => guardFromJson({ code: { a: { count: 1.5, mean: 0, squares: 0 } } })).toThrow(/"a" in "code"/);
  expect(() => guardFromJson({ code: { a: { count: 1, mean: null, squares: 0 } } })).toThrow(/"a" in "code"/);
  expect(() => guardFromJson({ code: { a: { count: 1, mean: 0, squares: -1 } } })).toThrow(/"a" in "code"/);
});
