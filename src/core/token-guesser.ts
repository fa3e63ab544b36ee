/** One guess of the next token. */
export interface Guess {
  readonly token: number;
  /** Index into the guesser's `priors`: how sure it is, in a form that can be counted and recalibrated. */
  readonly bucket: number;
}

/**
 * Guesses token by token. A proposal is a walk: begin, then guess and advance in turns (`guess-drafter.ts`). Because it
 * also advances over tokens that another one guessed, several guessers can write one proposal together.
 */
export interface TokenGuesser {
  readonly id: string;
  /** For each bucket the probability that a guess in it is the target's token, measured on held-out text. */
  readonly priors: readonly number[];
  /**
   * About how much of a plain pass of the target one guess costs here, 0 when it is next to nothing. The guessers are
   * asked in the order of their cost, and the dearer ones only where that is expected to pay.
   */
  readonly cost: number;
  /**
   * How much surer than the free guessers it is: where those are sure with c, its guess is expected to raise that by
   * edge · (1 − c)². Between 0 and 1; 0.2 when it isn't said.
   */
  readonly edge?: number | undefined;
  /** Whether it starts from what the target's last pass left behind, so that it cannot guess while a pass is under way. */
  readonly needsTarget?: boolean;
  /** Starts behind `context`: the prompt and everything kept so far. */
  begin(context: readonly number[]): void;
  /**
   * The most likely next token after the context and everything advanced over; undefined when it has none. Asked twice
   * in a row it answers the same.
   */
  guess(): Guess | undefined;
  /**
   * Goes on as if `token` came next: its own guess or another's. May be called without a guess before it, so work can
   * be put off until the next guess.
   */
  advance(token: number): void;
  /** Forgets what belongs to one generation. */
  reset?(): void;
}
