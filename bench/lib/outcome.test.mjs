import { describe, expect, test } from 'vitest';
import { ofWholePrompts, outcomeOf, resultFile } from './outcome.mjs';

const row = (engine, id, decodeMs, more = {}) => ({
  engine,
  id,
  category: 'code',
  arm: null,
  tokens: 10,
  decodedTokens: 10,
  decodeMs,
  msPerToken: decodeMs / 10,
  prefillMs: 20,
  prefillTokens: 10,
  firstTokenMs: 25,
  rounds: 5,
  tested: 8,
  accepted: 5,
  ...more,
});
const whole = [
  row('target-only', 'p1', 100),
  row('draftpick', 'p1', 50, { arm: 'tables', picked: true }),
  row('draftpick', 'p1', 80, { arm: 'tables', variant: 'tables' }),
];
/** Stopped in the second prompt: the target alone, slowly, and nothing else. */
const cut = [...whole, row('target-only', 'p2', 900)];

describe('the outcome of a run', () => {
  test('has the ratios first, and the prompts behind each', () => {
    const { cells, explanation } = outcomeOf(cut, 16);
    expect(cells[0].slice(0, 3)).toEqual(['category', 'engine', 'decode vs target-only (n)']);
    expect(cells.map(line => line.slice(1, 3))).toContainEqual(['draftpick', '2.00× (1)']);
    expect(explanation).toMatch(/^2 prompts, greedy, at most 16 tokens\./);
    const repeated = outcomeOf([{ ...whole[0], runsMs: [10, 11, 9] }], 16);
    expect(repeated.explanation).toContain('at most 16 tokens, the median of 3 runs each.');
  });

  test('sums over prompts that every lane answered, and no others', () => {
    expect(ofWholePrompts(cut)).toEqual(whole);
    expect(outcomeOf(cut, 16).totals).toEqual(outcomeOf(whole, 16).totals);
    expect(outcomeOf(cut, 16).totals.policy).toBe(2);
  });

  test('is a file with the machine, the notes and every row', () => {
    const { totals } = outcomeOf(cut, 16);
    const run = { rows: cut, machine: 'a machine', notes: ['a note'], maxTokens: 16 };
    const file = JSON.parse(resultFile({ ...run, totals, now: new Date(0) }));
    expect(file).toEqual({ recordedAt: '1970-01-01T00:00:00.000Z', ...run, totals });
    expect(JSON.parse(resultFile({ ...run, totals: undefined, now: new Date(0) }))).not.toHaveProperty(
      'totals',
    );
  });
});
