/** Where the end of a sequence has occurred before. */
export interface Occurrence {
  /** Position of the token that followed the earlier occurrence. */
  readonly next: number;
  /** How many tokens before `next` equal the tokens at the end of the sequence. */
  readonly length: number;
}

/**
 * The places of every n-gram in a growing sequence of tokens, for `n = gram`.
 *
 * Layout: position e (1 … length) stands for the gram that ends just before token e. `head` maps the hash of a gram to
 * the last position it ended at, and `previous[e]` is the position before that with the same hash, so a walk along
 * `previous` visits all candidates from the most recent to the oldest. Longer matches are found by comparing tokens
 * backwards from a candidate, which also makes hash collisions harmless. Adding or removing a token at the end is O(1).
 */
export class NgramIndex {
  readonly #gram: number;
  readonly #tokens: number[] = [];
  readonly #head = new Map<number, number>();
  /** `previous[e]`, with -1 where the chain ends; index 0 is unused so that positions need no shift. */
  readonly #previous: number[] = [-1];

  constructor(gram: number) {
    this.#gram = gram;
  }

  /**
   * Makes the index describe `tokens`. Whatever follows the common prefix with the sequence before is taken off, then
   * the rest is appended, so a sequence that only grew costs one comparison a token and one entry a new token.
   * @returns the length of the common prefix.
   */
  sync(tokens: readonly number[]): number {
    const own = this.#tokens;
    const shorter = Math.min(own.length, tokens.length);
    let common = 0;
    while (common < shorter && own[common] === tokens[common]) common++;
    while (own.length > common) this.#pop();
    for (let i = common; i < tokens.length; i++) this.#push(tokens[i] ?? 0);
    return common;
  }

  /**
   * The longest earlier occurrence of the sequence's end, counting at most `longest` tokens; among equally long ones
   * the most recent. Undefined when not even one gram occurred before.
   */
  find(longest: number): Occurrence | undefined {
    const end = this.#tokens.length;
    let best: Occurrence | undefined;
    let next = this.#previous[end] ?? -1;
    while (next > 0) {
      const length = this.matchLength(next, longest);
      if (length >= this.#gram && length > (best?.length ?? 0)) {
        best = { next, length };
        if (length >= longest) break;
      }
      next = this.#previous[next] ?? -1;
    }
    return best;
  }

  /** How many tokens before `next` equal the tokens at the end of the sequence, counting at most `longest`. */
  matchLength(next: number, longest: number): number {
    const tokens = this.#tokens;
    const end = tokens.length;
    const limit = Math.min(longest, next);
    let length = 0;
    while (length < limit && tokens[next - 1 - length] === tokens[end - 1 - length]) length++;
    return length;
  }

  /** The token at a position, undefined behind the end. */
  tokenAt(position: number): number | undefined {
    return this.#tokens[position];
  }

  /** Adds one token at the end; the next `sync` takes it off again unless it came true. */
  append(token: number): void {
    this.#push(token);
  }

  #push(token: number): void {
    this.#tokens.push(token);
    const end = this.#tokens.length;
    if (end < this.#gram) {
      this.#previous.push(-1);
      return;
    }
    const key = this.#keyAtEnd();
    this.#previous.push(this.#head.get(key) ?? -1);
    this.#head.set(key, end);
  }

  #pop(): void {
    const before = this.#previous.pop() ?? -1;
    if (this.#tokens.length >= this.#gram) {
      const key = this.#keyAtEnd();
      if (before > 0) this.#head.set(key, before);
      else this.#head.delete(key);
    }
    this.#tokens.pop();
  }

  /** 32-bit multiplicative hash of the gram at the end of the sequence. */
  #keyAtEnd(): number {
    const end = this.#tokens.length;
    let key = 0;
    for (let i = end - this.#gram; i < end; i++) {
      key = Math.imul(key, 0x9e3779b1) + (this.#tokens[i] ?? 0) + 1;
    }
    return key | 0;
  }
}
