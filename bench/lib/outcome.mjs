/** What a run comes to: the figures that are shown, and the file that is written. */
import { laneOf, summarise } from './statistics.mjs';
import { tableCells } from './table.mjs';
import { policyTotals } from './totals.mjs';

/** Engines that the others are compared with, where they ran. */
const references = ['target-only', 'transformers.js'];

/**
 * @param {object[]} rows
 * @param {number} maxTokens
 * @returns the table, how to read it, and the totals; `totals` is undefined without the policy, fixed arms and the target alone
 */
export function outcomeOf(rows, maxTokens) {
  const baselines = references.filter(name => rows.some(({ engine }) => engine === name));
  const prompts = new Set(rows.map(({ id }) => id)).size;
  return {
    cells: tableCells(summarise(rows, baselines), baselines),
    explanation:
      `${prompts} prompt${prompts === 1 ? '' : 's'}, greedy, at most ${maxTokens} tokens${ofRuns(rows)}. Medians over prompts; ratios are medians of ` +
      'per-prompt ratios, above 1 = faster than the engine named, with the number of prompts behind them.',
    totals: policyTotals(ofWholePrompts(rows)),
  };
}

function ofRuns([row]) {
  const runs = row?.runsMs?.length ?? 1;
  return runs === 1 ? '' : `, the median of ${runs} runs each`;
}

/** Rows of the prompts that every lane answered: sums over others would compare different work. */
export function ofWholePrompts(rows) {
  const lanes = new Set(rows.map(laneOf)).size;
  const answered = new Map();
  for (const { id } of rows) answered.set(id, (answered.get(id) ?? 0) + 1);
  return rows.filter(({ id }) => answered.get(id) === lanes);
}

/**
 * The file of a run.
 * @param {{rows: object[], machine: string, notes: string[], maxTokens: number, totals: object | undefined, now: Date}} run
 */
export function resultFile({ rows, machine, notes, maxTokens, totals, now }) {
  const result = {
    recordedAt: now.toISOString(),
    machine,
    notes,
    maxTokens,
    ...(totals ? { totals } : {}),
    rows,
  };
  return `${JSON.stringify(result, null, 1)}\n`;
}
