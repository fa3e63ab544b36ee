/**
 * How likely a copied token is to be kept, learnt from how earlier copies fared.
 *
 * A token copied at position i of a proposal (0-based) after a match of n tokens is only ever tested when the i tokens
 * before it were kept. By then n + i tokens agree with the place it is copied from, so n + i, the *agreement*, stands
 * for match length and position in one number. Agreements fall into buckets; each bucket holds a Beta distribution
 * over the probability of being kept (kept and rejected counts), and its mean is the confidence.
 */
export class MatchConfidence {
  readonly #carryOver: number;
  readonly #kept: Float64Array = new Float64Array(buckets.length);
  readonly #rejected: Float64Array = new Float64Array(buckets.length);

  /** @param carryOver share of the learnt counts, 0…1, that {@link MatchConfidence.startGeneration} keeps. */
  constructor(carryOver: number) {
    this.#carryOver = carryOver;
  }

  /** Mean of the bucket's Beta distribution: prior counts plus what was seen. Always inside (0, 1). */
  estimate(agreement: number): number {
    const index = bucketOf(agreement);
    const kept = this.#kept[index] ?? 0;
    const seen = kept + (this.#rejected[index] ?? 0);
    const prior = buckets[index]?.prior ?? 0;
    return (prior * priorStrength + kept) / (priorStrength + seen);
  }

  /** Counts one tested token. */
  record(agreement: number, kept: boolean): void {
    const counts = kept ? this.#kept : this.#rejected;
    const index = bucketOf(agreement);
    counts[index] = (counts[index] ?? 0) + 1;
  }

  /** Fades what was learnt to its share, since the next text may be of another kind. */
  startGeneration(): void {
    for (const counts of [this.#kept, this.#rejected]) {
      for (let i = 0; i < counts.length; i++) counts[i] = (counts[i] ?? 0) * this.#carryOver;
    }
  }
}

/** How many observations the prior of a bucket is worth: few, so that one generation can overrule it. */
export const priorStrength = 6;

/**
 * Buckets by smallest agreement, each with the prior mean of being kept. The priors are our own round numbers: two equal
 * tokens say little, sixteen say that a passage is being copied. They are starting points, not measurements.
 */
export const buckets: readonly { readonly from: number; readonly prior: number }[] = [
  { from: 0, prior: 0.2 },
  { from: 2, prior: 0.3 },
  { from: 3, prior: 0.4 },
  { from: 4, prior: 0.55 },
  { from: 5, prior: 0.65 },
  { from: 7, prior: 0.75 },
  { from: 10, prior: 0.85 },
  { from: 16, prior: 0.92 },
  { from: 24, prior: 0.95 },
];

function bucketOf(agreement: number): number {
  let index = 0;
  while (index + 1 < buckets.length && agreement >= (buckets[index + 1]?.from ?? Infinity)) index++;
  return index;
}
