import { describe, expect, test } from 'vitest';
import { policyTotals, totalsText } from './totals.mjs';

const row = (engine, id, arm, decodeMs, more = {}) => ({
  engine,
  id,
  arm,
  category: id.startsWith('c') ? 'code' : 'prose',
  decodedTokens: 10,
  decodeMs,
  ...more,
});
const rows = [
  row('target-only', 'c1', null, 100),
  row('target-only', 'p1', null, 100),
  row('draftpick', 'c1', 'a', 50),
  row('draftpick', 'p1', 'a', 100),
  row('draftpick', 'c1', 'b', 100),
  row('draftpick', 'p1', 'b', 80),
  row('draftpick', 'c1', 'a', 50, { picked: true }),
  row('draftpick', 'p1', 'b', 90, { picked: true }),
];

describe('totals of a run with all arms', () => {
  test('are total tokens by total time, against the target, the best fixed arm and the oracle', () => {
    const totals = policyTotals(rows);
    expect(totals.fixed.a).toBeCloseTo(200 / 150);
    expect(totals.fixed.b).toBeCloseTo(200 / 180);
    expect(totals.bestFixed).toBe('a');
    expect(totals.oracle).toBeCloseTo(200 / 130);
    expect(totals.policy).toBeCloseTo(200 / 140);
    expect(totals.byCategory.prose).toMatchObject({ bestFixed: 'b' });
    expect(totalsText(totals)).toContain('92.9 % of the per-prompt oracle');
  });

  test('have an oracle that does not choose by the run it is judged by, where arms ran several times', () => {
    const twice = (first, second) => ({ runsMs: [first, second] });
    const repeated = [
      row('target-only', 'c1', null, 100),
      row('draftpick', 'c1', 'a', 50, { ...twice(5, 9), picked: true }),
      row('draftpick', 'c1', 'a', 50, twice(5, 9)),
      row('draftpick', 'c1', 'b', 60, twice(6, 6)),
    ];
    const totals = policyTotals(repeated);
    expect(totals.oracle).toBeCloseTo(2);
    // The first run would be b's, who was faster in the second; the second a's, who was faster in the first.
    expect(totals.repeatableOracle).toBeCloseTo(20 / ((6 + 9) * 10) / (10 / 100));
    expect(totalsText(totals)).toContain('the policy has 150.0 % of it');
    expect(policyTotals(rows)).not.toHaveProperty('repeatableOracle');
    expect(totalsText(policyTotals(rows))).not.toContain('repeatable');
  });

  test('are left out when the policy, the arms or the target did not run', () => {
    expect(policyTotals(rows.filter(each => !each.picked))).toBeUndefined();
    expect(policyTotals(rows.filter(each => each.engine !== 'target-only'))).toBeUndefined();
    expect(policyTotals([])).toBeUndefined();
  });
});
