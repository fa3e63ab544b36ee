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

/** A model of a hit rate: log-odds of the bucket plus log-odds of how many of the latest guesses were hits. */
export interface RateModel {
  readonly bucket: readonly number[];
  readonly hits: readonly number[];
}

/**
 * Fits the model to counts in the layout `[buckets, history + 1]`, flat: in turns each bucket's and each history's number is
 * set so that as many hits are expected as came. A few made-up tries keep what was never tried near the overall rate.
 */
export function fitRates(
  tried: Float64Array,
  hit: Float64Array,
  buckets: number,
  history: number,
): RateModel {
  const wide = history + 1;
  const total = tried.reduce((sum, n) => sum + n, 0);
  const overall = logit((hit.reduce((sum, n) => sum + n, 0) + 1) / (total + 2));
  const bucket = new Array<number>(buckets).fill(overall);
  const hits = new Array<number>(wide).fill(0);
  const balance = (cells: readonly number[], rest: (cell: number) => number, madeUp: number) => {
    const came = cells.reduce((sum, cell) => sum + (hit[cell] ?? 0), madeUp * sigmoid(overall));
    return solve(
      x =>
        cells.reduce(
          (sum, cell) => sum + (tried[cell] ?? 0) * sigmoid(x + rest(cell)),
          madeUp * sigmoid(x + rest(cells[0] ?? 0)),
        ) - came,
    );
  };
  for (let round = 0; round < 12; round++) {
    for (let h = 0; h < wide; h++) {
      const cells = Array.from({ length: buckets }, (_, b) => b * wide + h);
      if (cells.some(cell => (tried[cell] ?? 0) > 0)) {
        hits[h] = balance(cells, cell => bucket[Math.floor(cell / wide)] ?? 0, 0);
      }
    }
    // The middle of the history is the origin; otherwise only the sum of both numbers would be determined.
    const origin = hits[history >> 1] ?? 0;
    for (let h = 0; h < wide; h++) hits[h] = (hits[h] ?? 0) - origin;
    for (let b = 0; b < buckets; b++) {
      const cells = Array.from({ length: wide }, (_, h) => b * wide + h);
      bucket[b] = balance(cells, cell => hits[cell % wide] ?? 0, 5);
    }
  }
  return { bucket, hits };
}

/** Where an ascending function crosses 0, within ±8, by bisection. */
function solve(f: (x: number) => number): number {
  let low = -8;
  let high = 8;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Priors by bucket and number of recent hits, flat. The rate of a cell is shrunk towards the model's, and then made to
 * ascend with the bucket, and with the hits, by pooling neighbours that don't (isotonic regression).
 */
export function priorsOf(tried: Float64Array, hit: Float64Array, buckets: number, history: number): number[] {
  const wide = history + 1;
  const model = fitRates(tried, hit, buckets, history);
  const shrunk = Array.from({ length: buckets * wide }, (_, cell) => {
    const towards = sigmoid((model.bucket[Math.floor(cell / wide)] ?? 0) + (model.hits[cell % wide] ?? 0));
    return ((hit[cell] ?? 0) + historyPrior * towards) / ((tried[cell] ?? 0) + historyPrior);
  });
  const weight = (cell: number) => (tried[cell] ?? 0) + historyPrior;
  for (let h = 0; h < wide; h++) {
    ascend(
      shrunk,
      Array.from({ length: buckets }, (_, b) => b * wide + h),
      weight,
    );
  }
  for (let b = 0; b < buckets; b++) {
    ascend(
      shrunk,
      Array.from({ length: wide }, (_, h) => b * wide + h),
      weight,
    );
  }
  return shrunk.map(value => Math.min(0.995, Math.max(0.005, value)));
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

/** The numbers of growing-priors.ts, from counts by class and history: rates of the classes, and the history's log-odds. */
export function growingRatesFrom(
  tried: Float64Array,
  hit: Float64Array,
): { base: number[][]; shift: readonly number[] } {
  const { lengths, shareClasses, countClasses, history } = growingShape;
  const perLength = shareClasses * countClasses;
  const model = fitRates(tried, hit, lengths.length * perLength, history);
  const base = model.bucket.map(sigmoid);
  const weight = (cell: number) =>
    tried.subarray(cell * (history + 1), (cell + 1) * (history + 1)).reduce((sum, n) => sum + n, 1);
  for (let start = 0; start < base.length; start += shareClasses) {
    ascend(
      base,
      Array.from({ length: shareClasses }, (_, i) => start + i),
      weight,
    );
  }
  return { base: lengths.map((_, i) => base.slice(i * perLength, (i + 1) * perLength)), shift: model.hits };
}
