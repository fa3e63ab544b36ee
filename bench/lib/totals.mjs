/** How the policy does against every fixed arm and against the best arm of each prompt, from rows of `--arms all`. */

/**
 * Speeds over all prompts together: total tokens / total time, relative to the target alone. The oracle takes each prompt's fastest
 * fixed arm with hindsight, so noise makes it look faster than any policy could be.
 * @param {object[]} rows of one run
 * @returns {{targetOnly: number, policy: number, fixed: Record<string, number>, bestFixed: string, oracle: number,
 *   byCategory: Record<string, {policy: number, oracle: number, bestFixed: string, bestFixedSpeed: number}>} | undefined}
 *   undefined without rows of the policy, of fixed arms and of the target alone
 */
export function policyTotals(rows) {
  const all = totalsOf(rows);
  if (all === undefined) return undefined;
  const categories = [...new Set(rows.map(({ category }) => category))];
  const byCategory = Object.fromEntries(
    categories.flatMap(category => {
      const own = totalsOf(rows.filter(row => row.category === category));
      if (own === undefined) return [];
      const { policy, oracle, bestFixed, fixed } = own;
      return [[category, { policy, oracle, bestFixed, bestFixedSpeed: fixed[bestFixed] }]];
    }),
  );
  return { ...all, byCategory };
}

function totalsOf(rows) {
  const timed = rows.filter(row => row.decodedTokens > 0);
  const plain = timed.filter(row => row.engine === 'target-only');
  const policy = timed.filter(row => row.picked);
  const fixedRows = timed.filter(row => row.engine === 'draftpick' && !row.picked);
  if (plain.length === 0 || policy.length === 0 || fixedRows.length === 0) return undefined;
  const base = speedOf(plain);
  const arms = [...new Set(fixedRows.map(({ arm }) => arm))];
  const fixed = Object.fromEntries(
    arms.map(arm => [arm, speedOf(fixedRows.filter(row => row.arm === arm)) / base]),
  );
  const bestFixed = arms.reduce((best, arm) => (fixed[arm] > fixed[best] ? arm : best));
  const fastest = [...new Set(fixedRows.map(({ id }) => id))].map(id =>
    fixedRows
      .filter(row => row.id === id)
      .reduce((best, row) =>
        row.decodeMs / row.decodedTokens < best.decodeMs / best.decodedTokens ? row : best,
      ),
  );
  return { targetOnly: 1, policy: speedOf(policy) / base, fixed, bestFixed, oracle: speedOf(fastest) / base };
}

function speedOf(rows) {
  const sum = key => rows.reduce((total, row) => total + row[key], 0);
  return sum('decodedTokens') / sum('decodeMs');
}

/** The totals in words. */
export function totalsText({ policy, fixed, bestFixed, oracle, byCategory }) {
  const times = value => `${value.toFixed(3)}×`;
  const ranked = Object.entries(fixed).sort((a, b) => b[1] - a[1]);
  return [
    'All prompts together, total tokens / total time, relative to target-only:',
    `policy ${times(policy)}; ${(100 * (policy / oracle)).toFixed(1)} % of the per-prompt oracle (${times(oracle)}); ` +
      `${times(policy / fixed[bestFixed])} the best fixed arm (${bestFixed})`,
    `fixed arms: ${ranked.map(([arm, speed]) => `${arm} ${times(speed)}`).join(', ')}`,
    ...Object.entries(byCategory).map(
      ([category, own]) =>
        `  ${category}: policy ${times(own.policy)}, oracle ${times(own.oracle)}, best fixed ${own.bestFixed} ${times(own.bestFixedSpeed)}`,
    ),
  ].join('\n');
}
