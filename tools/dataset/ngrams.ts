import { priorsPerClass } from '../../src/core/history-guesser.ts';
import { NgramGuesser } from '../../src/core/ngram-guesser.ts';
import { type NgramContents, packNgramTable } from '../../src/core/ngram-pack.ts';
import { NgramTable } from '../../src/core/ngram-table.ts';
import { type Entries, entriesOf, type Selection, tryOut } from './ngrams/back-off.ts';
import { type Buckets, bucketsOf, priorsOf } from './ngrams/buckets.ts';
import { countContexts } from './ngrams/count.ts';
import { Evaluation } from './ngrams/evaluate.ts';
import { groupCount, Tally } from './ngrams/groups.ts';
import { corpusOf, type Output, shareOf } from './ngrams/outputs.ts';
import { applyRule, ruleFor, Worth } from './ngrams/prune.ts';

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

/** Outputs are dealt into this many parts; a table of all but one part is tried on that part. */
const parts = 8;
/** Parts are tried until they hold this many tokens: enough to calibrate with. */
const enoughTokens = 150_000;

/**
 * Builds one n-gram table of all `outputs`. What is worth keeping and how sure each class of entries is comes from
 * cross-validation: tables of most outputs, tried on the others.
 */
export function buildNgramTable(outputs: readonly Output[], options: BuildOptions = defaultOptions): Built {
  const folds = foldsOf(outputs);
  if (folds.length === 0)
    throw new Error(`${outputs.length} outputs are too few to build a table and try it`);
  const worth = new Worth(options.longest);
  for (const { counted, tried } of folds) {
    worth.add(
      entriesOf(countContexts(corpusOf(counted, options.longest), options.longest)),
      corpusOf(tried, options.longest),
    );
  }
  const corpus = corpusOf(outputs, options.longest);
  const entries = entriesOf(countContexts(corpus, options.longest));
  // Room for header and priors is kept back from what the entries may take.
  const reserve = 200 + 4 * options.maxBuckets * priorsPerClass(options.history);
  const rule = ruleFor(entries, worth.values(), options.maxBytes - reserve);
  const groups = groupCount(options.longest);
  const trial = { own: new Tally(groups), shorter: new Tally(groups) };
  const pruned = folds.map(({ counted, tried }) => {
    const part = corpusOf(counted, options.longest);
    const partEntries = entriesOf(countContexts(part, options.longest));
    const selection = applyRule(partEntries, rule);
    tryOut(partEntries, selection, corpusOf(tried, options.longest), trial);
    // Only what is kept stays in memory.
    return { tried, text: part.text, orders: keptOf(partEntries, selection) };
  });
  const buckets = bucketsOf(trial.own, options.maxBuckets);
  const cells = buckets.count * priorsPerClass(options.history);
  const counts = { tried: new Float64Array(cells), hit: new Float64Array(cells) };
  for (const { tried, text, orders } of pruned) {
    addCounts(packNgramTable(contentsOf(text, orders, buckets, options)), tried, counts);
  }
  const priors = priorsOf(counts.tried, counts.hit, buckets.count, options.history);
  const selection = applyRule(entries, rule);
  return {
    bytes: packNgramTable({
      ...contentsOf(corpus.text, keptOf(entries, selection), buckets, options),
      priors,
    }),
    contexts: entries.orders.map(({ count }) => count),
    kept: selection.counts,
    buckets: buckets.count,
  };
}

interface Fold {
  readonly counted: readonly Output[];
  readonly tried: readonly Output[];
}

function foldsOf(outputs: readonly Output[]): Fold[] {
  const partOf = (output: Output) => Math.floor(shareOf(`part ${output.id}`) * parts);
  const folds: Fold[] = [];
  let tokens = 0;
  for (let part = 0; part < parts && tokens < enoughTokens; part++) {
    const tried = outputs.filter(output => partOf(output) === part);
    const counted = outputs.filter(output => partOf(output) !== part);
    if (tried.length === 0 || counted.length === 0) continue;
    folds.push({ counted, tried });
    tokens += tried.reduce((sum, output) => sum + output.tokens.length, 0);
  }
  return folds;
}

/** The kept entries of one context length: where the context ends, what follows, and the group that decides the bucket. */
interface Kept {
  readonly length: number;
  readonly end: Int32Array;
  readonly token: Uint16Array;
  readonly group: Int32Array;
}

function keptOf(entries: Entries, selection: Selection): Kept[] {
  return entries.orders.flatMap(({ length, end: ends }, order) => {
    const count = selection.counts[order] ?? 0;
    if (count === 0) return [];
    const offset = entries.offsets[order] ?? 0;
    const kept = {
      length,
      end: new Int32Array(count),
      token: new Uint16Array(count),
      group: new Int32Array(count),
    };
    let at = 0;
    for (let i = 0; i < ends.length; i++) {
      const entry = offset + i;
      if (selection.kept[entry] === 0) continue;
      kept.end[at] = ends[i] ?? 0;
      kept.token[at] = entries.token[entry] ?? 0;
      kept.group[at++] = selection.group[entry] ?? 0;
    }
    return [kept];
  });
}

/** A table of these entries; the priors are still to be measured. */
function contentsOf(
  text: Uint16Array,
  kept: readonly Kept[],
  buckets: Buckets,
  { vocabulary, history }: BuildOptions,
): NgramContents {
  const orders = kept.map(({ length, end, token, group }) => ({
    length,
    end,
    token,
    bucket: Uint8Array.from(group, g => buckets.ofGroup[g] ?? 0),
  }));
  const priors = new Array<number>(buckets.count * priorsPerClass(history)).fill(0.5);
  return { vocabulary, buckets: buckets.count, history, priors, text, orders };
}

/** Lets a packed table guess outputs as it will in use, and counts what comes true. */
function addCounts(
  bytes: Uint8Array,
  outputs: readonly Output[],
  counts: { readonly tried: Float64Array; readonly hit: Float64Array },
): void {
  const evaluation = new Evaluation(new NgramGuesser('calibration', new NgramTable(bytes)));
  for (const output of outputs) evaluation.agree(output);
  counts.tried.forEach((n, cell) => {
    counts.tried[cell] = n + (evaluation.tried[cell] ?? 0);
    counts.hit[cell] = (counts.hit[cell] ?? 0) + (evaluation.hit[cell] ?? 0);
  });
}
