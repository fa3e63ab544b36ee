/** Which classes of guesses the growing table tells apart. */
export const growingShape = {
  /** Context lengths that are learnt, in tokens. Single tokens are left to tables made from much more text. */
  lengths: [2, 3, 4, 6],
  /** Observations of the context: 1, 2, 3–4, 5 or more. */
  countClasses: 4,
  /** Share of them that the guess has: below 0.6, below 0.9, above. */
  shareClasses: 3,
} as const;

const base = [
  [0.2, 0.25, 0.3],
  [0.25, 0.3, 0.4],
  [0.3, 0.35, 0.5],
  [0.3, 0.45, 0.65],
] as const;

/** Shape `[lengths, countClasses, shareClasses]`, flat. */
export const growingPriors: readonly number[] = growingShape.lengths.flatMap((_, length) =>
  base.flatMap(row => row.map(prior => prior + 0.1 * length)),
);
