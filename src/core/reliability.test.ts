import { expect, test } from 'vitest';
import { calibrationError, Reliability } from './reliability.ts';

test('outcomes are counted by tenths of confidence, 1 among the last', () => {
  const reliability = new Reliability();
  reliability.record(0.25, true);
  reliability.record(0.25, false);
  reliability.record(1, true);
  expect(reliability.bins).toHaveLength(10);
  expect(reliability.bins[2]).toEqual({ tested: 2, accepted: 1, confidence: 0.5 });
  expect(reliability.bins[9]).toEqual({ tested: 1, accepted: 1, confidence: 1 });
});

test('the calibration error is the distance from the diagonal, weighted by guesses', () => {
  expect(calibrationError([{ tested: 0, accepted: 0, confidence: 0 }])).toBe(0);
  const bins = [
    { tested: 100, accepted: 20, confidence: 20 },
    { tested: 300, accepted: 240, confidence: 270 },
  ];
  // 0 off for 100 guesses, 0.9 − 0.8 for 300.
  expect(calibrationError(bins)).toBeCloseTo(0.075);
});
