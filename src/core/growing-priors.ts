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

/*
 * Measured: the embedded target's outputs for the prompts of the dataset, some 90,000 tokens of nine kinds in random order,
 * each guessed before it was learnt (`node tools/dataset/build-ngrams.mjs … --growing`).
 */

/** Shape `[lengths, countClasses, shareClasses]`: for a token that the text doesn't have yet, after 2 hits in 4 guesses. */
const base = [
  [0.11, 0.11, 0.11, 0.05, 0.16, 0.16, 0.04, 0.1, 0.27, 0.07, 0.24, 0.37],
  [0.19, 0.19, 0.19, 0.06, 0.26, 0.26, 0.04, 0.14, 0.29, 0.09, 0.17, 0.49],
  [0.21, 0.21, 0.21, 0.09, 0.31, 0.31, 0.07, 0.15, 0.4, 0.09, 0.25, 0.51],
  [0.38, 0.38, 0.38, 0.11, 0.42, 0.53, 0.12, 0.39, 0.67, 0.13, 0.56, 0.84],
];

/**
 * What is added to the log-odds: with 0 … 4 hits among the latest guesses, for a token that the text doesn't have yet, then
 * for one that it has.
 */
const shift = [-0.49, -0.21, 0, 0.01, 0.44, 1.74, 1.8, 1.8, 1.81, 2.24];

/** Shape `[lengths, countClasses, shareClasses, 2, history + 1]`, flat. */
export const growingPriors: readonly number[] = base
  .flat()
  .flatMap(prior => shift.map(extra => 1 / (1 + Math.exp(-extra - Math.log(prior / (1 - prior))))));
