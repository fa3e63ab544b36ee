import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chartScale, extentOf, niceExtent, plainNumber } from './chart-scale.ts';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

test('a scale leads from values to pixels and back', () => {
  fc.assert(
    fc.property(
      finite,
      fc.double({ min: 0.1, max: 1e5, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (low, span, at) => {
        const scale = chartScale('linear', [low, low + span], [10, 300], 5);
        const value = low + at * span;
        expect(Math.abs(scale.invert(scale(value)) - value)).toBeLessThan(1e-6 * (1 + Math.abs(low) + span));
      },
    ),
  );
});

test('a single value has a stretch to stand on', () => {
  const scale = chartScale('linear', [3, 3], [0, 100], 5);
  expect(scale(3)).toBeCloseTo(50);
});

test('a logarithmic scale puts equal ratios at equal distances, and few ticks', () => {
  const scale = chartScale('log', [30, 480], [0, 400], 5);
  expect(scale(60) - scale(30)).toBeCloseTo(100);
  expect(scale(480) - scale(240)).toBeCloseTo(100);
  expect(scale.ticks.length).toBeLessThanOrEqual(6);
  expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
});

test('a logarithmic scale with values that have no logarithm is linear', () => {
  expect(chartScale('log', [0, 10], [0, 100], 5)(5)).toBeCloseTo(50);
});

test('extents leave out what is not finite', () => {
  expect(extentOf([2, Number.NaN, -1, Number.POSITIVE_INFINITY])).toEqual([-1, 2]);
  expect(extentOf([Number.NaN])).toBeUndefined();
});

test('a nice extent holds the values and does not fall below zero for values that do not', () => {
  fc.assert(
    fc.property(finite, fc.double({ min: 0.01, max: 1e5, noNaN: true }), (low, span) => {
      const [from, to] = niceExtent([low, low + span]);
      expect(from).toBeLessThanOrEqual(low);
      expect(to).toBeGreaterThanOrEqual(low + span);
      if (low >= 0) expect(from).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('numbers are written without trailing zeros', () => {
  expect([1, 0.5, 1.23456, -2.1].map(plainNumber)).toEqual(['1', '0.5', '1.235', '-2.1']);
});
