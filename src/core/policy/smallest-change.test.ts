import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearPolicy } from './linear-model.ts';
import { flippingChanges } from './smallest-change.ts';

const none = () => false;

test('the change lies where two lines cross', () => {
  // Arm 1 is better where 2·x₁ > 0.5 + x₁, that is from x₁ = 0.5 on.
  const policy = linearPolicy('p', { size: 2, offsets: [0, 0], weights: [0.5, 1, 0, 2] });
  const [change] = flippingChanges(x => policy.choose(x).arm, [1, 0.2], {
    fixed: i => i === 0,
    binary: none,
  });
  expect(change).toMatchObject({ feature: 1, from: 0.2, arm: 1 });
  expect(change?.to).toBeCloseTo(0.5, 3);
});

test('what is 0 or 1 only flips', () => {
  const policy = linearPolicy('p', { size: 2, offsets: [0, 0], weights: [0.5, 0, 0, 1] });
  const changes = flippingChanges(x => policy.choose(x).arm, [1, 0], {
    fixed: i => i === 0,
    binary: () => true,
  });
  expect(changes).toEqual([{ feature: 1, from: 0, to: 1, arm: 1 }]);
});

test('where no single feature decides there is no change', () => {
  expect(flippingChanges(() => 0, [0.3, 0.6], { fixed: none, binary: none })).toEqual([]);
});

test('every change found does flip the choice, and the smallest stands first', () => {
  const weight = fc.double({ min: -1, max: 1, noNaN: true });
  const value = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(weight, { minLength: 9, maxLength: 9 }),
      fc.tuple(value, value, value),
      (weights, x) => {
        const policy = linearPolicy('p', { size: 3, offsets: [0, 0, 0], weights });
        const choose = (at: readonly number[]) => policy.choose(at).arm;
        const changes = flippingChanges(choose, x, { fixed: none, binary: none });
        let last = 0;
        for (const { feature, from, to, arm } of changes) {
          expect(choose(x.map((v, i) => (i === feature ? to : v)))).toBe(arm);
          expect(arm).not.toBe(choose(x));
          expect(Math.abs(to - from)).toBeGreaterThanOrEqual(last);
          last = Math.abs(to - from);
        }
      },
    ),
  );
});
