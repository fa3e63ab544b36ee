import type { SamplingOptions } from './sampling-options.ts';

/**
 * The distribution that the sampling settings make of a row of logits: temperature, then the k most likely, then the
 * smallest set whose probability reaches `topP`, renormalised. The same on target and draft.
 * @param logits shape `[vocabularySize]`
 * @param sampling with temperature > 0
 * @returns probabilities, shape `[vocabularySize]`, summing to 1
 */
export function distribution(logits: Float32Array, sampling: SamplingOptions): Float32Array {
  const { temperature, topK, topP } = sampling;
  const probabilities = new Float32Array(logits.length);
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > largest) largest = logit;
  let total = 0;
  for (let i = 0; i < logits.length; i++) {
    const weight = Math.exp(((logits[i] ?? 0) - largest) / temperature);
    probabilities[i] = weight;
    total += weight;
  }
  if (topK > 0 || topP < 1) total = keepLikeliest(probabilities, total, topK, topP);
  for (let i = 0; i < probabilities.length; i++) probabilities[i] = (probabilities[i] ?? 0) / total;
  return probabilities;
}

/** Sets all but the likeliest weights to zero and returns the sum of those kept. Ties: the lower id stays. */
function keepLikeliest(weights: Float32Array, total: number, topK: number, topP: number): number {
  // Below 1e-6 of the best, weights only matter when nearly everything is kept.
  const few: number[] = [];
  for (let i = 0; i < weights.length; i++) if ((weights[i] ?? 0) > 1e-6) few.push(i);
  const rank = (ids: number[]) => ids.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  const limit = topK > 0 ? Math.min(topK, weights.length) : weights.length;
  // A sum rounded up must not cut what 1 keeps.
  const mass = topP < 1 ? topP * total : Number.POSITIVE_INFINITY;
  let ranked = rank(few);
  let kept = cut(weights, ranked, limit, mass);
  if (kept === undefined) {
    ranked = rank(Array.from(weights.keys()));
    kept = cut(weights, ranked, limit, mass) ?? ranked.length;
  }
  const values = ranked.slice(0, kept).map(i => [i, weights[i] ?? 0] as const);
  weights.fill(0);
  let sum = 0;
  for (const [i, weight] of values) {
    weights[i] = weight;
    sum += weight;
  }
  return sum;
}

/** How many of `ranked` to keep: at most `limit`, until their weight reaches `mass`; undefined when it never does. */
function cut(
  weights: Float32Array,
  ranked: readonly number[],
  limit: number,
  mass: number,
): number | undefined {
  let sum = 0;
  for (const [count, i] of ranked.entries()) {
    if (count === limit) return limit;
    sum += weights[i] ?? 0;
    if (sum >= mass) return count + 1;
  }
  return ranked.length >= limit ? limit : undefined;
}

/** One token drawn by inverting the cumulative distribution. */
export interface Draw {
  readonly token: number;
  /** Cumulative probability below the token: its interval is [low, low + p). */
  readonly low: number;
}

/**
 * Draws from `weights` (not necessarily normalised) with the uniform number `u` in [0, 1).
 * @throws RangeError when all weights are zero
 */
export function draw(weights: Float32Array, u: number): Draw {
  let total = 0;
  for (const weight of weights) total += weight;
  const target = u * total;
  let low = 0;
  let last: Draw | undefined;
  for (let token = 0; token < weights.length; token++) {
    const weight = weights[token] ?? 0;
    if (weight <= 0) continue;
    last = { token, low: low / total };
    low += weight;
    if (target < low) return last;
  }
  if (last === undefined) throw new RangeError('nothing to draw from: every weight is zero');
  return last;
}
