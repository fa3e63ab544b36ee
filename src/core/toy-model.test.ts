import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { greedy } from './sampling-options.ts';
import { markovRule, ToyDrafter, ToyModel } from './toy-model.ts';

const tokens = (minLength: number, maxLength: number) =>
  fc.array(fc.nat({ max: 6 }), { minLength, maxLength });

describe('a Markov rule', () => {
  test('depends on the last `order` tokens and on nothing before them', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 }), tokens(0, 5), tokens(0, 5), tokens(3, 3), (order, one, other, last) => {
        const rule = markovRule(7, order, 11);
        const tail = last.slice(3 - order);
        expect(rule([...one, ...tail])).toEqual(rule([...other, ...tail]));
      }),
    );
  });

  test('says something else after other tokens, for other seeds, and within its spread', () => {
    const rule = markovRule(7, 2, 11, 5);
    expect(rule([1, 2])).not.toEqual(rule([2, 1]));
    expect(rule([1, 2])).not.toEqual(markovRule(7, 2, 12, 5)([1, 2]));
    expect(Math.max(...rule([1, 2]))).toBeLessThan(5);
    expect(Math.min(...rule([1, 2]))).toBeGreaterThanOrEqual(0);
    expect(rule([])).toHaveLength(7);
  });
});

describe('a toy model', () => {
  const rule = markovRule(7, 2, 5);
  const wanted = { rows: 1, logits: true };

  test('gives the same rows in one pass, in many, and after a roll-back', () => {
    fc.assert(
      fc.property(tokens(1, 12), tokens(0, 5), fc.nat({ max: 11 }), (text, wrong, split) => {
        const cut = Math.min(split, text.length - 1);
        const whole = new ToyModel(7, 32, rule);
        const rows = whole.extend(text, 0, { rows: text.length, logits: true });
        expect(rows.map(row => row.logits)).toEqual(text.map((_, i) => rule(text.slice(0, i + 1))));
        const pieces = new ToyModel(7, 32, rule);
        pieces.extend([...text.slice(0, cut), ...wrong], 0, { rows: 0, logits: false });
        const rest = text.slice(cut);
        expect(pieces.extend(rest, cut, { rows: rest.length, logits: true })).toEqual(rows.slice(cut));
        expect(pieces.passes).toBe(2);
      }),
    );
  });

  test('describes a row: lowest id of the likeliest, candidates best first, log Σ exp', () => {
    const tied = new ToyModel(7, 32, () => Float32Array.from([0, 2, 1, 2, -1, 0, 0]));
    const [row] = tied.extend([3], 0, { rows: 1, logits: false });
    expect(row?.argmax).toBe(1);
    expect(row?.top.map(({ token }) => token)).toEqual([1, 3, 2, 0, 5]);
    expect(row?.logSumExp).toBeCloseTo(Math.log(2 * Math.E ** 2 + Math.E + Math.exp(-1) + 3), 6);
    expect(row?.logits).toBeUndefined();
  });

  test('refuses tokens that leave a gap or do not fit', () => {
    const model = new ToyModel(7, 4, rule);
    expect(() => model.extend([1], 1, wanted)).toThrow(RangeError);
    model.extend([1, 2, 3, 4], 0, wanted);
    expect(() => model.extend([5], 4, wanted)).toThrow(RangeError);
    expect(model.extend([5], 3, wanted)).toHaveLength(1);
    expect(() => model.extend([6, 6, 6, 6, 6], 0, wanted)).toThrow(RangeError);
  });
});

test('a toy drafter proposes as many tokens as asked, each with the distribution it was drawn from', () => {
  const rule = markovRule(7, 1, 3);
  const drafter = new ToyDrafter(rule, { ...greedy, temperature: 0.7, topK: 3, seed: 8 });
  const proposal = drafter.propose([1, 2], 4);
  expect(proposal.tokens).toHaveLength(4);
  expect(proposal.confidences).toHaveLength(4);
  for (const [i, token] of proposal.tokens.entries()) {
    const q = proposal.distributions?.[i];
    expect(q?.[token]).toBeGreaterThan(0);
    expect(q?.filter(value => value > 0)).toHaveLength(3);
  }
  expect(drafter.propose([1, 2], 4)).toEqual(proposal);
  expect(drafter.propose([1, 2], 0).tokens).toEqual([]);
});
