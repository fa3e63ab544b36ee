/**
 * Pearson's chi-square test of counts against probabilities, as the statistic divided by its critical value at 1e-4:
 * above 1 the counts don't come from these probabilities (one honest sample in 10,000 is rejected too).
 *
 * Cells that expect fewer than 5 are pooled. A count where the probability is 0 gives Infinity.
 * @param probabilities summing to 1, as long as `counts`
 */
export function misfit(counts: readonly number[], probabilities: ArrayLike<number>): number {
  const draws = counts.reduce((sum, count) => sum + count, 0);
  const cells: { count: number; expected: number }[] = [];
  const rare = { count: 0, expected: 0 };
  for (const [i, count] of counts.entries()) {
    const expected = draws * (probabilities[i] ?? 0);
    if (expected === 0 && count > 0) return Number.POSITIVE_INFINITY;
    if (expected >= 5) cells.push({ count, expected });
    else {
      rare.count += count;
      rare.expected += expected;
    }
  }
  if (rare.expected > 0) cells.push(rare);
  if (cells.length < 2) throw new RangeError('fewer than two cells: nothing to test');
  const statistic = cells.reduce((sum, { count, expected }) => sum + (count - expected) ** 2 / expected, 0);
  return statistic / critical(cells.length - 1);
}

/** The value a chi-square variable exceeds with probability 1e-4 (Wilson and Hilferty 1931). */
function critical(degreesOfFreedom: number): number {
  const spread = 2 / (9 * degreesOfFreedom);
  return degreesOfFreedom * (1 - spread + 3.719 * Math.sqrt(spread)) ** 3;
}
