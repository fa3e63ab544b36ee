import { growingShape } from '../../../src/core/growing-priors.ts';
import { priorsPerClass } from '../../../src/core/history-guesser.ts';
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

/** A model of a hit rate: log-odds of the bucket plus log-odds of the circumstances (token occurs in the text, recent hits). */
export interface RateModel {
  readonly bucket: readonly number[];
  readonly circumstances: readonly number[];
}

/**
 * Fits the model to counts in the layout `[buckets, wide]`, flat: in turns each bucket's and each circumstance's number is
 * set so that as many hits are expected as came. A few made-up tries keep what was never tried near the overall rate.
 */
export function fitRates(tried: Float64Array, hit: Float64Array, buckets: number, wide: number): RateModel {
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
    // One of the circumstances is the origin; otherwise only the sum of both numbers would be determined.
    const origin = hits[wide >> 2] ?? 0;
    for (let h = 0; h < wide; h++) hits[h] = (hits[h] ?? 0) - origin;
    for (let b = 0; b < buckets; b++) {
      const cells = Array.from({ length: wide }, (_, h) => b * wide + h);
      bucket[b] = balance(cells, cell => hits[cell % wide] ?? 0, 5);
    }
  }
  return { bucket, circumstances: hits };
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
 * Priors in the layout `[buckets, 2, history + 1]`, flat, from counts in the same layout. The rate of a cell is shrunk towards the model's, and then made to
 * ascend with the bucket, with the hits, and from a token that is new to the text to one that isn't, by pooling neighbours that don't (isotonic regression).
 */
export function priorsOf(tried: Float64Array, hit: Float64Array, buckets: number, history: number): number[] {
  const wide = priorsPerClass(history);
  const model = fitRates(tried, hit, buckets, wide);
  const shrunk = Array.from({ length: buckets * wide }, (_, cell) => {
    const towards = sigmoid(
      (model.bucket[Math.floor(cell / wide)] ?? 0) + (model.circumstances[cell % wide] ?? 0),
    );
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
    for (const occurs of [0, 1]) {
      ascend(
        shrunk,
        Array.from({ length: history + 1 }, (_, hits) => b * wide + occurs * (history + 1) + hits),
        weight,
      );
    }
    for (let hits = 0; hits <= history; hits++) {
      ascend(shrunk, [b * wide + hits, b * wide + history + 1 + hits], weight);
    }
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
  const wide = priorsPerClass(history);
  const model = fitRates(tried, hit, lengths.length * perLength, wide);
  const base = model.bucket.map(sigmoid);
  const weight = (cell: number) =>
    tried.subarray(cell * wide, (cell + 1) * wide).reduce((sum, n) => sum + n, 1);
  for (let start = 0; start < base.length; start += shareClasses) {
    ascend(
      base,
      Array.from({ length: shareClasses }, (_, i) => start + i),
      weight,
    );
  }
  return {
    base: lengths.map((_, i) => base.slice(i * perLength, (i + 1) * perLength)),
    shift: model.circumstances,
  };
}
