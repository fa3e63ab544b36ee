import { growingShape } from '../../../src/core/growing-priors.ts';
import type { Tally } from './groups.ts';

/** Tries a bucket should rest on. */
const leastTries = 150;
/** Tries that the smoothed rate counts for where a bucket is split by history. */
const historyPrior = 30;

export interface Buckets {
  readonly count: number;
  /** Bucket of each group, ascending with how reliable the group is. */
  readonly ofGroup: Uint8Array;
}

/** Sorts the groups by their rate and joins neighbours into at most `most` buckets, none resting on few tries. */
export function bucketsOf(tally: Tally, most: number): Buckets {
  const rates = tally.rates();
  const sorted = [...rates.keys()].sort((a, b) => (rates[a] ?? 0) - (rates[b] ?? 0));
  const width = 1 / most;
  const ofGroup = new Uint8Array(rates.length);
  let bucket = 0;
  let tries = 0;
  let start = rates[sorted[0] ?? 0] ?? 0;
  for (const group of sorted) {
    const rate = rates[group] ?? 0;
    if (rate - start >= width && tries >= leastTries) {
      bucket++;
      tries = 0;
      start = rate;
    }
    ofGroup[group] = bucket;
    tries += tally.tried[group] ?? 0;
  }
  return { count: bucket + 1, ofGroup };
}

/**
 * Priors by bucket and number of recent hits, from counts in that layout (`[buckets, history + 1]`, flat). The rate of a
 * cell is shrunk towards what bucket and history say apart from each other (their log-odds added), and then made to
 * ascend with the bucket, and with the hits, by pooling neighbours that don't (isotonic regression).
 */
export function priorsOf(tried: Float64Array, hit: Float64Array, buckets: number, history: number): number[] {
  const wide = history + 1;
  const rate = (cells: readonly number[], towards: number, strength: number) => {
    const n = cells.reduce((sum, cell) => sum + (tried[cell] ?? 0), 0);
    const h = cells.reduce((sum, cell) => sum + (hit[cell] ?? 0), 0);
    return (h + strength * towards) / (n + strength);
  };
  const cells = Array.from({ length: buckets * wide }, (_, cell) => cell);
  const overall = rate(cells, 0.3, 1);
  const byBucket = Array.from({ length: buckets }, (_, b) =>
    rate(cells.slice(b * wide, (b + 1) * wide), overall, 5),
  );
  // How much the log-odds change with the hits: the excess of hits over what the buckets alone make expected.
  const shift = Array.from({ length: wide }, (_, h) => fitShift(tried, hit, byBucket, h, wide));
  const shrunk = cells.map(cell => {
    const both = sigmoid(logit(byBucket[Math.floor(cell / wide)] ?? overall) + (shift[cell % wide] ?? 0));
    return ((hit[cell] ?? 0) + historyPrior * both) / ((tried[cell] ?? 0) + historyPrior);
  });
  const weight = (cell: number) => (tried[cell] ?? 0) + historyPrior;
  for (let h = 0; h < wide; h++)
    ascend(
      shrunk,
      Array.from({ length: buckets }, (_, b) => b * wide + h),
      weight,
    );
  for (let b = 0; b < buckets; b++)
    ascend(
      shrunk,
      Array.from({ length: wide }, (_, h) => b * wide + h),
      weight,
    );
  return shrunk.map(value => Math.min(0.995, Math.max(0.005, value)));
}

/** The log-odds to add to the buckets' rates so that as many hits are expected as came, at `h` recent hits. By bisection. */
function fitShift(
  tried: Float64Array,
  hit: Float64Array,
  byBucket: readonly number[],
  h: number,
  wide: number,
): number {
  const came = byBucket.reduce((sum, _, b) => sum + (hit[b * wide + h] ?? 0), 0);
  const expected = (shift: number) =>
    byBucket.reduce((sum, p, b) => sum + (tried[b * wide + h] ?? 0) * sigmoid(logit(p) + shift), 0);
  let low = -4;
  let high = 4;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (expected(middle) < came) low = middle;
    else high = middle;
  }
  return byBucket.some((_, b) => (tried[b * wide + h] ?? 0) > 0) ? low : 0;
}

/** Pool adjacent violators: makes `values` ascend along `cells`, changing their weighted sum of squares least. */
function ascend(values: number[], cells: readonly number[], weight: (cell: number) => number): void {
  const pools: { mean: number; weight: number; cells: number[] }[] = [];
  for (const cell of cells) {
    let pool = { mean: values[cell] ?? 0, weight: weight(cell), cells: [cell] };
    for (let last = pools.at(-1); last !== undefined && last.mean > pool.mean; last = pools.at(-1)) {
      pools.pop();
      const both = last.weight + pool.weight;
      const mean = (last.mean * last.weight + pool.mean * pool.weight) / both;
      pool = { mean, weight: both, cells: [...last.cells, ...pool.cells] };
    }
    pools.push(pool);
  }
  for (const { mean, cells: pooled } of pools) for (const cell of pooled) values[cell] = mean;
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Priors for the classes of the growing table, made to ascend with the guess's share. */
export function growingPriorsFrom(tried: Float64Array, hit: Float64Array): number[] {
  const { shareClasses, countClasses } = growingShape;
  const perLength = shareClasses * countClasses;
  const overall = new Array<number>(perLength).fill(0).map((_, cell) => {
    let [n, h] = [2, 1];
    for (let at = cell; at < tried.length; at += perLength) {
      n += tried[at] ?? 0;
      h += hit[at] ?? 0;
    }
    return h / n;
  });
  const weight = (cell: number) => (tried[cell] ?? 0) + historyPrior;
  const values = Array.from(tried, (_, cell) => {
    const towards = overall[cell % perLength] ?? 0.3;
    return ((hit[cell] ?? 0) + historyPrior * towards) / weight(cell);
  });
  for (let start = 0; start < values.length; start += shareClasses) {
    ascend(
      values,
      Array.from({ length: shareClasses }, (_, i) => start + i),
      weight,
    );
  }
  return values;
}
