/** The benchmark's summary as a table for pages, terminals and Markdown. */

const number = (value, digits) => (value === undefined ? '–' : value.toFixed(digits));
const times = ({ ratio, prompts }) => (ratio === undefined ? '–' : `${ratio.toFixed(2)}× (${prompts})`);

/**
 * Header and cells of the summary, ready to be aligned. Ratios come first: they travel between machines, milliseconds do not.
 *
 * @param {ReturnType<import('./statistics.mjs').summarise>} summary
 * @param {string[]} baselines
 * @returns {string[][]}
 */
export function tableCells(summary, baselines) {
  const header = [
    'category',
    'engine',
    ...baselines.flatMap(engine => [`decode vs ${engine} (n)`, `prefill vs ${engine} (n)`]),
    'prompts',
    'ms/token',
    'first token ms',
    'prefill ms/token',
    'accepted',
    'tokens/round',
  ];
  const lines = summary.flatMap(({ category, lanes }) =>
    lanes.map(lane => [
      category,
      lane.lane,
      ...baselines.flatMap(engine => [
        times(lane.against[engine].decode),
        times(lane.against[engine].prefill),
      ]),
      String(lane.prompts),
      number(lane.msPerToken, 2),
      number(lane.firstTokenMs, 0),
      number(lane.prefillMsPerToken, 2),
      lane.accepted === undefined ? '–' : `${Math.round(100 * lane.accepted)} %`,
      number(lane.tokensPerRound, 2),
    ]),
  );
  return [header, ...lines];
}

/** Columns of equal width, the first two to the left. */
export function textTable(cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map(line => line[column].length)));
  const pad = (cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return cells.map(line => line.map(pad).join('  ').trimEnd()).join('\n');
}

/** Without the columns of milliseconds: those belong to one machine and one hour, ratios travel. */
export function withoutTimes(cells) {
  const kept = cells[0].map(name => !/\bms\b/.test(name));
  return cells.map(line => line.filter((_, column) => kept[column]));
}

export function markdownTable([header, ...lines]) {
  const row = cells => `| ${cells.join(' | ')} |`;
  const rule = row(header.map((_, column) => (column < 2 ? '---' : '---:')));
  return [row(header), rule, ...lines.map(row)].join('\n');
}
