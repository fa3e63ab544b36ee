import type { LanguageModel, Row } from '../core/language-model.ts';
import { messageOf } from '../core/message-of.ts';
import { attentionOnly, type CacheDescription, refuseCache } from './cache-kind.ts';

/** One thing the self-test found. */
export interface SelfTestFinding {
  readonly id: 'cache' | 'rows' | 'logits' | 'consistency' | 'rollback' | 'failed';
  /** `refused`: speculative decoding would write wrong text. `note`: it works, with a difference worth knowing. */
  readonly severity: 'refused' | 'note';
  /** What is wrong, with the numbers that matter, as a sentence. */
  readonly cause: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** How far rows of passes over several tokens lie from those of passes over one token each. */
export interface Consistency {
  readonly positions: number;
  /** Largest difference of a logit. */
  readonly maxDifference: number;
  /** Largest difference as a share of the row's standard deviation of logits. */
  readonly relative: number;
  /** Positions where the most likely token differs. */
  readonly flips: number;
}

/** What {@link selfTest} says. */
export interface SelfTestReport {
  /** Whether the model can be the target (or a draft) of speculative decoding. */
  readonly ok: boolean;
  readonly findings: readonly SelfTestFinding[];
  /** Missing when the test ended before it. */
  readonly consistency?: Consistency;
}

/** Options of {@link selfTest}. */
export interface SelfTestOptions {
  /** What is known of the cache by names; refused before anything is run. */
  readonly cache?: CacheDescription;
  /** Ids of a text to test with; spread over the vocabulary when left out. At least 8 are used, at most 16. */
  readonly tokens?: readonly number[];
}

const most = 16;
const fewest = 8;
/** Differences below this share of the logits' standard deviation are rounding. */
const rounding = 1e-3;
/** Rows that differ by more than this share are rows of something else. */
const otherRow = 0.5;

const otherModel = 'Use another export of the model, or another model.';

/**
 * Checks what speculative decoding relies on: that a pass gives a row for each of its tokens, that these rows are those of
 * single passes, and that going back to an earlier position leaves nothing of what was rejected. Takes some 50 tokens'
 * time. The cache holds the test's tokens afterwards: start again at position 0.
 */
export async function selfTest(model: LanguageModel, options: SelfTestOptions = {}): Promise<SelfTestReport> {
  const refused = options.cache === undefined ? undefined : refuseCache(options.cache);
  if (refused !== undefined) {
    return {
      ok: false,
      findings: [{ id: 'cache', severity: 'refused', cause: refused, remedy: attentionOnly }],
    };
  }
  const findings: SelfTestFinding[] = [];
  let consistency: Consistency | undefined;
  try {
    const tokens = testTokens(model, options.tokens);
    await allRows(model, tokens);
    consistency = await compareRows(model, tokens);
    findings.push(...judge(consistency));
    findings.push(...(await rollback(model, tokens)));
  } catch (error) {
    if (error instanceof Refusal) findings.push(error.finding);
    else {
      findings.push(finding('failed', `the model could not be run: ${messageOf(error)}`, otherModel));
    }
  }
  const ok = findings.every(({ severity }) => severity !== 'refused');
  return { ok, findings, ...(consistency === undefined ? {} : { consistency }) };
}

const finding = (
  id: SelfTestFinding['id'],
  cause: string,
  remedy: string,
  severity: SelfTestFinding['severity'] = 'refused',
): SelfTestFinding => ({ id, severity, cause, remedy });

/** Ends the test: what follows would say nothing. */
class Refusal extends Error {
  constructor(readonly finding: SelfTestFinding) {
    super(finding.cause);
  }
}

function testTokens(model: LanguageModel, given: readonly number[] = []): number[] {
  const { vocabularySize, contextLength } = model;
  const count = Math.min(most, contextLength - 1);
  if (count < fewest) throw new Error(`its context of ${contextLength} tokens is too short`);
  const possible = given.filter(token => Number.isInteger(token) && token >= 0 && token < vocabularySize);
  if (possible.length >= fewest) return possible.slice(0, count);
  // The golden ratio spreads them evenly, and no two neighbours are alike.
  return Array.from({ length: count }, (_, i) => Math.floor((((i + 1) * 0.618034) % 1) * vocabularySize));
}

/** Three tokens in, three rows out, each with all its logits. */
async function allRows(model: LanguageModel, tokens: readonly number[]): Promise<void> {
  const rows = await model.extend(tokens.slice(0, 3), 0, { rows: 3, logits: true });
  if (rows.length !== 3) {
    const cause =
      `3 tokens went in and ${rows.length} ${rows.length === 1 ? 'row' : 'rows'} came out: ` +
      'the model gives logits for its last token only, so it cannot verify a proposal in one pass';
    throw new Refusal(finding('rows', cause, 'Use an export that gives logits for all tokens.'));
  }
  for (const row of rows) logitsOf(row, model.vocabularySize);
}

/** A row's logits, checked. */
function logitsOf(row: Row | undefined, vocabularySize: number): Float32Array {
  const logits = row?.logits;
  if (row === undefined || logits === undefined) {
    throw new Refusal(finding('logits', 'logits were asked for and none came back', otherModel));
  }
  if (logits.length !== vocabularySize) {
    const cause = `a row has ${logits.length} logits for a vocabulary of ${vocabularySize}`;
    throw new Refusal(finding('logits', cause, otherModel));
  }
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) {
    if (!Number.isFinite(logit)) {
      const cause =
        'a logit is not a finite number: the weights are damaged, or a format overflows on this device';
      throw new Refusal(finding('logits', cause, 'Use a format with a wider range (q4 instead of q4f16).'));
    }
    largest = Math.max(largest, logit);
  }
  if (logits[row.argmax] !== largest) {
    const cause = `token ${row.argmax} is said to be the most likely one, but others have a larger logit`;
    throw new Refusal(finding('logits', cause, otherModel));
  }
  return logits;
}

