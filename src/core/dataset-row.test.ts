import { expect, test } from 'vitest';
import { datasetRow, draftSpeed, type RowArm } from './dataset-row.ts';
import type { Drafter } from './drafter.ts';
import { noDraft } from './no-draft.ts';
import { featureNames } from './policy/features.ts';

const targetMs = [10, 11, 12, 13, 14, 15, 16, 17];
const text = { prompt: [1, 2, 3], tokens: Array.from({ length: 16 }, (_, i) => 10 + i) };

/** Always guesses the tokens of the text that come next, or always a wrong one. */
const guessing = (right: boolean): Drafter => ({
  id: right ? 'right' : 'wrong',
  propose(context, limit) {
    const at = context.length - text.prompt.length;
    const tokens = text.tokens.slice(at, at + limit).map(token => (right ? token : 5));
    return { tokens, confidences: tokens.map(() => 0.99) };
  },
});

const arm = (drafter: Drafter, change: Partial<RowArm> = {}): RowArm => ({
  drafter,
  cost: { targetMs, draftMs: 0 },
  clock: () => 0,
  needsTarget: false,
  ...change,
});

test('no draft is as fast as the target alone and agrees with nothing', async () => {
  const row = await datasetRow('Say it.', text, [arm(noDraft)]);
  expect(row.speedUps).toEqual([1]);
  expect(row.alignments).toEqual({
    'rouge-l': [0],
    'rouge-1': [0],
    'rouge-2': [0],
    prefix: [0],
    agreement: [0],
  });
  expect(row.tokens).toBe(16);
  expect(row.features).toHaveLength(featureNames.length);
});

test('a draft that is always right agrees wholly; its passes of eight tokens give the speed-up', async () => {
  const row = await datasetRow('Say it.', text, [arm(guessing(true))]);
  expect(row.alignments).toEqual({
    'rouge-l': [1],
    'rouge-1': [1],
    'rouge-2': [1],
    prefix: [1],
    agreement: [1],
  });
  expect(row.speedUps[0]).toBeCloseTo((16 * 10) / (2 * 17));
});

test('what guesses cost is taken off the speed-up', async () => {
  const cheap = await datasetRow('Say it.', text, [arm(guessing(true))]);
  const dear = await datasetRow('Say it.', text, [arm(guessing(true), { clock: () => 4 })]);
  expect(dear.speedUps[0]).toBeLessThan(cheap.speedUps[0] ?? 0);
});

test('a draft that needs the target is judged along its text for every kind of likeness', async () => {
  const half: Drafter = {
    id: 'half',
    propose: (context, limit) =>
      context.length % 2 === 0
        ? guessing(true).propose(context, limit)
        : guessing(false).propose(context, limit),
  };
  const row = await datasetRow('Say it.', text, [arm(half, { needsTarget: true })]);
  expect(row.alignments).toEqual({
    'rouge-l': [0.5],
    'rouge-1': [0.5],
    'rouge-2': [0.5],
    prefix: [0.5],
    agreement: [0.5],
  });
});

test('it can be stopped between two arms', async () => {
  const seen: number[] = [];
  const stopped = datasetRow('Say it.', text, [arm(noDraft), arm(noDraft), arm(noDraft)], i => {
    if (i === 1) throw new Error('stopped');
    seen.push(i);
  });
  await expect(stopped).rejects.toThrow('stopped');
  expect(seen).toEqual([0]);
});

test('a draft that costs nothing is fifty times as fast as a pass, not endlessly', () => {
  expect(draftSpeed({ targetMs, draftMs: 0 })).toBe(50);
  expect(draftSpeed({ targetMs, draftMs: 5 })).toBe(2);
});
