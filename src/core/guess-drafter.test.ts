import { describe, expect, test } from 'vitest';
import { GuessDrafter } from './guess-drafter.ts';
import type { Guess, TokenGuesser } from './token-guesser.ts';

/** Knows one text by position: after `at` tokens it guesses `text[at]`, always from bucket 0. */
class Scripted implements TokenGuesser {
  asked = 0;
  #at = 0;
  constructor(
    readonly id: string,
    readonly priors: readonly number[],
    readonly cost: number,
    private readonly text: readonly (number | undefined)[],
    readonly edge?: number,
  ) {}
  begin(context: readonly number[]): void {
    this.#at = context.length;
  }
  guess(): Guess | undefined {
    this.asked += 1;
    const token = this.text[this.#at];
    return token === undefined ? undefined : { token, bucket: 0 };
  }
  advance(): void {
    this.#at += 1;
  }
}

describe('a proposal', () => {
  test('takes the most confident guess at each step, and all go on from there', () => {
    const a = new Scripted('a', [0.4], 0, [1, 2, undefined, 4, undefined]);
    const b = new Scripted('b', [0.6], 0, [1, undefined, 3, 5, undefined]);
    const { tokens, confidences } = new GuessDrafter('both', [a, b]).propose([9], 9);
    expect(tokens).toEqual([2, 3, 5]);
    expect(confidences.map(c => Number(c.toFixed(6)))).toEqual([0.4, 0.6, 0.6]);
  });

  test('asks the dear guesser only where the cheap one is not sure', () => {
    const dear = new Scripted('dear', [0.99], 0.1, [7, 7, 7]);
    const sure = new Scripted('sure', [0.9], 0, [1, 1, undefined]);
    expect(new GuessDrafter('both', [dear, sure]).propose([], 3).tokens).toEqual([1, 1, 7]);
    expect(dear.asked).toBe(1);
  });

  test('asks the dear guesser less where further tokens of a pass cost more, and more where it has an edge', () => {
    const asks = (targetMs: readonly number[], edge?: number) => {
      const dear = new Scripted('dear', [0.9], 0.08, [7], edge);
      const unsure = new Scripted('unsure', [0.2], 0, [1]);
      new GuessDrafter('both', [dear, unsure], { targetMs }).propose([], 1);
      return dear.asked;
    };
    // edge · (1 − max(0.2, cost of a row))² against 0.08: 0.2 · 0.8² = 0.128, 0.2 · 0.5² = 0.05, 0.5 · 0.5² = 0.125.
    expect(asks([10, 11])).toBe(1);
    expect(asks([10, 15])).toBe(0);
    expect(asks([10, 15], 0.5)).toBe(1);
  });

  test('asks the dear guesser less the farther it is, for what is behind unsure tokens is hardly reached', () => {
    const dear = new Scripted('dear', [0.9], 0.08, [7, 7, 7, 7]);
    const unsure = new Scripted('unsure', [0.1], 0, [1, 1, 1, 1]);
    new GuessDrafter('both', [dear, unsure], { targetMs: [10, 10, 10, 10, 10] }).propose([], 4);
    // 0.2 · 0.9² · 0.9ⁿ: 0.16, 0.15, 0.13, 0.12 at first; the bar of a dear row would cut it sooner.
    expect(dear.asked).toBe(4);
    const short = new Scripted('dear', [0.5], 0.08, [7, 7, 7, 7]);
    new GuessDrafter('both', [short, unsure], { targetMs: [10, 10, 10, 10, 10] }).propose([], 4);
    expect(short.asked).toBe(2);
  });

  test('says what its guesses took, and what the next takes at least', () => {
    const least: (number | undefined)[] = [];
    const goOn = (_: readonly number[], guessMs?: number) => {
      least.push(guessMs);
      return true;
    };
    const dear = () => new Scripted('dear', [0.9], 0.1, [7, 7, 7]);
    const sure = new Scripted('sure', [0.9], 0, [1, undefined, 1]);
    const options = { targetMs: [10, 11, 12, 13] };
    expect(new GuessDrafter('both', [dear(), sure], options).propose([], 3, goOn).spentMs).toBeCloseTo(1);
    expect(least).toEqual([0, 0]);
    expect(new GuessDrafter('dear', [dear()], options).propose([], 3, goOn).spentMs).toBeCloseTo(3);
    expect(least.slice(2)).toEqual([1, 1]);
    expect(new GuessDrafter('dear', [dear()]).propose([], 3).spentMs).toBeUndefined();
  });

  test('ends where a further token could not pay', () => {
    const guesser = new Scripted('a', [0.5], 0, [1, 2, 3, 4]);
    const drafter = new GuessDrafter('a', [guesser]);
    expect(drafter.propose([], 4, confidences => confidences.length < 2).tokens).toEqual([1, 2]);
    expect(guesser.asked).toBe(2);
  });
});

test('every guesser learns from the text, also those whose guess was not proposed', () => {
  const right = new Scripted('right', [0.4], 0, [1, 1, 1, 1]);
  const wrong = new Scripted('wrong', [0.5], 0, [2, 2, 2, 2]);
  const drafter = new GuessDrafter('both', [right, wrong]);
  expect(drafter.propose([], 1).tokens).toEqual([2]);
  expect(drafter.propose([1], 1).tokens).toEqual([1]);
});

test('a dear guesser that is of no use is asked less and less often, and at once again when it is', () => {
  const guesser = new Scripted('dear', [0.1], 0.1, new Array<number>(200).fill(1));
  const drafter = new GuessDrafter('dear', [guesser]);
  const rounds = (from: number, count: number, used: boolean) => {
    const before = guesser.asked;
    for (let i = 0; i < count; i++) {
      const { tokens, confidences } = drafter.propose(new Array<number>(from + i).fill(2), 1);
      drafter.observe(used ? { tokens, confidences } : { tokens: [], confidences: [] });
    }
    return guesser.asked - before;
  };
  expect(rounds(0, 6, false)).toBe(6);
  const later = rounds(6, 40, false);
  expect(later).toBeGreaterThan(2);
  expect(later).toBeLessThan(12);
  rounds(46, 10, true);
  expect(rounds(56, 20, true)).toBe(20);
  drafter.reset();
  expect(rounds(0, 5, false)).toBe(5);
});

test('unusable set-ups are refused', () => {
  expect(() => new GuessDrafter('none', [])).toThrow(RangeError);
  const guesser = new Scripted('a', [0.5], 0, []);
  expect(() => new GuessDrafter('a', [guesser], { carryOver: 1.5 })).toThrow(RangeError);
});
