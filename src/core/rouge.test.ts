import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestCommonSubsequence, rougeL, rougeN } from './rouge.ts';

const tokens = fc.array(fc.nat({ max: 5 }), { maxLength: 9 });

/** The definition: try every way to leave tokens out. */
function longestBySearch(a: readonly number[], b: readonly number[]): number {
  const [head, ...rest] = a;
  if (head === undefined || b.length === 0) return 0;
  const at = b.indexOf(head);
  const without = longestBySearch(rest, b);
  return at < 0 ? without : Math.max(without, 1 + longestBySearch(rest, b.slice(at + 1)));
}

test('the longest common subsequence is the one an exhaustive search finds', () => {
  fc.assert(
    fc.property(tokens, tokens, (a, b) => {
      expect(longestCommonSubsequence(a, b)).toBe(longestBySearch(a, b));
    }),
  );
});

describe('every score', () => {
  const scores = [rougeL, rougeN.bind(null, 1), rougeN.bind(null, 2)];
  test('is symmetric, lies in 0…1 and is 1 for equal outputs', () => {
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        for (const score of scores) {
          expect(score(a, b)).toBe(score(b, a));
          expect(score(a, b)).toBeGreaterThanOrEqual(0);
          expect(score(a, b)).toBeLessThanOrEqual(1);
          expect(score(a, a)).toBe(1);
        }
      }),
    );
  });
  test('is 0 without a common token, also against an empty output', () => {
    for (const score of scores) {
      expect(score([1, 2, 3], [4, 5])).toBe(0);
      expect(score([1, 2, 3], [])).toBe(0);
    }
  });
});

test('ROUGE-L takes order into account and ROUGE-1 does not', () => {
  expect(rougeL([1, 2, 3, 4], [4, 3, 2, 1])).toBe(0.25);
  expect(rougeN(1, [1, 2, 3, 4], [4, 3, 2, 1])).toBe(1);
});

test('ROUGE-L worked by hand: common subsequence 1 3 5 of lengths 5 and 4', () => {
  expect(rougeL([1, 2, 3, 4, 5], [1, 3, 9, 5])).toBeCloseTo((2 * 3) / 9);
});

test('an n-gram counts at most as often as both outputs have it', () => {
  expect(rougeN(1, [7, 7, 7, 7], [7])).toBeCloseTo((2 * 1) / 5);
  expect(rougeN(2, [1, 2, 1, 2], [1, 2, 3])).toBeCloseTo((2 * 1) / 5);
});

test('single tokens have no bigram: equal ones agree, others do not', () => {
  expect(rougeN(2, [5], [5])).toBe(1);
  expect(rougeN(2, [5], [6])).toBe(0);
  expect(rougeN(2, [5], [])).toBe(0);
});

test('a bigram is never mistaken for another with large ids', () => {
  expect(rougeN(2, [0, 2 ** 26 - 1], [1, 0])).toBe(0);
  expect(() => rougeN(2, [0, 2 ** 26], [1, 0])).toThrow(RangeError);
});
