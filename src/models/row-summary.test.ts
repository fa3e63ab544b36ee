import fc from 'fast-check';
import { expect, test } from 'vitest';
import { summariseRow } from './row-summary.ts';

const logit = fc.float({ min: -30, max: 30, noNaN: true });

test('a row’s five best come in order, the lower id first on a tie, and the sum is over all', () => {
  // Few values: ties are common.
  const tied = fc.constantFrom(-2, 0, 1, 7);
  fc.assert(
    fc.property(fc.array(fc.oneof(logit, tied), { minLength: 1, maxLength: 60 }), values => {
      const logits = Float32Array.from(values);
      const ranked = [...logits.entries()].sort(([a, x], [b, y]) => y - x || a - b);
      const { argmax, top, logSumExp } = summariseRow(logits);
      expect(top.map(({ token }) => token)).toEqual(ranked.slice(0, 5).map(([token]) => token));
      expect(argmax).toBe(ranked[0]?.[0]);
      const sum = logits.reduce((total, x) => total + Math.exp(x), 0);
      expect(logSumExp).toBeCloseTo(Math.log(sum), 6);
    }),
  );
});

test.each([
  ['NaN', [1, Number.NaN, 2]],
  ['infinity', [1, Number.POSITIVE_INFINITY]],
  ['nothing', []],
])('a row with %s is refused', (_, values) => {
  expect(() => summariseRow(Float32Array.from(values))).toThrow('not finite');
});
