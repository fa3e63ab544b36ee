import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  breakEvenAcceptance,
  type CostModel,
  chooseDraftLength,
  expectedMsPerToken,
  expectedSpeedUp,
  expectedTokens,
  longerMayPay,
  passMs,
  runningMax,
} from './cost-model.ts';

const cost: CostModel = { targetMs: [4, 5, 7, 10, 15, 18, 20, 22], draftMs: 0.5 };
const free: CostModel = { targetMs: [4, 4, 4, 4, 4, 4, 4, 4], draftMs: 0 };

const anyCost = fc.record({
  targetMs: fc
    .array(fc.double({ min: 0.1, max: 50, noNaN: true }), { minLength: 1, maxLength: 8 })
    .map(runningMax),
  draftMs: fc.double({ min: 0, max: 5, noNaN: true }),
});
const anyConfidences = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });

describe('the time of a pass', () => {
  test('is what was measured, and a straight line beyond', () => {
    expect(passMs(cost, 1)).toBe(4);
    expect(passMs(cost, 8)).toBe(22);
    expect(passMs(cost, 10)).toBeCloseTo(22 + (2 * 18) / 7);
    expect(passMs({ targetMs: [3], draftMs: 0 }, 4)).toBe(12);
  });

  test('never falls with more tokens once the table was cleaned', () => {
    fc.assert(
      fc.property(anyCost, fc.integer({ min: 1, max: 20 }), (model, n) => {
        expect(passMs(model, n + 1)).toBeGreaterThanOrEqual(passMs(model, n));
      }),
    );
  });

  test('is refused for no tokens and for an empty table', () => {
    expect(() => passMs(cost, 0)).toThrow(RangeError);
    expect(() => passMs(cost, 1.5)).toThrow(RangeError);
    expect(() => passMs({ targetMs: [], draftMs: 0 }, 1)).toThrow(RangeError);
  });
});

test('the running maximum repairs a measurement that fell', () => {
  expect(runningMax([4, 6, 5, 9, 8.5])).toEqual([4, 6, 6, 9, 9]);
  expect(runningMax([])).toEqual([]);
});

describe('expected tokens of a round', () => {
  test('follow the formula', () => {
    expect(expectedTokens([0.5, 0.5], 0)).toBe(1);
    expect(expectedTokens([0.5, 0.4], 2)).toBeCloseTo(1 + 0.5 + 0.2);
    expect(expectedTokens([1, 1, 1], 3)).toBe(4);
  });

  test('agree with the closed form for a constant acceptance rate', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.nat({ max: 8 }), (a, k) => {
        const closed = (1 - a ** (k + 1)) / (1 - a);
        expect(expectedTokens(new Array<number>(k).fill(a), k)).toBeCloseTo(closed, 8);
      }),
    );
  });

  test('take confidences that are out of range, missing or not a number as they can only be meant', () => {
    expect(expectedTokens([2, -1, 0.5], 3)).toBe(2);
    expect(expectedTokens([Number.NaN], 1)).toBe(1);
    expect(expectedTokens([], 3)).toBe(1);
  });
});

