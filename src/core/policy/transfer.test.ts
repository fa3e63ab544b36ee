import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanSpeedUp, possibleSaving, savingRatio, transferPriors, transferSpeedUp } from './transfer.ts';

const flat = [10, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 10.7];
const usual = [6.48, 7.99, 9.19, 10.5, 12.9, 14.6, 16.6, 18.4];
const steep = [4, 8, 12, 16, 20, 24, 28, 32];

describe('what a machine lets a draft save', () => {
  test('is most where further tokens cost nothing, and nothing where each costs a pass', () => {
    expect(possibleSaving(flat)).toBeGreaterThan(possibleSaving(usual));
    expect(possibleSaving(usual)).toBeGreaterThan(0.3);
    expect(possibleSaving(steep)).toBe(0);
  });

  test('does not depend on how fast the machine is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), speed => {
        expect(possibleSaving(usual.map(ms => ms * speed))).toBeCloseTo(possibleSaving(usual), 9);
      }),
    );
  });
});

describe('a speed-up on another machine', () => {
  test('is the same on the same machine, and on the way there and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), speedUp => {
        expect(transferSpeedUp(speedUp, savingRatio(usual, usual))).toBeCloseTo(speedUp, 9);
        const there = transferSpeedUp(speedUp, savingRatio(usual, flat));
        if (there < 9) expect(transferSpeedUp(there, savingRatio(flat, usual))).toBeCloseTo(speedUp, 6);
      }),
    );
  });

  test('keeps the order of drafts, stays above 1 where it was, and is finite', () => {
    const speed = fc.double({ min: 0.5, max: 50, noNaN: true });
    fc.assert(
      fc.property(speed, speed, fc.double({ min: 0, max: 20, noNaN: true }), (a, b, ratio) => {
        const [low, high] = [transferSpeedUp(Math.min(a, b), ratio), transferSpeedUp(Math.max(a, b), ratio)];
        expect(low).toBeLessThanOrEqual(high);
        expect(Number.isFinite(high)).toBe(true);
        expect(low >= 1).toBe(Math.min(a, b) >= 1);
      }),
    );
  });

  test('is 1 where drafting cannot save anything', () => {
    expect(transferSpeedUp(1.4, savingRatio(usual, steep))).toBe(1);
  });
});

describe('the priors of a policy on another machine', () => {
  const means = [1, 0.2, 0.5];
  const arms = [
    { id: 'none', prior: 1, priorWeights: [0, 0, 0] },
    { id: 'tables', prior: 1.2, priorWeights: [0.1, 0.3, -0.1] },
    { id: 'slow', prior: 0.9, priorWeights: [0, 0.1, 0] },
  ];

  test('are what they were on the same one', () => {
    for (const [i, arm] of transferPriors(arms, means, 1).entries()) {
      expect(arm.prior).toBeCloseTo(arms[i]?.prior ?? 0, 6);
      for (const [j, weight] of arm.priorWeights.entries()) {
        expect(weight).toBeCloseTo(arms[i]?.priorWeights[j] ?? 0, 3);
      }
    }
  });

  test('move each arm’s mean as a speed-up moves, and its differences between prompts along', () => {
    const moved = transferPriors(arms, means, 0.4);
    for (const [i, arm] of moved.entries()) {
      const before = arms[i];
      if (before === undefined) throw new Error('an arm was added');
      expect(meanSpeedUp(arm, means)).toBeCloseTo(transferSpeedUp(meanSpeedUp(before, means), 0.4), 9);
    }
    const [, tables] = moved;
    expect(tables?.priorWeights[1]).toBeGreaterThan(0);
    expect(tables?.priorWeights[1]).toBeLessThan(0.3);
    expect(moved[0]).toMatchObject({ id: 'none', prior: 1 });
  });
});
