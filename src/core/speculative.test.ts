import { describe, expect, test } from 'vitest';
import { rowOf } from './decode.test-helper.ts';
import type { Proposal } from './drafter.ts';
import type { Row } from './language-model.ts';
import { uniform } from './rng.ts';
import { distribution, draw } from './sampling.ts';
import { greedy, type SamplingOptions } from './sampling-options.ts';
import { verify } from './speculative.ts';

const size = 5;

const sampled = (options: Partial<SamplingOptions>): SamplingOptions => {
  return { temperature: 1, topK: 0, topP: 1, seed: 0, ...options };
};

describe('a round', () => {
  /** A row whose favourite is `token`. */
  const favours = (token: number) =>
    rowOf(Float32Array.from({ length: size }, (_, i) => (i === token ? 2 : i / 10)));
  const propose = (...tokens: number[]): Proposal => ({ tokens, confidences: tokens.map(() => 0.7) });
  const rows = [favours(3), favours(1), favours(4)];
  const outcome = (proposal: Proposal, sampling = greedy) => {
    const seen = verify(proposal, rows.slice(0, proposal.tokens.length + 1), sampling, 9);
    return {
      verdicts: seen.proposed.map(({ verdict }) => verdict),
      states: seen.emitted.map(({ state }) => state),
      tokens: seen.emitted.map(({ token }) => token),
      counts: [seen.tested, seen.accepted],
    };
  };

  test('with everything kept ends with a bonus', () => {
    expect(outcome(propose(3, 1))).toEqual({
      verdicts: ['accepted', 'accepted'],
      states: ['accepted', 'accepted', 'bonus'],
      tokens: [3, 1, 4],
      counts: [2, 2],
    });
  });

  test('ends at the first rejection with a correction, and tests nothing behind it', () => {
    expect(outcome(propose(2, 1))).toEqual({
      verdicts: ['rejected', 'untested'],
      states: ['correction'],
      tokens: [3],
      counts: [1, 0],
    });
    expect(outcome(propose(3, 0))).toEqual({
      verdicts: ['accepted', 'rejected'],
      states: ['accepted', 'correction'],
      tokens: [3, 1],
      counts: [2, 1],
    });
  });

  test('without a proposal is plain decoding', () => {
    expect(outcome(propose())).toEqual({ verdicts: [], states: ['plain'], tokens: [3], counts: [0, 0] });
  });

  test('when greedy, reports probabilities at temperature 1 and acceptance 1 or 0', () => {
    const { proposed, emitted } = verify(propose(3, 0), rows, greedy, 9);
    const p = distribution(favours(3).logits ?? new Float32Array(), sampled({}))[3] ?? 0;
    expect(proposed[0]).toMatchObject({ q: 1, acceptance: 1, confidence: 0.7 });
    expect(proposed[0]?.p).toBeCloseTo(p, 6);
    expect(proposed[1]).toMatchObject({ q: 1, acceptance: 0, verdict: 'rejected' });
    expect(proposed[0]).not.toHaveProperty('draw');
    expect(emitted[0]?.p).toBeCloseTo(p, 6);
    expect(emitted[0]).toMatchObject({ top: rows[0]?.top, logSumExp: rows[0]?.logSumExp });
  });

  test('when greedy, has no p for a token that is not among the best', () => {
    const wide = rowOf(Float32Array.from([5, 4, 3, 2, 1, 0]));
    const [tested] = verify(propose(5), [wide, wide], greedy, 0).proposed;
    expect(tested).toMatchObject({ verdict: 'rejected', acceptance: 0 });
    expect(tested).not.toHaveProperty('p');
  });

  test('takes the draws of target-only decoding, whatever a point mass proposed', () => {
    for (let seed = 0; seed < 200; seed++) {
      const sampling = sampled({ seed });
      const own = rows.map(
        (row, i) =>
          draw(distribution(row.logits ?? new Float32Array(), sampling), uniform(seed, 9 + i, 'target'))
            .token,
      );
      for (const proposal of [propose(), propose(3, 1), propose(0, 0), propose(own[0] ?? 0, own[1] ?? 0)]) {
        const { tokens } = outcome(proposal, sampling);
        expect(tokens).toEqual(own.slice(0, tokens.length));
      }
      expect(outcome(propose(own[0] ?? 0, own[1] ?? 0), sampling).counts).toEqual([2, 2]);
    }
  });

  test('keeps whatever was drawn from p itself, and after a rejection finds a token even where p − q leaves none', () => {
    const p = distribution(favours(3).logits ?? new Float32Array(), sampled({}));
    // As if rounding had lifted q above p everywhere: nothing is left of p − q, though the token may be rejected.
    const q = p.map(value => value * 1.25);
    const seen = new Set<string>();
    for (let seed = 0; seed < 100; seed++) {
      const { proposed, emitted } = verify({ ...propose(3), distributions: [q] }, rows, sampled({ seed }), 0);
      seen.add(proposed[0]?.verdict ?? '');
      expect(emitted[0]?.token === 3).toBe(proposed[0]?.verdict === 'accepted');
      const same = verify({ ...propose(3), distributions: [p] }, rows, sampled({ seed }), 0);
      expect(same.proposed[0]).toMatchObject({ acceptance: 1, verdict: 'accepted' });
    }
    expect(seen).toEqual(new Set(['accepted', 'rejected']));
  });

  test('cannot be sampled without the logits', () => {
    const bare: Row = { argmax: 0, logSumExp: 0, top: [] };
    expect(() => verify(propose(), [bare], sampled({}), 0)).toThrow('logits');
    expect(verify(propose(), [bare], greedy, 0).emitted[0]?.token).toBe(0);
  });

  test('draw and acceptance agree at the very edge of a point mass', () => {
    for (let seed = 0; seed < 20_000; seed++) {
      // The logit of the number that will be drawn: p of token 0 is that number, give or take one rounding.
      const u = uniform(seed, 0, 'target');
      const row = rowOf(Float32Array.from([Math.log(u / (1 - u)), 0]));
      const proposal: Proposal = { tokens: [0], confidences: [1] };
      const [tested] = verify(proposal, [row, row], sampled({ seed }), 0).proposed;
      const accepted = (tested?.draw ?? 2) < (tested?.acceptance ?? -1);
      expect(tested?.verdict).toBe(accepted ? 'accepted' : 'rejected');
    }
  });
});
