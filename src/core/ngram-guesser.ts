import type { NgramTable } from './ngram-table.ts';
import type { Guess, TokenGuesser } from './token-guesser.ts';

/**
 * Guesses from an n-gram table: the token that followed most often after the longest context it knows.
 *
 * How sure a guess is depends on the entry (its bucket: how often the context was seen and how one-sided it was) and on
 * how many of the table's latest guesses came true: where the text follows the table it tends to go on doing so. Both
 * together index the priors, `bucket · (history + 1) + hits`.
 */
export class NgramGuesser implements TokenGuesser {
  readonly id: string;
  readonly priors: readonly number[];
  readonly #table: NgramTable;
  /** The end of the text: enough for the contexts of the guesses that are looked back on, then what was advanced. */
  #text: number[] = [];
  /** `#hits[i]`: whether the guess at `#text[i]` was right, as far as it was asked; undefined before. */
  #hits: (boolean | undefined)[] = [];
  #guess: Guess | undefined;
  #known = false;

  constructor(id: string, table: NgramTable) {
    this.id = id;
    this.priors = table.priors;
    this.#table = table;
  }

  begin(context: readonly number[]): void {
    const needed = this.#table.deepest + this.#table.history;
    this.#text = context.slice(-needed);
    this.#hits = [];
    this.#known = false;
  }

  guess(): Guess | undefined {
    if (!this.#known) {
      this.#guess = this.#lookup();
      this.#known = true;
    }
    return this.#guess;
  }

  advance(token: number): void {
    if (this.#known) this.#hits[this.#text.length] = this.#guess?.token === token;
    this.#text.push(token);
    this.#known = false;
  }

  #lookup(): Guess | undefined {
    const end = this.#text.length;
    const found = this.#table.lookup(this.#text, end);
    if (found < 0) return undefined;
    const { history } = this.#table;
    let hits = 0;
    for (let at = Math.max(0, end - history); at < end; at++) if (this.#hitAt(at)) hits++;
    return { token: found & 0xffff, bucket: (found >>> 16) * (history + 1) + hits };
  }

  /** Whether the table would have guessed the token at `at`, looked up at most once. */
  #hitAt(at: number): boolean {
    const known = this.#hits[at];
    if (known !== undefined) return known;
    const found = this.#table.lookup(this.#text, at);
    const hit = found >= 0 && (found & 0xffff) === this.#text[at];
    this.#hits[at] = hit;
    return hit;
  }
}