describe('the draft length', () => {
  test('is 0 when the draft is always wrong and all of it when it is always right and free', () => {
    expect(chooseDraftLength([0, 0, 0], cost, 7)).toBe(0);
    expect(chooseDraftLength(new Array<number>(7).fill(1), free, 7)).toBe(7);
  });

  test('stops where the next token no longer pays', () => {
    expect(chooseDraftLength([0.98, 0.97, 0.1, 0.1], cost, 4)).toBe(2);
  });

  test('looks past a position that does not pay alone', () => {
    const stairs: CostModel = { targetMs: [4, 8.5, 8.5, 8.5, 8.5], draftMs: 0 };
    expect(chooseDraftLength([1, 1, 1, 1], stairs, 1)).toBe(0);
    expect(chooseDraftLength([1, 1, 1, 1], stairs, 4)).toBe(4);
  });

  test('is the smaller one on a tie', () => {
    const proportional: CostModel = { targetMs: [4, 8, 12], draftMs: 0 };
    expect(chooseDraftLength([1, 1], proportional, 2)).toBe(0);
    expect(chooseDraftLength([1, 0, 0], free, 3)).toBe(1);
  });

  test('counts guesses that are made already for every length', () => {
    // 4 + 9 ms for one token against 5 + 9 ms for 1.2: what the guess took is lost either way.
    expect(chooseDraftLength([0.2], cost, 1, 9)).toBe(1);
    expect(chooseDraftLength([0.2], cost, 1, 0)).toBe(0);
    expect(chooseDraftLength([0.2], { ...cost, draftMs: 9 }, 1)).toBe(0);
  });

  test('is never beaten by another allowed length', () => {
    fc.assert(
      fc.property(anyConfidences, anyCost, fc.nat({ max: 8 }), (confidences, model, maxDraft) => {
        const chosen = chooseDraftLength(confidences, model, maxDraft);
        const longest = Math.min(maxDraft, confidences.length);
        expect(chosen).toBeLessThanOrEqual(longest);
        const ms = expectedMsPerToken(confidences, model, chosen);
        for (let k = 0; k <= longest; k++) {
          const other = expectedMsPerToken(confidences, model, k);
          expect(ms).toBeLessThanOrEqual(other * (1 + 1e-12));
          if (k < chosen) expect(other).toBeGreaterThan(ms);
        }
        expect(expectedSpeedUp(confidences, model, chosen)).toBeGreaterThanOrEqual(1 - 1e-12);
      }),
    );
  });
});

describe('the break-even acceptance rate', () => {
  test('of one token solves 1 + a = time with / time without', () => {
    expect(breakEvenAcceptance(cost, 1)).toBeCloseTo((5 + 0.5) / 4 - 1, 6);
  });

  test('is 0 where drafting is free and null where it can never pay', () => {
    expect(breakEvenAcceptance(free, 3)).toBe(0);
    expect(breakEvenAcceptance({ targetMs: [4, 9], draftMs: 0 }, 1)).toBeNull();
  });

  test('separates gain from loss', () => {
    fc.assert(
      fc.property(anyCost, fc.integer({ min: 1, max: 8 }), (model, k) => {
        const rate = breakEvenAcceptance(model, k);
        const speedUpAt = (a: number) => expectedSpeedUp(new Array<number>(k).fill(a), model, k);
        if (rate === null) {
          expect(speedUpAt(1)).toBeLessThan(1);
          return;
        }
        expect(speedUpAt(rate)).toBeGreaterThanOrEqual(1 - 1e-9);
        if (rate > 1e-6) expect(speedUpAt(rate - 1e-6)).toBeLessThan(1);
      }),
    );
  });
});

describe('whether one more token may pay', () => {
  test('is decided as if it were kept for certain, against the best draft of what is there already', () => {
    fc.assert(
      fc.property(
        anyConfidences,
        anyCost,
        fc.double({ min: 0, max: 5, noNaN: true }),
        (before, any, guessMs) => {
          const k = before.length;
          const rates = Array.from(
            { length: k + 1 },
            (_, n) => expectedTokens(before, n) / passMs(any, n + 1),
          );
          const longer = (expectedTokens(before, k) + reachOf(before)) / (passMs(any, k + 2) + guessMs);
          fc.pre(Math.abs(longer / Math.max(...rates) - 1) > 1e-9);
          expect(longerMayPay(before, any, guessMs)).toBe(longer > Math.max(...rates));
        },
      ),
    );
  });

  test('not behind a token that is hardly ever kept, nor when a guess costs more than a pass', () => {
    expect(longerMayPay([0.05], cost)).toBe(false);
    expect(longerMayPay([0.9], cost, 0)).toBe(true);
    expect(longerMayPay([0.9], cost, 1)).toBe(false);
    expect(longerMayPay([], { ...cost, draftMs: 5 })).toBe(false);
  });
});

function reachOf(confidences: readonly number[]): number {
  return confidences.reduce((product, confidence) => product * confidence, 1);
}
