import { expect, test } from 'vitest';
import { nearest, stopAfterKey, valuesAt } from './line-reading.ts';

test('the pointer reads the nearest stop, the earlier one in the middle', () => {
  const stops = [1, 2, 4, 8];
  expect([-5, 1.4, 1.5, 3.1, 100].map(value => nearest(stops, value))).toEqual([0, 0, 0, 2, 3]);
});

test('keys go through the stops, a tenth of them at a time by page, and stay inside', () => {
  const after = (key: string, at: number) => stopAfterKey(key, at, 30);
  expect(after('ArrowRight', -1)).toBe(0);
  expect(after('ArrowLeft', 0)).toBe(0);
  expect(after('PageUp', 4)).toBe(7);
  expect(after('PageDown', 4)).toBe(1);
  expect(after('End', 4)).toBe(29);
  expect(after('Home', 4)).toBe(0);
  expect(after('a', 4)).toBeUndefined();
  expect(stopAfterKey('End', -1, 0)).toBeUndefined();
});

test('a line without a number at a stop is left out there', () => {
  const series = [
    {
      name: 'a',
      points: [
        [1, 10],
        [2, 20],
      ] as const,
    },
    {
      name: 'b',
      points: [
        [1, Number.NaN],
        [3, 30],
      ] as const,
    },
  ];
  expect(valuesAt(series, 1)).toEqual([{ index: 0, value: 10 }]);
  expect(valuesAt(series, 3)).toEqual([{ index: 1, value: 30 }]);
});
