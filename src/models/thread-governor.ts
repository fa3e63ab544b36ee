/** A pass this many times slower than the best of its size was held up. */
const heldUp = 3;
/** So many in a row, and the helpers get a rest. */
const patience = 2;
/** Passes of the first rest; each further one in a row is twice as long. */
const firstRest = 16;
const longestRest = 512;
/** What a best time grows by with every pass, so that a lucky one, or a short context, is forgotten. */
const forgetting = 1.001;

/**
 * Decides for each pass whether all threads work on it or the calling one alone. Threads meet many times a pass; when another
 * program takes a core, all of them wait for the one it stopped, and a pass can take ten times as long as on one thread
 * (the results are the same bits either way).
 */
export class ThreadGovernor {
  readonly #best = new Map<number, number>();
  #slow = 0;
  #rest = firstRest;
  #resting = 0;

  /** @param threads all there are */
  constructor(private readonly threads: number) {}

  /** Threads for the next pass: all, or 1. */
  get current(): number {
    return this.#resting > 0 ? 1 : this.threads;
  }

  /**
   * Takes note of a pass that ran on `current` threads.
   * @param tokens its size
   * @param ms how long it took
   */
  observe(tokens: number, ms: number): void {
    if (this.threads === 1) return;
    if (this.#resting > 0) {
      this.#resting -= 1;
      return;
    }
    const best = Math.min(ms, (this.#best.get(tokens) ?? Number.POSITIVE_INFINITY) * forgetting);
    this.#best.set(tokens, best);
    if (ms <= heldUp * best) {
      this.#slow = 0;
      this.#rest = firstRest;
      return;
    }
    this.#slow += 1;
    if (this.#slow < patience) return;
    this.#resting = this.#rest;
    this.#rest = Math.min(longestRest, 2 * this.#rest);
    // After a rest one slow pass is enough to rest again.
    this.#slow = patience - 1;
  }
}
