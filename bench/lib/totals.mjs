/** How the policy does against every fixed arm and against the best arm of each prompt, from rows of `--arms all`. */

/**
 * Speeds over all prompts together: total tokens / total time, relative to the target alone. The oracle takes each prompt's fastest
 * fixed arm with hindsight, so noise makes it look faster than any policy could be. Where every arm ran several times, the
 * repeatable oracle is judged by runs that it did not choose by: each run stands for the arm that was fastest in the others.
 * @param {object[]} rows of one run
 * @returns {{targetOnly: number, policy: number, fixed: Record<string, number>, bestFixed: string, oracle: number, repeatableOracle?: number,
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
  const repeatable = repeatableSpeed(fixedRows);
  return {
    targetOnly: 1,
    policy: speedOf(policy) / base,
    fixed,
    bestFixed,
    oracle: speedOf(fastest) / base,
    ...(repeatable === undefined ? {} : { repeatableOracle: repeatable / base }),
  };
}

/** Tokens a millisecond of the repeatable oracle; undefined where arms ran once. */
function repeatableSpeed(rows) {
  let [tokens, ms] = [0, 0];
  for (const id of new Set(rows.map(row => row.id))) {
    const own = rows.filter(row => row.id === id);
    const repeats = Math.min(...own.map(({ runsMs }) => runsMs?.length ?? 1));
    if (repeats < 2) return undefined;
    for (let run = 0; run < repeats; run++) {
      const elsewhere = ({ runsMs }) => runsMs.reduce((sum, each, i) => (i === run ? sum : sum + each), 0);
      const best = own.reduce((a, b) => (elsewhere(b) < elsewhere(a) ? b : a));
      tokens += best.decodedTokens;
      ms += best.decodedTokens * best.runsMs[run];
    }
  }
  return tokens / ms;
}

function speedOf(rows) {
  const sum = key => rows.reduce((total, row) => total + row[key], 0);
  return sum('decodedTokens') / sum('decodeMs');
}

/** The totals in words. */
export function totalsText({ policy, fixed, bestFixed, oracle, repeatableOracle, byCategory }) {
  const times = value => `${value.toFixed(3)}×`;
  const ranked = Object.entries(fixed).sort((a, b) => b[1] - a[1]);
  return [
    'All prompts together, total tokens / total time, relative to target-only:',
    `policy ${times(policy)}; ${(100 * (policy / oracle)).toFixed(1)} % of the per-prompt oracle (${times(oracle)}); ` +
      `${times(policy / fixed[bestFixed])} the best fixed arm (${bestFixed})`,
    ...(repeatableOracle === undefined
      ? []
      : [
          `repeatable oracle, judged by runs that it did not choose by: ${times(repeatableOracle)}; ` +
            `the policy has ${(100 * (policy / repeatableOracle)).toFixed(1)} % of it`,
        ]),
    `fixed arms: ${ranked.map(([arm, speed]) => `${arm} ${times(speed)}`).join(', ')}`,
    ...Object.entries(byCategory).map(
      ([category, own]) =>
        `  ${category}: policy ${times(own.policy)}, oracle ${times(own.oracle)}, best fixed ${own.bestFixed} ${times(own.bestFixedSpeed)}`,
    ),
  ].join('\n');
}
