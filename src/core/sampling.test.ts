import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { misfit } from './chi-square.test-helper.ts';
import { uniform } from './rng.ts';
import { distribution, draw } from './sampling.ts';
import type { SamplingOptions } from './sampling-options.ts';

const sampling = (options: Partial<SamplingOptions>): SamplingOptions => {
  return { temperature: 1, topK: 0, topP: 1, seed: 0, ...options };
};

/** The definition, in double precision: sort, cut at k and where the share is reached, divide by what is left. */
function definition(logits: readonly number[], { temperature, topK, topP }: SamplingOptions) {
  const largest = Math.max(...logits);
  const weights = logits.map(logit => Math.exp((logit - largest) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const ranked = weights
    .map((weight, token) => ({ token, share: weight / total }))
    .sort((a, b) => b.share - a.share || a.token - b.token);
  const kept: typeof ranked = [];
  let reached = 0;
  /** How far the decisions of the cut are from going the other way. */
  let margin = 1;
  for (const entry of ranked.slice(0, topK > 0 ? topK : ranked.length)) {
    if (topP < 1 && kept.length > 0) margin = Math.min(margin, Math.abs(reached - topP));
    if (topP < 1 && kept.length > 0 && reached >= topP) break;
    kept.push(entry);
    reached += entry.share;
  }
  const probabilities = new Array<number>(logits.length).fill(0);
  for (const { token, share } of kept) probabilities[token] = share / reached;
  return { probabilities, kept: kept.map(({ token }) => token).sort((a, b) => a - b), margin };
}

const kept = (p: Float32Array) => Array.from(p.keys()).filter(token => (p[token] ?? 0) > 0);
const sum = (p: Float32Array) => p.reduce((total, value) => total + value, 0);

/** Quarters, so that ties are common and exact in single precision. */
const logits = fc.array(
  fc.integer({ min: -24, max: 24 }).map(quarters => quarters / 4),
  { minLength: 1, maxLength: 40 },
);
const settings = fc.record({
  temperature: fc.double({ min: 0.3, max: 3, noNaN: true }),
  topK: fc.oneof(fc.constant(0), fc.nat({ max: 45 })),
  topP: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  seed: fc.constant(0),
});

describe('distribution', () => {
  test('is what sorting and cutting gives, for any logits and settings', () => {
    fc.assert(
      fc.property(logits, settings, (logits, settings) => {
        const expected = definition(logits, settings);
        fc.pre(expected.margin > 1e-5); // Closer than that, single precision may cut one token earlier or later.
        const actual = distribution(Float32Array.from(logits), settings);
        expect(kept(actual)).toEqual(expected.kept);
        for (const [token, p] of expected.probabilities.entries()) expect(actual[token]).toBeCloseTo(p, 6);
      }),
      { numRuns: 2000 },
    );
  });

  test('sums to 1, also over a large vocabulary', () => {
    const large = Float32Array.from({ length: 50_000 }, (_, i) => 12 * uniform(1, i, 'target'));
    for (const options of [
      {},
      { topK: 40 },
      { topP: 0.9 },
      { topK: 1000, topP: 0.5 },
      { temperature: 0.1 },
    ]) {
      expect(sum(distribution(large, sampling(options)))).toBeCloseTo(1, 5);
    }
  });

  test('finds the cut of top-p in the flat tail of a large vocabulary', () => {
    // One token has 16 parts of 17, 2^17 others share the last part: each is below 1e-6 of the best.
    const flat = new Float32Array(1 + 2 ** 17).fill(-Math.log(2 ** 21));
    flat[0] = 0;
    expect(kept(distribution(flat, sampling({ topP: 0.94 })))).toEqual([0]);
    const more = kept(distribution(flat, sampling({ topP: 16.5 / 17 })));
    expect(Math.abs(more.length - 2 ** 16)).toBeLessThan(2 ** 16 / 100);
    expect(more).toEqual(Array.from(more.keys()));
    expect(kept(distribution(flat, sampling({ topK: 100 })))).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
  });

  test('keeps the lower ids of equally likely tokens', () => {
    const ties = Float32Array.from([1, 2, 2, 1, 2, 2]);
    expect(kept(distribution(ties, sampling({ topK: 3 })))).toEqual([1, 2, 4]);
    expect(kept(distribution(ties, sampling({ topK: 5 })))).toEqual([0, 1, 2, 4, 5]);
    expect(kept(distribution(new Float32Array(8), sampling({ topP: 0.5 })))).toEqual([0, 1, 2, 3]);
  });

  test('measures the share of top-p on the whole distribution, also when top-k cuts first', () => {
    const shares = Float32Array.from([0.4, 0.3, 0.2, 0.1], Math.log);
    expect(kept(distribution(shares, sampling({ topK: 2, topP: 0.5 })))).toEqual([0, 1]);
    expect(kept(distribution(shares, sampling({ topK: 3, topP: 0.5 })))).toEqual([0, 1]);
  });

  test('always keeps the likeliest token and at least as many as there can be', () => {
    const three = Float32Array.from([0, 5, 1]);
    expect(Array.from(distribution(three, sampling({ topP: 0 })))).toEqual([0, 1, 0]);
    expect(Array.from(distribution(three, sampling({ topK: 1 })))).toEqual([0, 1, 0]);
    expect(kept(distribution(three, sampling({ topK: 99 })))).toEqual([0, 1, 2]);
  });

  test('becomes greedy as the temperature falls and flat as it rises', () => {
    const three = Float32Array.from([0, 5, 1]);
    expect(Array.from(distribution(three, sampling({ temperature: 1e-9 })))).toEqual([0, 1, 0]);
    for (const p of distribution(three, sampling({ temperature: 1e9 }))) expect(p).toBeCloseTo(1 / 3, 6);
  });

  test.each([{}, { topK: 2 }, { topP: 0.9 }])('survives extreme logits, with %o', options => {
    const run = (...values: number[]) =>
      Array.from(distribution(Float32Array.from(values), sampling(options)));
    expect(run(3e38, -3e38, 0)).toEqual([1, 0, 0]);
    expect(run(3e38, 3e38, -3e38)).toEqual([0.5, 0.5, 0]);
    expect(run(-3e38, -3e38)).toEqual([0.5, 0.5]);
    expect(run(Number.NEGATIVE_INFINITY, 2, Number.NEGATIVE_INFINITY)).toEqual([0, 1, 0]);
    expect(run(1000, 1000, 0, 0)).toEqual([0.5, 0.5, 0, 0]);
  });

  test('leaves the logits alone', () => {
    const given = Float32Array.from([3, 1, 2]);
    distribution(given, sampling({ topK: 1, topP: 0.5 }));
    expect(Array.from(given)).toEqual([3, 1, 2]);
  });
});

describe('draw', () => {
  test('picks the token whose interval of the cumulative distribution holds the number', () => {
    // Whole weights that add up to a power of two: every interval is exact.
    const weights = fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(weights, fc.nat({ max: 4095 }), fc.nat({ max: 40 }), (some, j, place) => {
        const filler = 4096 - some.reduce((total, weight) => total + weight, 0);
        const weights = [...some.slice(0, place), filler, ...some.slice(place)];
        const below = (token: number) => weights.slice(0, token).reduce((total, weight) => total + weight, 0);
        const token = weights.findIndex((weight, i) => j < below(i) + weight);
        expect(draw(Float32Array.from(weights), j / 4096)).toEqual({ token, low: below(token) / 4096 });
      }),
      { numRuns: 1000 },
    );
  });

  test('never picks a token of weight 0, not even at the ends', () => {
    const weights = Float32Array.from([0, 0.1, 0, 0.2, 0]);
    expect(draw(weights, 0).token).toBe(1);
    expect(draw(weights, 1 - 2 ** -53).token).toBe(3);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1e-30, 0.1, 0.7, 3), { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (weights, u) => {
          fc.pre(weights.some(weight => weight > 0));
          expect(weights[draw(Float32Array.from(weights), u).token]).toBeGreaterThan(0);
        },
      ),
    );
  });

  test('does not care whether the weights are normalised', () => {
    for (const u of [0, 0.2, 0.25, 0.5, 0.99]) {
      expect(draw(Float32Array.from([1, 0, 2, 1]), u)).toEqual(draw(Float32Array.from([4, 0, 8, 4]), u));
    }
  });

  test('has nothing to choose from when every weight is 0', () => {
    expect(() => draw(new Float32Array(3), 0.5)).toThrow(RangeError);
    expect(() => draw(new Float32Array(0), 0.5)).toThrow(RangeError);
  });

  test('follows the distribution', () => {
    const p = distribution(Float32Array.from([0, 1, -2, 2, 0.5]), sampling({ temperature: 1.5 }));
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 50_000; i++) {
      const { token } = draw(p, uniform(9, i, 'target'));
      counts[token] = (counts[token] ?? 0) + 1;
    }
    expect(misfit(counts, p)).toBeLessThan(1);
    expect(misfit(counts, p.toReversed())).toBeGreaterThan(1);
  });
});
