import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignment, normalisedSpeeds, prefixRate, reward } from './reward.ts';

test('each alignment reads two outputs its own way', () => {
  const target = [1, 2, 3, 4];
  const draft = [1, 2, 4, 3];
  expect(alignment('prefix', target, draft)).toBe(0.5);
  expect(alignment('rouge-l', target, draft)).toBe(0.75);
  expect(alignment('rouge-1', target, draft)).toBe(1);
  expect(alignment('rouge-2', target, draft)).toBeCloseTo(1 / 3);
});

test('the prefix rate counts against the target, whatever the length of the draft', () => {
  expect(prefixRate([1, 2], [1, 2, 3, 4])).toBe(1);
  expect(prefixRate([1, 2, 3, 4], [1, 2])).toBe(0.5);
  expect(prefixRate([1], [])).toBe(0);
  expect(prefixRate([], [])).toBe(1);
  expect(prefixRate([], [1])).toBe(0);
});

describe('speeds', () => {
  test('run from 0 for the slowest to 1 for the fastest', () => {
    expect(normalisedSpeeds([20, 10, 15])).toEqual([1, 0, 0.5]);
  });
  test('keep their order and ignore the unit', () => {
    const speeds = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(speeds, values => {
        const plain = normalisedSpeeds(values);
        const scaled = normalisedSpeeds(values.map(value => value * 8 + 3));
        plain.forEach((value, i) => {
          expect(value).toBeCloseTo(scaled[i] ?? Number.NaN, 12);
        });
        expect(Math.max(...plain)).toBe(1);
      }),
    );
  });
  test('that are equal decide nothing, and one that is none is refused', () => {
    expect(normalisedSpeeds([3, 3])).toEqual([1, 1]);
    expect(() => normalisedSpeeds([1, Infinity])).toThrow(RangeError);
  });
});

test('α trades alignment for speed', () => {
  expect(reward(1, 0.3, 0.9)).toBe(0.3);
  expect(reward(0, 0.3, 0.9)).toBe(0.9);
  expect(reward(0.75, 0.4, 0.8)).toBeCloseTo(0.5);
  expect(() => reward(1.1, 0, 0)).toThrow(RangeError);
  expect(() => reward(Number.NaN, 0, 0)).toThrow(RangeError);
});
