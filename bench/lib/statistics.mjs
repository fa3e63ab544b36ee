/** Medians and paired ratios of benchmark rows. */

/** The median of some numbers; undefined for none. */
export function median(values) {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Name of the lane a row belongs to: the engine, and the arm or data type where one was asked for. */
export const laneOf = row => (row.variant ? `${row.engine} (${row.variant})` : row.engine);

/**
 * Summarises rows per category and over all.
 *
 * Ratios are paired: for each prompt the baseline's time divided by this lane's time, then the median over prompts, so
 * that a machine that slows down for a while slows both sides of a ratio. Above 1 = faster than the baseline.
 *
 * @param {object[]} rows
 * @param {string[]} baselines engines to compare with
 * @returns {{category: string, lanes: object[]}[]} categories in order of appearance, then "all"
 */
export function summarise(rows, baselines) {
  const categories = [...new Set(rows.map(row => row.category))];
  const groups = categories.map(category => ({
    category,
    rows: rows.filter(row => row.category === category),
  }));
  if (categories.length > 1) groups.push({ category: 'all', rows });
  return groups.map(group => ({ category: group.category, lanes: summariseLanes(group.rows, baselines) }));
}

function summariseLanes(rows, baselines) {
  const lanes = [...new Set(rows.map(laneOf))].sort();
  return lanes.map(lane => {
    const mine = rows.filter(row => laneOf(row) === lane);
    const tested = sum(mine, row => row.tested);
    const rounds = sum(mine, row => row.rounds);
    return {
      lane,
      prompts: mine.length,
      tokens: sum(mine, row => row.tokens),
      msPerToken: median(mine.flatMap(row => row.msPerToken ?? [])),
      firstTokenMs: median(mine.map(row => row.firstTokenMs)),
      prefillMsPerToken: median(mine.map(row => row.prefillMs / row.prefillTokens)),
      accepted: tested > 0 ? sum(mine, row => row.accepted) / tested : undefined,
      tokensPerRound: rounds > 0 ? sum(mine, row => row.tokens) / rounds : undefined,
      against: Object.fromEntries(
        baselines.map(engine => [
          engine,
          {
            decode: pairedRatio(mine, rows, engine, row => row.msPerToken),
            prefill: pairedRatio(mine, rows, engine, row => row.prefillMs / row.prefillTokens),
          },
        ]),
      ),
    };
  });
}

/** Median over prompts of baseline / lane, and the number of prompts both have a figure for. */
export function pairedRatio(mine, rows, engine, figure) {
  const ratios = mine.flatMap(row => {
    const base = rows.find(other => other.engine === engine && other.id === row.id);
    const [above, below] = [base && figure(base), figure(row)];
    return above > 0 && below > 0 ? [above / below] : [];
  });
  return { ratio: median(ratios), prompts: ratios.length };
}

const sum = (rows, figure) => rows.reduce((total, row) => total + (figure(row) ?? 0), 0);