/** The same tokens in passes of one and in passes of several. */
async function compareRows(model: LanguageModel, tokens: readonly number[]): Promise<Consistency> {
  const single: Row[] = [];
  for (const [at, token] of tokens.entries()) {
    single.push(...(await model.extend([token], at, { rows: 1, logits: true })));
  }
  const together: Row[] = [];
  const sizes = [2, 5, 8, 4].map(size => Math.min(size, model.maxRows));
  for (let at = 0, pass = 0; at < tokens.length; pass++) {
    const chunk = tokens.slice(at, at + (sizes[pass % sizes.length] ?? 1));
    together.push(...(await model.extend(chunk, at, { rows: chunk.length, logits: true })));
    at += chunk.length;
  }
  return difference(single, together, model.vocabularySize);
}

/** Compares rows pair by pair. */
function difference(first: readonly Row[], second: readonly Row[], vocabularySize: number): Consistency {
  if (first.length !== second.length) {
    const cause = `${first.length} rows came out one by one and ${second.length} together`;
    throw new Refusal(finding('rows', cause, otherModel));
  }
  let [maxDifference, relative, flips] = [0, 0, 0];
  first.forEach((row, i) => {
    const [a, b] = [logitsOf(row, vocabularySize), logitsOf(second[i], vocabularySize)];
    let [most, sum, squares] = [0, 0, 0];
    a.forEach((logit, token) => {
      most = Math.max(most, Math.abs(logit - (b[token] ?? Number.NaN)));
      sum += logit;
      squares += logit * logit;
    });
    const deviation = Math.sqrt(Math.max(0, squares / a.length - (sum / a.length) ** 2));
    maxDifference = Math.max(maxDifference, most);
    if (most > 0) relative = Math.max(relative, most / Math.max(deviation, 1e-9));
    if (row.argmax !== second[i]?.argmax) flips += 1;
  });
  return { positions: first.length, maxDifference, relative, flips };
}

function judge({ positions, maxDifference, relative, flips }: Consistency): SelfTestFinding[] {
  const size = `logits differ by up to ${maxDifference.toPrecision(2)}`;
  if (relative > otherRow && flips > positions / 4) {
    const cause =
      `passes over several tokens give other rows than passes over one: ${size}, ` +
      `and the most likely token at ${flips} of ${positions} positions`;
    return [finding('consistency', cause, otherModel)];
  }
  if (maxDifference === 0) return [];
  const flipped =
    flips === 0
      ? `the most likely token is the same at all ${positions} positions`
      : `the most likely token differs at ${flips} of ${positions} positions`;
  const cause = `rounding depends on the number of tokens in a pass: ${size}; ${flipped}`;
  const remedy =
    'Nothing needs to be done. Where two tokens are nearly equally likely, greedy text may differ from plain decoding.';
  return [finding('consistency', cause, remedy, 'note')];
}

/** Feeds tokens in passes as long as the model takes, and wants nothing back. */
async function feed(model: LanguageModel, tokens: readonly number[], at: number): Promise<void> {
  for (let i = 0; i < tokens.length; i += model.maxRows) {
    await model.extend(tokens.slice(i, i + model.maxRows), at + i, { rows: 0, logits: false });
  }
}

/** A tail after the text, the same once more, and again after other tokens, more of them, were in its place. */
async function rollback(model: LanguageModel, tokens: readonly number[]): Promise<SelfTestFinding[]> {
  const keep = tokens.length >> 1;
  const [head, tail] = [tokens.slice(0, keep), tokens.slice(keep, keep + 3)];
  const { vocabularySize } = model;
  const run = async (): Promise<readonly Row[]> => {
    return model.extend(tail, keep, { rows: tail.length, logits: true });
  };
  const fresh = async (): Promise<readonly Row[]> => {
    await feed(model, head, 0);
    return run();
  };
  const first = await fresh();
  const noise = difference(first, await fresh(), vocabularySize);
  const rejected = tokens.slice(keep).map(token => (token + 1) % vocabularySize);
  await feed(model, rejected, keep);
  const again = difference(first, await run(), vocabularySize);
  if (again.relative <= Math.max(rounding, 2 * noise.relative)) return [];
  const cause =
    `after ${rejected.length} rejected tokens the model says something else than without them (logits differ by up to ` +
    `${again.maxDifference.toPrecision(2)}): its cache cannot be rolled back`;
  return [finding('rollback', cause, 'Use a model whose layers are all attention, or another export of it.')];
}
