import { describe, expect, test } from 'vitest';
import { misfit } from './chi-square.test-helper.ts';
import { rowOf } from './decode.test-helper.ts';
import type { Proposal } from './drafter.ts';
import type { Row } from './language-model.ts';
import { uniform } from './rng.ts';
import { distribution, draw } from './sampling.ts';
import type { SamplingOptions } from './sampling-options.ts';
import { verify } from './speculative.ts';
import { markovRule, ToyDrafter, type ToyRule } from './toy-model.ts';

const size = 5;
const targetRule = remembered(markovRule(size, 2, 21));
const draftRule = remembered(markovRule(size, 1, 22));
const start = [0, 1];

/** Computes each context's value once. */
function remembered<T>(rule: (context: readonly number[]) => T): (context: readonly number[]) => T {
  const known = new Map<string, T>();
  return context => {
    const key = context.slice(-2).join();
    const value = known.get(key) ?? rule(context);
    known.set(key, value);
    return value;
  };
}

const targetRow = remembered(context => rowOf(targetRule(context)));

function rowsAfter(context: readonly number[], proposal: Proposal): Row[] {
  return Array.from({ length: proposal.tokens.length + 1 }, (_, i) =>
    targetRow([...context, ...proposal.tokens.slice(0, i)]),
  );
}

const sampled = (options: Partial<SamplingOptions>): SamplingOptions => {
  return { temperature: 1, topK: 0, topP: 1, seed: 0, ...options };
};

/** Settings on the target's side, and on the draft's side where it samples. */
const plain = sampled({});
const warm = sampled({ temperature: 1.4 });
const cold = sampled({ temperature: 0.6 });
const few = sampled({ topK: 3 });
const nucleus = sampled({ temperature: 0.8, topP: 0.8 });
const both = sampled({ temperature: 1.2, topK: 4, topP: 0.85 });

type Propose = (context: readonly number[], limit: number, seed: number) => Proposal;

/** Drafts by drawing from a rule and hands over its distributions. */
const stochastic =
  (rule: ToyRule, sampling: SamplingOptions): Propose =>
  (context, limit, seed) =>
    new ToyDrafter(rule, { ...sampling, seed }).propose(context, limit);

/** Drafts the token that ranks `place`-th with the rule (0 = likeliest), without distributions. */
const pointMass = (rule: ToyRule, place: number): Propose => {
  const choose = remembered(context => rowOf(rule(context)).top[place]?.token ?? 0);
  return (context, limit) => {
    const tokens: number[] = [];
    for (let i = 0; i < limit; i++) tokens.push(choose([...context, ...tokens]));
    return { tokens, confidences: tokens.map(() => 0.5) };
  };
};

type Rule = (
  proposal: Proposal,
  rows: readonly Row[],
  sampling: SamplingOptions,
  position: number,
) => { readonly emitted: readonly { readonly token: number }[] };

