import type { Guess, TokenGuesser } from './token-guesser.ts';

/**
 * Counts guesses that were really computed: the first after a walk began or went on. Time by the count is what guesses cost behind
 * a pass of the target; a clock around them in a loop without the target would find the processor's caches warm.
 */
export class CountedGuesser implements TokenGuesser {
  readonly id: string;
  readonly priors: readonly number[];
  readonly cost: number;
  readonly needsTarget: boolean;
  readonly edge: number | undefined;
  #asked = false;
  #count = 0;

  constructor(private readonly inner: TokenGuesser) {
    this.id = inner.id;
    this.priors = inner.priors;
    this.cost = inner.cost;
    this.needsTarget = inner.needsTarget ?? false;
    this.edge = inner.edge;
  }

  begin(context: readonly number[]): void {
    this.#asked = false;
    this.inner.begin(context);
  }

  guess(): Guess | undefined {
    if (!this.#asked) this.#count += 1;
    this.#asked = true;
    return this.inner.guess();
  }

  advance(token: number): void {
    this.#asked = false;
    this.inner.advance(token);
  }

  reset(): void {
    this.inner.reset?.();
  }

  /** Guesses since it was last asked. */
  take(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }
}

/** Milliseconds that the guesses of several cost since they were last asked. @param passMs of a plain pass of the target */
export function guessClock(guessers: readonly CountedGuesser[], passMs: number): () => number {
  return () => guessers.reduce((ms, each) => ms + each.cost * passMs * each.take(), 0);
}
