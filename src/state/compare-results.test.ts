import { expect, test } from 'vitest';
import type { RoundEvent } from '../core/decode-event.ts';
import { emptyRound } from '../core/empty-round.test-helper.ts';
import type { ArmId } from '../engine/arms.ts';
import { bestArm } from './compare-results.ts';
import type { CompareItem } from './compare-store.ts';

const emitted = (count: number): RoundEvent['emitted'] =>
  Array.from({ length: count }, (_, token) => ({ token, state: 'plain', p: 1, top: [], logSumExp: 0 }));

const plain = (index: number, ms: number): RoundEvent => ({
  ...emptyRound,
  index,
  at: index,
  emitted: emitted(1),
  verifyMs: ms,
});

/** Two tokens: in two plain rounds, or in one with a kept proposal. */
const run = (arm: ArmId, rounds: readonly RoundEvent[]) => ({
  arm,
  events: rounds.map(event => ({ ...event, text: '' })),
});
const drafted = (ms: number): RoundEvent => ({
  ...plain(0, ms),
  proposed: [{ token: 0, verdict: 'accepted', confidence: 0.9 }],
  tested: 1,
  accepted: 1,
  emitted: emitted(2),
});
const item = (runs: readonly ReturnType<typeof run>[]) =>
  ({ runs: Object.fromEntries(runs.map(each => [each.arm, each])) }) as unknown as CompareItem;

test('a draft that proposed nothing is never the best, however lucky its run was', () => {
  const none = run('none', [plain(0, 10), plain(1, 10)]);
  const silent = run('head', [plain(0, 5), plain(1, 5)]);
  const arms = ['none', 'head', 'tables'] as const;
  expect(bestArm(item([none, silent]), arms)).toBe('none');
  expect(bestArm(item([none, silent, run('tables', [drafted(18)])]), arms)).toBe('tables');
  expect(bestArm(item([none, silent, run('tables', [drafted(22)])]), arms)).toBe('none');
  expect(bestArm(item([silent]), arms)).toBeUndefined();
});
