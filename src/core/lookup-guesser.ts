import { NgramIndex } from './ngram-index.ts';
import type { Guess, TokenGuesser } from './token-guesser.ts';

export interface LookupOptions {
  /** Longest match that is looked for, in tokens. Default 8. */
  readonly maxNgram: number;
  /** Shortest match worth guessing from, in tokens. Default 2. */
  readonly minNgram: number;
}

/** A match is followed back at most this far; beyond it one more equal token tells nothing new. */
const longestMeasured = 32;

/**
 * Classes of agreement by their smallest, each with the share of copied tokens that were right in outputs of the
 * embedded target (tools/dataset/lookup-priors.ts on 93,000 tokens of nine kinds).
 */
export const agreementClasses: readonly { readonly from: number; readonly prior: number }[] = [
  { from: 0, prior: 0.3 },
  { from: 2, prior: 0.54 },
  { from: 3, prior: 0.62 },
  { from: 4, prior: 0.7 },
  { from: 5, prior: 0.77 },
  { from: 7, prior: 0.84 },
  { from: 10, prior: 0.9 },
  { from: 16, prior: 0.94 },
  { from: 24, prior: 0.98 },
];

/**
 * Guesses by copying: finds the longest earlier occurrence (at most `maxNgram` tokens, at least `minNgram`) of what the
 * text ends with, in prompt and output alike, and guesses what followed it there. Among equally long occurrences the
 * most recent wins. A copy may run into itself: after "a b a b" it goes on "a b a b …" for as long as asked. Where the text
 * goes another way than the copy, a new occurrence is looked for.
 *
 * How sure a guess is follows from its *agreement*: how many tokens before it equal those before the place it is copied
 * from, the ones advanced over included.
 */
export class LookupGuesser implements TokenGuesser {
  readonly id = 'lookup';
  readonly cost = 0;
  readonly priors: readonly number[] = agreementClasses.map(({ prior }) => prior);
  readonly #maxNgram: number;
  readonly #index: NgramIndex;
  /** Where the copy goes on, and how many tokens agree before that place. */
  #copy: { next: number; agreement: number } | undefined;

  /** @throws RangeError for n-gram lengths that are not whole numbers with 1 ≤ min ≤ max. */
  constructor(options: Partial<LookupOptions> = {}) {
    const { maxNgram = 8, minNgram = 2 } = options;
    if (!Number.isInteger(minNgram) || !Number.isInteger(maxNgram) || minNgram < 1 || maxNgram < minNgram) {
      throw new RangeError(
        `n-gram lengths must be whole numbers, 1 ≤ min ≤ max; got ${minNgram} and ${maxNgram}`,
      );
    }
    this.#maxNgram = maxNgram;
    this.#index = new NgramIndex(minNgram);
  }

  begin(context: readonly number[]): void {
    this.#index.sync(context);
    this.#find();
  }

  guess(): Guess | undefined {
    const copy = this.#copy;
    if (copy === undefined) return undefined;
    const token = this.#index.tokenAt(copy.next);
    return token === undefined ? undefined : { token, bucket: agreementClass(copy.agreement) };
  }

  advance(token: number): void {
    const copy = this.#copy;
    const followed = copy !== undefined && this.#index.tokenAt(copy.next) === token;
    this.#index.append(token);
    if (!followed) this.#find();
    else {
      copy.next += 1;
      copy.agreement += 1;
    }
  }

  #find(): void {
    const found = this.#index.find(this.#maxNgram);
    this.#copy = found && {
      next: found.next,
      agreement: this.#index.matchLength(found.next, longestMeasured),
    };
  }
}

function agreementClass(agreement: number): number {
  return agreementClasses.findLastIndex(({ from }) => agreement >= from);
}
