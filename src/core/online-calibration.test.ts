import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OnlineCalibration } from './online-calibration.ts';
import { uniform } from './rng.ts';

const priors = [0, 0.05, 0.3, 0.5, 0.9, 1];

describe('confidences', () => {
  test('are the priors while nothing is known, moved just inside 0 and 1', () => {
    const fresh = new OnlineCalibration(priors, 0.5);
    priors.forEach((prior, bucket) => {
      expect(fresh.estimate(bucket)).toBeCloseTo(Math.min(0.999, Math.max(0.001, prior)), 10);
    });
    expect(fresh.estimate(6)).toBe(0);
    expect(fresh.estimate(-1)).toBe(0);
  });

  test('stay inside (0, 1) and in the order of the priors, whatever happens', () => {
    const outcome = fc.tuple(fc.integer({ min: -1, max: 6 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 200 }), outcomes => {
        const calibration = new OnlineCalibration(priors, 0.5);
        for (const [bucket, right] of outcomes) calibration.record(bucket, right);
        const estimates = priors.map((_, bucket) => calibration.estimate(bucket));
        for (const estimate of estimates) {
          expect(estimate).toBeGreaterThan(0);
          expect(estimate).toBeLessThan(1);
        }
        expect(estimates).toEqual([...estimates].sort((a, b) => a - b));
      }),
    );
  });

  test('come close to the true rates where all priors are off in the same way', () => {
    const calibration = new OnlineCalibration([0.3, 0.6], 0.5);
    // Four times the odds of the priors: 0.63 and 0.86.
    const rates = [0.632, 0.857];
    const sums = [0, 0];
    for (let i = 0; i < 4000; i++) {
      const bucket = i % 2;
      if (i >= 400) sums[bucket] = (sums[bucket] ?? 0) + calibration.estimate(bucket) / 1800;
      calibration.record(bucket, uniform(7, i, 'target') < (rates[bucket] ?? 0));
    }
    sums.forEach((mean, bucket) => {
      expect(mean).toBeCloseTo(rates[bucket] ?? 0, 1);
    });
  });

  test('of one bucket move with outcomes of another', () => {
    const calibration = new OnlineCalibration(priors, 0.5);
    for (let i = 0; i < 10; i++) calibration.record(2, true);
    expect(calibration.estimate(3)).toBeGreaterThan(0.7);
  });
});

test('the next generation starts with the stated share of the shift', () => {
  const after = (carryOver: number) => {
    const calibration = new OnlineCalibration(priors, carryOver);
    for (let i = 0; i < 10; i++) calibration.record(3, true);
    calibration.startGeneration();
    return calibration.estimate(3);
  };
  expect(after(0)).toBeCloseTo(0.5, 10);
  expect(after(0.5)).toBeGreaterThan(0.55);
  expect(after(1)).toBeGreaterThan(after(0.5));
});
