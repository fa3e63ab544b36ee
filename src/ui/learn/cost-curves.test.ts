import { expect, test } from 'vitest';
import { breakEven, constantSpeedUp, simpleCost, speedUpCurve } from './cost-curves.ts';

test('the curve crosses 1 at the break-even', () => {
  const cost = simpleCost(0.3, 0.05);
  const at = breakEven(cost, 3);
  expect(at).not.toBeNull();
  expect(constantSpeedUp(cost, 3, at ?? 0)).toBeCloseTo(1, 6);
  const curve = speedUpCurve(cost, 3);
  expect(curve.every(([x, y]) => (x < (at ?? 0) ? y < 1 : y >= 1))).toBe(true);
});

test('where a further row costs as much as a pass, drafting never pays', () => {
  expect(breakEven(simpleCost(1, 0.1), 3)).toBeNull();
});

test('where further rows and guesses are free, everything kept means k + 1 tokens a pass', () => {
  expect(constantSpeedUp(simpleCost(0, 0), 4, 1)).toBe(5);
});
