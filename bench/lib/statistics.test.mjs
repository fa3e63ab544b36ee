import { expect, test } from 'vitest';
import { endMarker, replaceBetweenMarkers, startMarker } from './report.mjs';
import { median, pairedRatio, summarise } from './statistics.mjs';
import { tableCells, textTable, withoutTimes } from './table.mjs';

test('the median', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([10, 9])).toBe(9.5);
  expect(median([])).toBeUndefined();
});

const row = (engine, id, msPerToken, more = {}) => ({
  engine,
  id,
  category: id[0],
  msPerToken,
  prefillMs: 10 * msPerToken,
  prefillTokens: 10,
  firstTokenMs: 5,
  tokens: 8,
  rounds: 4,
  tested: 10,
  accepted: 5,
  ...more,
});

test('ratios are paired by prompt and say how many prompts are behind them', () => {
  // The machine is slow during prompt b2; unpaired medians would compare 2 with 12.
  const mine = [row('fast', 'b1', 1), row('fast', 'b2', 12), row('fast', 'b3', 2), row('fast', 'b4', null)];
  const rows = [
    ...mine,
    row('base', 'b1', 2),
    row('base', 'b2', 24),
    row('base', 'b3', 4),
    row('base', 'b4', 9),
  ];
  expect(pairedRatio(mine, rows, 'base', r => r.msPerToken)).toEqual({ ratio: 2, prompts: 3 });
});

test('summaries are per category and over all, a lane for each draft', () => {
  const rows = [
    row('draftpick', 'x1', 2, { variant: 'none' }),
    row('draftpick', 'x1', 1, { variant: 'lookup' }),
    row('draftpick', 'y1', 4, { variant: 'lookup' }),
    row('target-only', 'x1', 2),
    row('target-only', 'y1', 2, { tested: 0, accepted: 0 }),
  ];
  const summary = summarise(rows, ['target-only']);
  expect(summary.map(group => group.category)).toEqual(['x', 'y', 'all']);
  const all = summary[2].lanes;
  expect(all.map(lane => lane.lane)).toEqual(['draftpick (lookup)', 'draftpick (none)', 'target-only']);
  expect(all[0]).toMatchObject({ prompts: 2, tokens: 16, msPerToken: 2.5, accepted: 0.5, tokensPerRound: 2 });
  expect(all[0].against['target-only'].decode).toEqual({ ratio: 1.25, prompts: 2 });
  expect(summary[1].lanes[1].accepted).toBeUndefined();
  const table = textTable(tableCells(summary, ['target-only']));
  expect(table.split('\n')).toHaveLength(1 + 3 + 2 + 3);
  expect(table).toMatch('1.25× (2)');
});

test('the Markdown figures are replaced between their markers only', () => {
  const text = `before\n${startMarker}\nold\n${endMarker}\nafter`;
  const once = replaceBetweenMarkers(text, 'new');
  expect(once).toBe(`before\n${startMarker}\n\nnew\n\n${endMarker}\nafter`);
  expect(replaceBetweenMarkers(once, 'new')).toBe(once);
  expect(() => replaceBetweenMarkers('nothing', 'new')).toThrow('are missing');
});

test('the published table has no columns of milliseconds', () => {
  const cells = [
    ['engine', 'ms/token', 'first token ms', 'rounds'],
    ['a', '1', '2', '3'],
  ];
  expect(withoutTimes(cells)).toEqual([
    ['engine', 'rounds'],
    ['a', '3'],
  ]);
});
