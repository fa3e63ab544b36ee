/** Which classes of guesses the growing table tells apart. */
export const growingShape = {
  /** Context lengths that are learnt, in tokens. Single tokens are left to tables made from much more text. */
  lengths: [2, 3, 4, 6],
  /** Observations of the context: 1, 2, 3–4, 5 or more. */
  countClasses: 4,
  /** Share of them that the guess has: below 0.6, below 0.9, above. */
  shareClasses: 3,
  /** How many of the latest guesses refine the confidence. */
  history: 4,
} as const;

/** Shape `[lengths, countClasses, shareClasses]`. */
const base = [
  [0.29, 0.29, 0.29, 0.13, 0.48, 0.48, 0.11, 0.25, 0.61, 0.18, 0.52, 0.9],
  [0.42, 0.42, 0.42, 0.15, 0.5, 0.61, 0.15, 0.32, 0.74, 0.23, 0.58, 0.92],
  [0.5, 0.5, 0.61, 0.22, 0.5, 0.78, 0.17, 0.39, 0.86, 0.23, 0.66, 0.96],
  [0.5, 0.5, 0.84, 0.27, 0.5, 0.92, 0.19, 0.49, 0.95, 0.24, 0.7, 0.99],
];

/**
 * What is added to the log-odds: with 0 … 4 hits among the latest guesses, for a token that the text doesn't have yet, then
 * for one that it has.
 */
const shift = [-0.5, -0.2, 0, 0.2, 0.5, 0, 0.2, 0.5, 0.7, 1];

/** Shape `[lengths, countClasses, shareClasses, 2, history + 1]`, flat. */
export const growingPriors: readonly number[] = base
  .flat()
  .flatMap(prior => shift.map(extra => 1 / (1 + Math.exp(-extra - Math.log(prior / (1 - prior))))));
