import type { Guess, TokenGuesser } from './token-guesser.ts';

/**
 * A guesser by context whose confidence depends on three things: the class of the guess (what a lookup knows about it),
 * whether the guessed token occurs in the text already (texts repeat their own words), and how many of the latest guesses
 * came true (where a text follows what the guesser knows it tends to go on doing so). Together they index the priors:
 * `(class · 2 + occurs) · (history + 1) + hits`.
 *
 * Guesses that nobody asked for are looked up once they are needed, so that the count depends on the text alone.
 */
export abstract class HistoryGuesser implements TokenGuesser {
  readonly id: string;
  readonly cost = 0;
  /** Shape `[classes, 2, history + 1]`, flat. */
  readonly priors: readonly number[];
  readonly #reach: number;
  readonly #history: number;
  /** The end of the text: enough for the contexts of the guesses that are looked back on, then what was advanced. */
  #text: number[] = [];
  /** `#hits[i]`: whether the guess at `#text[i]` was right, as far as it is known. */
  #hits: (boolean | undefined)[] = [];
  /** Every token of the text. */
  #occurring = new Set<number>();
  #guess: Guess | undefined;
  #known = false;

  /**
   * @param reach tokens of the longest context.
   * @param history how many of the latest guesses count.
   */
  constructor(id: string, priors: readonly number[], reach: number, history: number) {
    this.id = id;
    this.priors = priors;
    this.#reach = reach;
    this.#history = history;
  }

  /** The guess after the tokens before `text[end]`, with its class as the bucket. */
  protected abstract lookup(text: readonly number[], end: number): Guess | undefined;

  /** To be called when lookups would come out otherwise than before. */
  protected forget(): void {
    this.#hits = [];
    this.#known = false;
  }

  begin(context: readonly number[]): void {
    this.#text = context.slice(-(this.#reach + this.#history));
    this.#occurring = new Set(context);
    this.forget();
  }

  guess(): Guess | undefined {
    if (!this.#known) {
      const found = this.lookup(this.#text, this.#text.length);
      this.#guess = found && {
        token: found.token,
        bucket:
          (found.bucket * 2 + (this.#occurring.has(found.token) ? 1 : 0)) * (this.#history + 1) +
          this.#countHits(),
      };
      this.#known = true;
    }
    return this.#guess;
  }

  advance(token: number): void {
    if (this.#known) this.#hits[this.#text.length] = this.#guess?.token === token;
    this.#text.push(token);
    this.#occurring.add(token);
    this.#known = false;
  }

  #countHits(): number {
    const end = this.#text.length;
    let hits = 0;
    for (let at = Math.max(0, end - this.#history); at < end; at++) {
      const hit = this.#hits[at] ?? this.lookup(this.#text, at)?.token === this.#text[at];
      this.#hits[at] = hit;
      if (hit) hits++;
    }
    return hits;
  }
}

/** Priors that a class of guesses has: for each whether the token occurs in the text, and for each number of hits. */
export function priorsPerClass(history: number): number {
  return 2 * (history + 1);
}
