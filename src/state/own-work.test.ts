import { describe, expect, test } from 'vitest';
import { ownRow, ownWork } from './own-dataset.test-helper.ts';
import { mostOwnRows, readOwnWork, withRow } from './own-work.ts';

const json = (change: object = {}) => JSON.parse(JSON.stringify({ version: 1, ...ownWork, ...change }));

test('a row takes the place of the one before it of the same prompt and terms', () => {
  const again = { ...ownRow('One.'), ms: 7 };
  const other = { ...again, terms: { ...again.terms, maxTokens: 9 } };
  expect(withRow(ownWork.rows, again)).toEqual([ownRow('Two.'), again]);
  expect(withRow(ownWork.rows, other)).toEqual([...ownWork.rows, other]);
});

describe('nothing that was stored is trusted', () => {
  const row = ownRow('One.');
  test.each([
    ['without its prompt', { ...row, prompt: 3 }],
    ['with a draft that is not known', { ...row, terms: { ...row.terms, arms: ['none', 'magic'] } }],
    ['with its drafts in another order', { ...row, arms: [...row.arms].reverse() }],
    ['with too few speed-ups', { ...row, row: { ...row.row, speedUps: [1] } }],
    ['with a feature above 1', { ...row, row: { ...row.row, features: row.row.features.map(() => 2) } }],
    ['with half a token', { ...row, text: { prompt: [0.5], tokens: [1] } }],
    ['that is no object', 'row'],
  ])('a row %s is left out, the others stay', (_, bad) => {
    expect(readOwnWork(json({ rows: [bad, ownRow('Two.')] })).rows).toEqual([ownRow('Two.')]);
  });

  test('another version, and a length out of range, are refused', () => {
    expect(() => readOwnWork(json({ version: 2 }))).toThrow(/another version/);
    expect(() => readOwnWork(json({ maxTokens: 5000 }))).toThrow(/out of range/);
  });

  test('no more rows are taken than are kept', () => {
    const rows = Array.from({ length: mostOwnRows + 5 }, (_, i) => ownRow(`Prompt ${i}`));
    const read = readOwnWork(json({ rows })).rows;
    expect(read).toHaveLength(mostOwnRows);
    expect(read[0]?.prompt).toBe('Prompt 5');
  });
});
