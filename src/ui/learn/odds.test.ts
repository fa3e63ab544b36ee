import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptance, largestGap, normalised, residual, sampleTally, withEntry } from './odds.ts';

const weights = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 4, maxLength: 4 }).map(normalised);

test('moving one bar keeps the sum at 1 and the proportions of the others', () => {
  fc.assert(
    fc.property(
      weights,
      fc.integer({ min: 0, max: 3 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (p, at, v) => {
        const moved = withEntry(p, at, v);
        expect(moved.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        expect(moved[at]).toBeCloseTo(v, 12);
      },
    ),
  );
  const moved = withEntry([0.2, 0.6, 0.2], 0, 0.6);
  expect(moved[0]).toBe(0.6);
  expect(moved[1]).toBeCloseTo(0.3, 12);
  expect(moved[2]).toBeCloseTo(0.1, 12);
});

test('kept and replaced together give p exactly: min(p, q) + (1 − acceptance) · residual', () => {
  fc.assert(
    fc.property(weights, weights, (p, q) => {
      const a = acceptance(p, q);
      const rest = residual(p, q);
      p.forEach((value, i) => {
        expect(Math.min(value, q[i] ?? 0) + (1 - a) * (rest[i] ?? 0)).toBeCloseTo(value, 9);
      });
    }),
  );
});

test('draws converge on p, and as often as Σ min(p, q) the draft’s token is kept', () => {
  const p = [0.5, 0.3, 0.15, 0.05];
  const q = [0.1, 0.2, 0.3, 0.4];
  const draws = 20_000;
  const tally = sampleTally(p, q, draws, 7);
  expect(largestGap(tally, p)).toBeLessThan(0.015);
  const kept = tally.kept.reduce((sum, value) => sum + value, 0) / draws;
  expect(Math.abs(kept - acceptance(p, q))).toBeLessThan(0.015);
});

test('a token the target never writes is never written', () => {
  const { kept, replaced } = sampleTally([0, 0.5, 0.5], [0.8, 0.1, 0.1], 2000, 1);
  expect([kept[0], replaced[0]]).toEqual([0, 0]);
});
