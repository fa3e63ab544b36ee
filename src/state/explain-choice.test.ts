import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArmEstimate } from '../core/policy/lin-ucb.ts';
import {
  baseOf,
  explainChoice,
  explainLeft,
  movers,
  rankEstimates,
  type ShownChoice,
} from './explain-choice.ts';

const estimate = (arm: string, mean: number): ArmEstimate => ({
  arm,
  mean,
  uncertainty: 0.1,
  prior: 1,
  pulls: 0,
  contributions: [],
});

/** Arms `none`, `a`, `b` … with these means. */
function choiceOf(arm: string, means: Readonly<Record<string, number>>, left: string[] = []): ShownChoice {
  const estimates = Object.entries(means).map(([id, mean]) => estimate(id, mean));
  return { arm, estimates, reason: 'best', left };
}

const ids = (list: readonly ArmEstimate[]) => list.map(({ arm }) => arm).join(' ');
const many = { none: 1, a: 1.1, b: 1.5, c: 0.9, d: 1.3, e: 1.2, f: 0.8, g: 0.7 };

describe('estimates', () => {
  test('are shown best first; the best four, the chosen one and none are the short list', () => {
    const { ranked, short } = rankEstimates(choiceOf('b', many), 'f');
    expect(ids(ranked)).toBe('b d e a none c f g');
    expect(ids(short)).toBe('b d e a none f');
  });

  test('of arms that are left come last', () => {
    const { ranked, short } = rankEstimates(choiceOf('d', many, ['b', 'e']), 'd');
    expect(ids(ranked)).toBe('d a none c f g b e');
    expect(ids(short)).toBe('d a none c');
  });

  test('are all shown where only one would be hidden', () => {
    const { ranked, short } = rankEstimates(choiceOf('b', { none: 1, a: 1, b: 2, c: 1, e: 0.5 }), 'b');
    expect(short).toEqual(ranked);
  });

  test('short or ranked, always hold the chosen arm and lose none in ranking', () => {
    const arms = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(
        arms,
        fc.nat(),
        fc.infiniteStream(fc.double({ min: 0.2, max: 4, noNaN: true })),
        (names, at, means) => {
          const chosen = names[at % names.length] ?? '';
          const estimates = names.map(name => estimate(name, means.next().value ?? 1));
          const choice: ShownChoice = {
            arm: chosen,
            estimates,
            reason: 'best',
            left: names.slice(0, at % 3),
          };
          const { ranked, short } = rankEstimates(choice, chosen);
          expect([...ranked.map(({ arm }) => arm)].sort()).toEqual([...names].sort());
          expect(short.some(({ arm }) => arm === chosen)).toBe(true);
          expect(short).toEqual(ranked.filter(each => short.includes(each)));
        },
      ),
    );
  });
});

test('what holds for any prompt is the base, not a mover', () => {
  const moved = { ...estimate('a', 1.2), prior: 1.4, contributions: [-0.3, 0.02, 0.08, 0.001] };
  const names = ['bias', 'length', 'digits', 'newlines'];
  expect(baseOf(moved, names)).toBeCloseTo(1.1);
  expect(movers(moved, names)).toEqual([
    { feature: 'digits', amount: 0.08 },
    { feature: 'length', amount: 0.02 },
  ]);
});

describe('in words', () => {
  const name = (arm: string) => arm.toUpperCase();

  test('the best of what is not left is not called the highest of all', () => {
    const means = { none: 1, a: 1.2, b: 1.4 };
    expect(explainChoice(choiceOf('a', means, ['b']), 'a', 'policy', name)).toBe(
      'A has the highest estimate of the drafts that are not left out.',
    );
    expect(explainChoice(choiceOf('b', means, ['a']), 'b', 'policy', name)).toBe(
      'B has the highest estimate for this prompt.',
    );
  });

  test('arms that are left are named', () => {
    const said = (left: string[]) => explainLeft(choiceOf('none', many, left), name);
    expect(said([])).toBeUndefined();
    expect(said(['a'])).toMatch(/no draft: A\.$/);
    expect(said(['a', 'b', 'c'])).toMatch(/no draft: A, B and C\.$/);
  });
});
