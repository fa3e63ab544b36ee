import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowCostOf, speedUpOn, stepCosts } from './machine.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });

test('where further tokens are free a certain draft brings eight tokens a pass', () => {
  expect(speedUpOn({ rowCost: 0, stepFactor: 1 }, 1, 0)).toBeCloseTo(8);
});

test('where a further token costs a pass no draft pays', () => {
  expect(speedUpOn({ rowCost: 1, stepFactor: 1 }, 0.9, 0.01)).toBe(1);
});

test('cheaper rows, cheaper steps and better guesses never make a draft slower', () => {
  fc.assert(
    fc.property(share, share, share, share, share, (a, b, c, agreement, step) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      const machine = { rowCost: c, stepFactor: 1 };
      const at = (rowCost: number) => speedUpOn({ rowCost, stepFactor: 1 }, agreement, step);
      expect(at(less)).toBeGreaterThanOrEqual(at(more) - 1e-12);
      expect(speedUpOn(machine, agreement, less)).toBeGreaterThanOrEqual(
        speedUpOn(machine, agreement, more) - 1e-12,
      );
      expect(speedUpOn(machine, more, step)).toBeGreaterThanOrEqual(speedUpOn(machine, less, step) - 1e-12);
    }),
  );
});

test('drafts that look things up are free, the others cost one part in their speed', () => {
  const arm = (id: string, speed: number) => ({ id, bytes: 0, speed });
  expect(stepCosts([arm('none', 50), arm('head', 10)])).toEqual([0, 0.1]);
});

test('the cost of a further token is the mean slope of the table', () => {
  expect(rowCostOf([10, 12, 15, 16])).toBeCloseTo(0.2);
  expect(rowCostOf([10])).toBeUndefined();
});
