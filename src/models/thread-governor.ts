/** So many usual passes may be lost before the helpers get a rest. */
const patience = 10;
/** Passes of the first rest; each further one soon after is twice as long. */
const firstRest = 16;
const longestRest = 256;
/** So many passes on all threads, and the next rest is a first one. */
const recovery = 64;
/** Weight of the last pass in what one thread alone is thought to take. */
const newest = 1 / 16;
/** What a best time grows by with every pass, so that a lucky one, or a short context, is forgotten. */
const forgetting = 1.001;

/**
 * Decides for each pass whether all threads work on it or the calling one alone (the results are the same bits either way).
 * Threads meet many times a pass; when something else takes a core, be it the page's own drawing, all of them wait for the one it
 * stopped, and a pass can take many times as long as on one thread.
 *
 * Times are compared in units of the best pass of the same size. What passes of all threads take beyond what one thread would is
 * added up, never below nothing (a CUSUM test, Page 1954): now and then a slow pass is outweighed by the quick ones around it.
 */
export class ThreadGovernor {
  readonly #best = new Map<number, number>();
  /** What a pass takes on one thread, in best passes of all threads: a guess until it has rested once. */
  #alone: number;
  /** What all threads have taken lately beyond one thread, in best passes. */
  #lost = 0;
  /** Passes on all threads since the last rest. */
  #since = recovery;
  #rest = firstRest;
  #resting = 0;

  /** @param threads all there are */
  constructor(private readonly threads: number) {
    this.#alone = (1 + threads) / 2;
  }

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
    if (this.#resting > 0) this.#observeAlone(tokens, ms);
    else this.#observeAll(tokens, ms);
  }

  #observeAlone(tokens: number, ms: number): void {
    const best = this.#best.get(tokens);
    if (best !== undefined) this.#alone += newest * (ms / best - this.#alone);
    this.#resting -= 1;
  }

  #observeAll(tokens: number, ms: number): void {
    const best = Math.min(ms, (this.#best.get(tokens) ?? Number.POSITIVE_INFINITY) * forgetting);
    this.#best.set(tokens, best);
    this.#lost = Math.max(0, this.#lost + ms / best - this.#alone);
    this.#since += 1;
    if (this.#lost <= patience) return;
    this.#rest = this.#since < recovery ? Math.min(longestRest, 2 * this.#rest) : firstRest;
    this.#resting = this.#rest;
    this.#lost = 0;
    this.#since = 0;
  }
}
