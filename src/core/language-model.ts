/** A value now or a promise of it: the CPU engine answers at once, a GPU answers later. */
export type MaybePromise<T> = T | Promise<T>;

/** One candidate for the next token. */
export interface ScoredToken {
  readonly token: number;
  /** Raw logit; `exp(logit - row.logSumExp)` is its probability at temperature 1. */
  readonly logit: number;
}

/** What the model says about the token that follows one position. */
export interface Row {
  /** The most likely next token. On a tie the lowest id wins. */
  readonly argmax: number;
  /** log Σ exp(logit) over the vocabulary. */
  readonly logSumExp: number;
  /** The few most likely tokens, best first. */
  readonly top: readonly ScoredToken[];
  /** All logits, shape `[vocabularySize]`; present only when the call asked for them. */
  readonly logits?: Float32Array;
}

/** What a call of {@link LanguageModel.extend} should bring back. */
export interface ExtendOptions {
  /** How many of the last tokens need a {@link Row}; 0 during prefill, all of them when verifying. */
  readonly rows: number;
  /** Also copy the full logits of those rows: needed to sample, not to decode greedily. */
  readonly logits: boolean;
  /**
   * Called at most once, when the pass is under way on another device and this thread has nothing to do but to wait for
   * it. A model that computes on the calling thread never calls it.
   */
  readonly meanwhile?: () => void;
}

/**
 * An autoregressive model with a key-value cache of one sequence.
 *
 * The cache is addressed by position: `extend(tokens, at)` writes positions `at … at + tokens.length - 1` and
 * forgets everything behind them. Rolling back rejected tokens is therefore just the next call with a smaller `at`.
 */
export interface LanguageModel {
  /** Number of token ids. */
  readonly vocabularySize: number;
  /** Most positions the cache can hold. */
  readonly contextLength: number;
  /** Most tokens one call of `extend` may verify (longer prompts are fed in chunks of this size). */
  readonly maxRows: number;
  /**
   * Runs one pass over `tokens` at positions `at …`.
   * @returns the rows of the last `options.rows` tokens, in order.
   * @throws RangeError when the tokens do not fit the context or `at` lies past what was fed so far.
   */
  extend(tokens: readonly number[], at: number, options: ExtendOptions): MaybePromise<readonly Row[]>;
}
