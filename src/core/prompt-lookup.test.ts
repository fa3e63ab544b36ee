import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { promptLookup } from './prompt-lookup.ts';

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
    expect(promptLookup().propose([5, 6, 7, 8, 9, 5, 6], 3).tokens).toEqual([7, 8, 9]);
  });

  test('the longer match wins over the more recent one', () => {
    expect(promptLookup().propose([1, 2, 3, 40, 9, 2, 3, 50, 1, 2, 3], 1).tokens).toEqual([40]);
  });

  test('among equally long matches the most recent wins', () => {
    expect(promptLookup().propose([2, 3, 40, 9, 2, 3, 50, 8, 2, 3], 1).tokens).toEqual([50]);
  });

  test('a copy runs into itself and goes on cyclically', () => {
    expect(promptLookup().propose([1, 2, 1, 2], 7).tokens).toEqual([1, 2, 1, 2, 1, 2, 1]);
    expect(promptLookup({ minNgram: 1 }).propose([4, 4], 5).tokens).toEqual([4, 4, 4, 4, 4]);
  });

  test('nothing without a match, without a context, or when nothing is asked for', () => {
    expect(promptLookup().propose([1, 2, 3, 4], 4).tokens).toEqual([]);
    expect(promptLookup().propose([], 4).tokens).toEqual([]);
    expect(promptLookup().propose([1, 2, 1, 2], 0).tokens).toEqual([]);
  });

  test('no distributions, and one confidence inside (0, 1) for each token', () => {
    fc.assert(
      fc.property(tokens(40), fc.nat({ max: 9 }), (context, limit) => {
        const proposal = promptLookup().propose(context, limit);
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
          const lookup = promptLookup({ minNgram, maxNgram });
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
        const lookup = promptLookup({ minNgram: 2, maxNgram: 4 });
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
    const short = promptLookup().propose([1, 2, 50, 51, 52, 53, 54, 1, 2], 5).confidences;
    const long = promptLookup().propose([...copied, 50, 51, 52, ...copied], 3).confidences;
    expect(long[0]).toBeGreaterThan(short[0] ?? 1);
    expect(short).toEqual([...short].sort((a, b) => a - b));
    expect(short[4]).toBeGreaterThan(short[0] ?? 1);
  });

  test('move towards what the text does after the same ending', () => {
    const lookup = promptLookup();
    const start = [1, 2, 50, 51, 1, 2];
    const before = lookup.propose(start, 1).confidences[0] ?? 0;
    const see = (times: number, next: number) => {
      for (let i = 0; i < times; i++) {
        lookup.propose(start, 1);
        lookup.propose([...start, next], 0);
      }
      return lookup.propose(start, 1).confidences[0] ?? 0;
    };
    const high = see(60, 50);
    const low = see(200, 99);
    expect(high).toBeGreaterThan(before + 0.2);
    expect(low).toBeLessThan(before - 0.1);
  });

  test('learn from the text where a proposal was not tested, and from a rejection', () => {
    const start = [1, 2, 50, 51, 52, 1, 2];
    const fresh = promptLookup().propose(start, 4).confidences;
    for (const text of [[99], [50, 99]]) {
      const lookup = promptLookup();
      lookup.propose(start, 4);
      lookup.propose([...start, ...text], 4);
      const [first = 1] = lookup.propose(start, 4).confidences;
      if (text.length === 1) expect(first).toBeLessThan(fresh[0] ?? 0);
      else expect(first).not.toBe(fresh[0]);
    }
  });

  test('keep the stated share of what was learnt for the next generation, none with share 0', () => {
    const context = [1, 2, 50, 51, 1, 2];
    const fresh = promptLookup().propose(context, 1).confidences[0] ?? 0;
    const afterOne = (carryOver: number) => {
      const lookup = promptLookup({ carryOver });
      for (let i = 0; i < 20; i++) {
        lookup.propose(context, 1);
        lookup.propose([...context, 50], 0);
      }
      lookup.reset();
      return lookup.propose(context, 1).confidences[0] ?? 0;
    };
    expect(afterOne(0)).toBe(fresh);
    expect(afterOne(0.5)).toBeGreaterThan(fresh);
    expect(afterOne(1)).toBeGreaterThan(afterOne(0.5));
  });
});

test('unusable options are refused', () => {
  expect(() => promptLookup({ minNgram: 0 })).toThrow(RangeError);
  expect(() => promptLookup({ minNgram: 4, maxNgram: 3 })).toThrow(RangeError);
  expect(() => promptLookup({ maxNgram: 2.5 })).toThrow(RangeError);
  expect(() => promptLookup({ carryOver: 1.5 })).toThrow(RangeError);
});
