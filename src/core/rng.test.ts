import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { misfit } from './chi-square.test-helper.ts';
import { type DrawPurpose, uniform } from './rng.ts';

const purposes: readonly DrawPurpose[] = ['target', 'residual', 'draft'];
const draws = 100_000;

/** Pearson's correlation, in standard deviations of what independent numbers give. */
function correlation(first: (i: number) => number, second: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < draws; i++) sum += (first(i) - 0.5) * (second(i) - 0.5) * 12;
  return sum / Math.sqrt(draws);
}

/** Misfit of `value(i)` in [0, 1) to the uniform distribution over `bins` cells. */
function unevenness(value: (i: number) => number, bins: number): number {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < draws; i++) {
    const bin = Math.floor(value(i) * bins);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  expect(counts).toHaveLength(bins);
  return misfit(counts, new Array<number>(bins).fill(1 / bins));
}

/** Two numbers as one that is uniform exactly if the pair is, to 16 × 16 cells. */
const pair = (a: number, b: number) => (Math.floor(a * 16) + b) / 16;

const seed = fc.nat({ max: 0xffffffff });
const position = fc.nat({ max: 1 << 20 });

describe('a number', () => {
  test('lies in [0, 1) for every seed, position and purpose', () => {
    fc.assert(
      fc.property(seed, position, fc.constantFrom(...purposes), (seed, position, purpose) => {
        const u = uniform(seed, position, purpose);
        expect(u).toBeGreaterThanOrEqual(0);
        expect(u).toBeLessThan(1);
        expect(uniform(seed, position, purpose)).toBe(u);
      }),
    );
  });

  test('stays the same from version to version, so that recorded runs can be made again', () => {
    expect(purposes.map(purpose => uniform(42, 7, purpose))).toEqual([
      0.3733282039154394, 0.3285917464446857, 0.08038900525497361,
    ]);
  });

  test('has no relation to how many were drawn before', () => {
    const forwards = Array.from({ length: 20 }, (_, i) => uniform(3, i, 'draft'));
    const backwards = Array.from({ length: 20 }, (_, i) => uniform(3, 19 - i, 'draft'));
    expect(backwards.reverse()).toEqual(forwards);
    expect(new Set(forwards).size).toBe(20);
  });
});

describe('numbers are spread evenly', () => {
  test.each(purposes)('over the positions of one seed, for %s', purpose => {
    expect(unevenness(i => uniform(1, i, purpose), 100)).toBeLessThan(1);
  });

  test.each(purposes)('over the seeds at one position, for %s', purpose => {
    expect(unevenness(i => uniform(i, 5, purpose), 100)).toBeLessThan(1);
  });

  test('in their low bits too', () => {
    expect(unevenness(i => (uniform(1, i, 'target') * 2 ** 20) % 1, 64)).toBeLessThan(1);
    expect(unevenness(i => (uniform(1, i, 'target') * 2 ** 45) % 1, 64)).toBeLessThan(1);
  });

  test('and the test would notice a crooked generator', () => {
    expect(unevenness(i => uniform(1, i, 'target') ** 1.05, 100)).toBeGreaterThan(1);
  });
});

describe('numbers are independent', () => {
  const at = (seed: number, purpose: DrawPurpose) => (i: number) => uniform(seed, i, purpose);

  test.each([1, 2, 3, 8])('of those %i positions on', lag => {
    for (const purpose of purposes) {
      const u = at(1, purpose);
      expect(Math.abs(correlation(u, i => u(i + lag)))).toBeLessThan(3.9);
      expect(unevenness(i => pair(u(i), u(i + lag)), 256)).toBeLessThan(1);
    }
  });

  test.each([
    ['target', 'residual'],
    ['target', 'draft'],
    ['residual', 'draft'],
  ] as const)('for %s and %s at the same position', (one, other) => {
    expect(Math.abs(correlation(at(1, one), at(1, other)))).toBeLessThan(3.9);
    expect(unevenness(i => pair(at(1, one)(i), at(1, other)(i)), 256)).toBeLessThan(1);
  });

  test('of those of the next seed', () => {
    expect(Math.abs(correlation(at(1, 'target'), at(2, 'target')))).toBeLessThan(3.9);
    expect(unevenness(i => pair(uniform(i, 0, 'target'), uniform(i + 1, 0, 'target')), 256)).toBeLessThan(1);
  });

  test('and the test would notice a relation', () => {
    const u = at(1, 'target');
    const mixed = (i: number) => (u(i) + 0.05 * u(i + 1)) / 1.05;
    expect(Math.abs(correlation(mixed, i => u(i + 1)))).toBeGreaterThan(3.9);
    expect(unevenness(i => pair(u(i), (u(i) + u(i + 1) / 2) % 1), 256)).toBeGreaterThan(1);
  });
});