/** Runs rounds of 3 drafted tokens until two tokens are out, once for each seed; how often each pair came. */
function countPairs(rule: Rule, propose: Propose, sampling: SamplingOptions, runs: number): number[] {
  const counts = new Array<number>(size * size).fill(0);
  for (let seed = 0; seed < runs; seed++) {
    const context = [...start];
    while (context.length < start.length + 2) {
      const proposal = propose(context, 3, seed);
      const { emitted } = rule(proposal, rowsAfter(context, proposal), { ...sampling, seed }, context.length);
      context.push(...emitted.map(({ token }) => token));
    }
    const cell = (context[start.length] ?? 0) * size + (context[start.length + 1] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}

/** The target's exact odds of each pair. */
function pairOdds(sampling: SamplingOptions): number[] {
  const first = distribution(targetRule(start), sampling);
  return Array.from(first).flatMap((p, token) =>
    Array.from(distribution(targetRule([...start, token]), sampling), next => p * next),
  );
}

/** Sums out the second token. */
const firstOf = (pairs: readonly number[]) =>
  Array.from({ length: size }, (_, token) =>
    pairs.slice(token * size, (token + 1) * size).reduce((sum, value) => sum + value, 0),
  );

const runs = 12_000;

function worstMisfit(rule: Rule, propose: Propose, sampling: SamplingOptions): number {
  const pairs = countPairs(rule, propose, sampling, runs);
  const odds = pairOdds(sampling);
  return Math.max(misfit(pairs, odds), misfit(firstOf(pairs), firstOf(odds)));
}

const pointMasses: readonly (readonly [string, Propose, SamplingOptions])[] = [
  ['its own favourite', pointMass(targetRule, 0), plain],
  ["another rule's favourite, with top-k and top-p", pointMass(draftRule, 0), both],
  ["another rule's least likely token", pointMass(draftRule, size - 1), warm],
];

const draws: readonly (readonly [string, Propose, SamplingOptions])[] = [
  ['another rule', stochastic(draftRule, plain), plain],
  ['a warmer draft under a colder target', stochastic(draftRule, warm), cold],
  ['a colder draft of the same rule', stochastic(targetRule, cold), warm],
  ['top-k on both sides', stochastic(draftRule, sampled({ topK: 2 })), few],
  ['top-p on both sides', stochastic(draftRule, sampled({ topP: 0.6 })), nucleus],
  ['all settings on both sides', stochastic(draftRule, sampled({ topK: 3, topP: 0.9 })), both],
];

describe('the first two emitted tokens together follow the target exactly', () => {
  test.each(pointMasses)('when the draft is a point mass: %s', (_, propose, sampling) => {
    expect(worstMisfit(verify, propose, sampling)).toBeLessThan(1);
  });

  test.each(draws)('when the draft is drawn: %s', (_, propose, sampling) => {
    expect(worstMisfit(verify, propose, sampling)).toBeLessThan(1);
  });
});

describe('the test notices a wrong rule', () => {
  /** One proposed token, decided by a rule that is wrong in one place. */
  const wrong =
    (keep: 'always' | 'p' | 'p/q', rest: 'p' | 'p - q'): Rule =>
    (proposal, rows, sampling, position) => {
      const [token] = proposal.tokens;
      const logits = rows[0]?.logits;
      if (token === undefined || logits === undefined) throw new Error('nothing to decide');
      const p = distribution(logits, sampling);
      const q = proposal.distributions?.[0] ?? p.map((_, i) => (i === token ? 1 : 0));
      const ratio = (p[token] ?? 0) / (keep === 'p' ? 1 : (q[token] ?? 1));
      if (keep === 'always' || uniform(sampling.seed, position, 'target') < ratio)
        return { emitted: [{ token }] };
      const residual = rest === 'p' ? p : p.map((value, i) => Math.max(0, value - (q[i] ?? 0)));
      return { emitted: [draw(residual, uniform(sampling.seed, position, 'residual'))] };
    };

  test('and passes the right one written down once more', () => {
    expect(worstMisfit(wrong('p/q', 'p - q'), stochastic(draftRule, plain), plain)).toBeLessThan(1);
    expect(worstMisfit(wrong('p/q', 'p - q'), pointMass(draftRule, 0), both)).toBeLessThan(1);
  });

  test.each([
    ['that accepts always', wrong('always', 'p')],
    ['that draws from p after a rejection', wrong('p/q', 'p')],
    ['that accepts with p instead of p/q', wrong('p', 'p - q')],
  ] as const)('%s, when the draft is drawn', (_, rule) => {
    expect(worstMisfit(rule, stochastic(draftRule, plain), plain)).toBeGreaterThan(1);
  });

  test.each([
    ['that accepts always', wrong('always', 'p')],
    ['that draws from p after a rejection', wrong('p/q', 'p')],
  ] as const)('%s, when the draft is a point mass', (_, rule) => {
    expect(worstMisfit(rule, pointMass(draftRule, 0), both)).toBeGreaterThan(1);
  });
});

describe('what is reported of a sampled round', () => {
  test.each([...pointMasses, ...draws])('p, q, acceptance and draw explain each verdict: %s', (...test) => {
    const [, propose, sampling] = test;
    for (let seed = 0; seed < 300; seed++) {
      const proposal = propose(start, 3, seed);
      const seen = verify(proposal, rowsAfter(start, proposal), { ...sampling, seed }, start.length);
      for (const [i, tested] of seen.proposed.entries()) {
        expect(tested.token).toBe(proposal.tokens[i]);
        expect(tested.confidence).toBe(0.5);
        if (i >= seen.tested) {
          expect(tested).toEqual({ token: tested.token, confidence: 0.5, verdict: 'untested' });
          continue;
        }
        const p = distribution(targetRule([...start, ...proposal.tokens.slice(0, i)]), sampling);
        const q = proposal.distributions?.[i]?.[tested.token] ?? 1;
        expect(tested.p).toBe(p[tested.token]);
        expect(tested.q).toBe(q);
        expect(tested.acceptance).toBe(Math.min(1, (p[tested.token] ?? 0) / q));
        const accepted = (tested.draw ?? 2) < (tested.acceptance ?? -1);
        expect(tested.verdict).toBe(accepted ? 'accepted' : 'rejected');
        expect(seen.emitted[i]?.token === tested.token).toBe(accepted);
        expect(seen.emitted[i]?.p).toBe(p[seen.emitted[i]?.token ?? -1]);
      }
    }
  });

  test.each(draws)('tokens are accepted as often as p and q overlap: %s', (_, propose, sampling) => {
    let accepted = 0;
    let p: Float32Array = new Float32Array();
    let q: Float32Array = new Float32Array();
    for (let seed = 0; seed < runs; seed++) {
      const proposal = propose(start, 1, seed);
      const rows = rowsAfter(start, proposal);
      accepted += verify(proposal, rows, { ...sampling, seed }, start.length).accepted;
      p = distribution(targetRule(start), sampling);
      q = Float32Array.from(proposal.distributions?.[0] ?? []);
    }
    const overlap = p.reduce((sum, value, i) => sum + Math.min(value, q[i] ?? 0), 0);
    expect(overlap).toBeLessThan(0.95);
    const deviations = (accepted - runs * overlap) / Math.sqrt(runs * overlap * (1 - overlap));
    expect(Math.abs(deviations)).toBeLessThan(3.9);
  });

  test('the draw of a point mass is uniform, like any other', () => {
    const counts = new Array<number>(20).fill(0);
    for (let seed = 0; seed < runs; seed++) {
      const proposal: Proposal = { tokens: [2], confidences: [0.5] };
      const seen = verify(proposal, rowsAfter(start, proposal), sampled({ seed }), start.length);
      const bin = Math.floor((seen.proposed[0]?.draw ?? -1) * 20);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    expect(misfit(counts, new Array<number>(20).fill(1 / 20))).toBeLessThan(1);
  });
});
