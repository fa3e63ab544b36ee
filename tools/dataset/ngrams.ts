import { NgramGuesser } from '../../src/core/ngram-guesser.ts';
import { type NgramContents, packNgramTable } from '../../src/core/ngram-pack.ts';
import { NgramTable } from '../../src/core/ngram-table.ts';
import { type Entries, entriesOf, type Selection, tryOut } from './ngrams/back-off.ts';
import { type Buckets, bucketsOf, priorsOf } from './ngrams/buckets.ts';
import { countContexts } from './ngrams/count.ts';
import { Evaluation } from './ngrams/evaluate.ts';
import { type Corpus, corpusOf, type Output } from './ngrams/outputs.ts';
import { prune } from './ngrams/prune.ts';

export interface BuildOptions {
  readonly vocabulary: number;
  /** Longest context, in tokens. */
  readonly longest: number;
  /** How many recent guesses refine the confidence. */
  readonly history: number;
  readonly maxBuckets: number;
  readonly maxBytes: number;
}

export const defaultOptions: BuildOptions = {
  vocabulary: 49_152,
  longest: 8,
  history: 4,
  maxBuckets: 48,
  maxBytes: 4_000_000,
};

export interface Built {
  readonly bytes: Uint8Array;
  /** Contexts counted and entries kept, by context length. */
  readonly contexts: readonly number[];
  readonly kept: readonly number[];
  readonly buckets: number;
}

/**
 * Builds one n-gram table.
 * @param counted outputs whose contexts are counted.
 * @param calibration other outputs: they decide which entries are worth their bytes, and how sure each class is.
 */
export function buildNgramTable(
  counted: readonly Output[],
  calibration: readonly Output[],
  options: BuildOptions = defaultOptions,
): Built {
  if (counted.length === 0 || calibration.length === 0) {
    throw new Error(
      `${counted.length} outputs to count and ${calibration.length} to calibrate with: both are needed`,
    );
  }
  const corpus = corpusOf(counted, options.longest);
  const held = corpusOf(calibration, options.longest);
  const orders = countContexts(corpus, options.longest);
  const entries = entriesOf(orders);
  // Room for header and priors is kept back from what the entries may take.
  const reserve = 200 + 4 * options.maxBuckets * (options.history + 1);
  const selection = prune(entries, held, options.maxBytes - reserve);
  const buckets = bucketsOf(tryOut(entries, selection, held).own, options.maxBuckets);
  const contents = contentsOf(corpus, entries, selection, buckets, options);
  const priors = calibratedPriors(packNgramTable(contents), calibration);
  return {
    bytes: packNgramTable({ ...contents, priors }),
    contexts: orders.map(({ count }) => count),
    kept: selection.counts,
    buckets: buckets.count,
  };
}

function contentsOf(
  { text }: Corpus,
  entries: Entries,
  selection: Selection,
  buckets: Buckets,
  { vocabulary, history }: BuildOptions,
): NgramContents {
  const orders = entries.orders.flatMap(({ length, end: ends }, order) => {
    const offset = entries.offsets[order] ?? 0;
    const end: number[] = [];
    const token: number[] = [];
    const bucket: number[] = [];
    for (let i = 0; i < ends.length; i++) {
      const entry = offset + i;
      if (selection.kept[entry] === 0) continue;
      end.push(ends[i] ?? 0);
      token.push(entries.token[entry] ?? 0);
      bucket.push(buckets.ofGroup[selection.group[entry] ?? 0] ?? 0);
    }
    return end.length === 0 ? [] : [{ length, end, token, bucket }];
  });
  const priors = new Array<number>(buckets.count * (history + 1)).fill(0.5);
  return { vocabulary, buckets: buckets.count, history, priors, text, orders };
}

/** Lets the packed table guess the calibration outputs as it will in use, and counts what comes true. */
function calibratedPriors(bytes: Uint8Array, calibration: readonly Output[]): number[] {
  const table = new NgramTable(bytes);
  const evaluation = new Evaluation(new NgramGuesser('calibration', table));
  for (const output of calibration) evaluation.add(output);
  return priorsOf(evaluation.tried, evaluation.hit, table.buckets, table.history);
}
