import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PromptLookup } from './prompt-lookup.ts';

/** The definition, written for clarity: longest n first, then the most recent place, copying into itself. */
function reference(context: readonly number[], limit: number, maxNgram: number, minNgram: number): number[] {
  for (let n = maxNgram; n >= minNgram; n--) {
    for (let next = context.length - 1; next >= n; next--) {
      let same = true;
      for (let i = 1; i <= n; i++) same &&= context[next - i] === context[context.length - i];
      if (!same) continue;
      const extended = [...context];
      for (let i = 0; i < limit; i++) extended.push(extended[next + i] ?? -1);
      return extended.slice(context.length);
    }
  }
  return [];
}

/** Few different tokens, so that matches are common. */
const tokens = (maxLength: number) => fc.array(fc.nat({ max: 3 }), { maxLength });

describe('what is proposed', () => {
  test('what followed the earlier occurrence', () => {
    expect(new PromptLookup().propose([5, 6, 7, 8, 9, 5, 6], 3).tokens).toEqual([7, 8, 9]);
  });

  test('the longer match wins over the more recent one', () => {
    expect(new PromptLookup().propose([1, 2, 3, 40, 9, 2, 3, 50, 1, 2, 3], 1).tokens).toEqual([40]);
  });

  test('among equally long matches the most recent wins', () => {
    expect(new PromptLookup().propose([2, 3, 40, 9, 2, 3, 50, 8, 2, 3], 1).tokens).toEqual([50]);
  });

  test('a copy runs into itself and goes on cyclically', () => {
    expect(new PromptLookup().propose([1, 2, 1, 2], 7).tokens).toEqual([1, 2, 1, 2, 1, 2, 1]);
    expect(new PromptLookup({ minNgram: 1 }).propose([4, 4], 5).tokens).toEqual([4, 4, 4, 4, 4]);
  });

  test('nothing without a match, without a context, or when nothing is asked for', () => {
    expect(new PromptLookup().propose([1, 2, 3, 4], 4).tokens).toEqual([]);
    expect(new PromptLookup().propose([], 4).tokens).toEqual([]);
    expect(new PromptLookup().propose([1, 2, 1, 2], 0).tokens).toEqual([]);
  });

  test('no distributions, and one confidence inside (0, 1) for each token', () => {
    fc.assert(
      fc.property(tokens(40), fc.nat({ max: 9 }), (context, limit) => {
        const proposal = new PromptLookup().propose(context, limit);
        expect(proposal.distributions).toBeUndefined();
        expect(proposal.confidences).toHaveLength(proposal.tokens.length);
        for (const confidence of proposal.confidences) {
          expect(confidence).toBeGreaterThan(0);
          expect(confidence).toBeLessThan(1);
        }
      }),
    );
  });

  test('it follows the definition on every context', () => {
    fc.assert(
      fc.property(
        tokens(60),
        fc.nat({ max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat({ max: 5 }),
        (context, limit, minNgram, more) => {
          const maxNgram = minNgram + more;
          const lookup = new PromptLookup({ minNgram, maxNgram });
          expect(lookup.propose(context, limit).tokens).toEqual(
            reference(context, limit, maxNgram, minNgram),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test('an index that was extended, cut or replaced answers like a fresh one', () => {
    const edit = fc.record({ keep: fc.nat({ max: 30 }), add: tokens(12) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), edits => {
        const lookup = new PromptLookup({ minNgram: 2, maxNgram: 4 });
        let context: number[] = [];
        for (const { keep, add } of edits) {
          context = [...context.slice(0, keep), ...add];
          expect(lookup.propose(context, 5).tokens).toEqual(reference(context, 5, 4, 2));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('confidences', () => {
  const copied = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

  test('rise with the length of the match and along the proposal', () => {
    const short = new PromptLookup().propose([1, 2, 50, 51, 52, 53, 54, 1, 2], 5).confidences;
    const long = new PromptLookup().propose([...copied, 50, 51, 52, ...copied], 3).confidences;
    expect(long[0]).toBeGreaterThan(short[0] ?? 1);
    expect(short).toEqual([...short].sort((a, b) => a - b));
    expect(short[4]).toBeGreaterThan(short[0] ?? 1);
  });

  test('move towards the observed rate', () => {
    const lookup = new PromptLookup();
    const context = [1, 2, 50, 51, 1, 2];
    const ask = () => lookup.propose(context, 1);
    const before = ask().confidences[0] ?? 0;
    for (let i = 0; i < 60; i++) lookup.observe(ask(), 1, 1);
    const high = ask().confidences[0] ?? 0;
    for (let i = 0; i < 600; i++) lookup.observe(ask(), 1, 0);
    const low = ask().confidences[0] ?? 1;
    expect(high).toBeGreaterThan(0.9);
    expect(high).toBeGreaterThan(before);
    expect(low).toBeLessThan(before);
  });

  test('come to agree with the rate at which an unreliable copy is kept', () => {
    const lookup = new PromptLookup();
    for (let i = 0; i < 400; i++) {
      lookup.observe(lookup.propose([1, 2, 50, 51, 1, 2], 1), 1, i % 5 < 2 ? 1 : 0);
    }
    expect(lookup.propose([1, 2, 50, 51, 1, 2], 1).confidences[0]).toBeCloseTo(0.4, 1);
  });

  test('learn from the text where a proposal was not tested', () => {
    const lookup = new PromptLookup();
    const start = [1, 2, 50, 51, 52, 1, 2];
    const before = lookup.propose(start, 4).confidences[0] ?? 1;
    lookup.observe({ tokens: [], confidences: [] }, 0, 0);
    lookup.propose([...start, 99], 4);
    const after = lookup.propose(start, 4).confidences[0] ?? 1;
    expect(after).toBeLessThan(before);
  });

  test.each([
    { round: 'ended in a rejection', accepted: 1, text: [50, 99] },
    { round: 'kept a proposal that had been cut short', accepted: 2, text: [50, 51, 99] },
  ])('count each outcome once, whether or not a round that $round was reported', ({ accepted, text }) => {
    const start = [1, 2, 50, 51, 52, 53, 1, 2];
    const told = new PromptLookup();
    const { tokens, confidences } = told.propose(start, 4);
    told.observe({ tokens: tokens.slice(0, 2), confidences: confidences.slice(0, 2) }, 2, accepted);
    const untold = new PromptLookup();
    untold.propose(start, 4);
    for (const lookup of [told, untold]) lookup.propose([...start, ...text], 4);
    expect(told.propose(start, 4)).toEqual(untold.propose(start, 4));
    expect(told.propose(start, 4)).not.toEqual(new PromptLookup().propose(start, 4));
  });

  test('ignore reports on proposals of somebody else', () => {
    const lookup = new PromptLookup();
    const context = [1, 2, 50, 51, 1, 2];
    const own = lookup.propose(context, 2);
    lookup.observe({ tokens: [7, 7], confidences: [0.5, 0.5] }, 2, 2);
    expect(lookup.propose(context, 2)).toEqual(own);
  });

  test('keep the stated share of what was learnt for the next generation, none with share 0', () => {
    const context = [1, 2, 50, 51, 1, 2];
    const fresh = new PromptLookup().propose(context, 1).confidences[0] ?? 0;
    const afterOne = (carryOver: number) => {
      const lookup = new PromptLookup({ carryOver });
      for (let i = 0; i < 20; i++) lookup.observe(lookup.propose(context, 1), 1, 1);
      lookup.reset();
      return lookup.propose(context, 1).confidences[0] ?? 0;
    };
    expect(afterOne(0)).toBe(fresh);
    expect(afterOne(0.5)).toBeGreaterThan(fresh);
    expect(afterOne(1)).toBeGreaterThan(afterOne(0.5));
  });
});

test('unusable options are refused', () => {
  expect(() => new PromptLookup({ minNgram: 0 })).toThrow(RangeError);
  expect(() => new PromptLookup({ minNgram: 4, maxNgram: 3 })).toThrow(RangeError);
  expect(() => new PromptLookup({ maxNgram: 2.5 })).toThrow(RangeError);
  expect(() => new PromptLookup({ carryOver: 1.5 })).toThrow(RangeError);
});
