import { describe, expect, test } from 'vitest';
import { samplesOf } from '../core/offline-dataset.ts';
import { offlineDatasetFromJson, offlineDatasetToJson } from '../core/offline-dataset-json.ts';
import { ownPrompt, ownRow, ownTerms } from './own-dataset.test-helper.ts';
import { joinDatasets, leastOwnPrompts, ownDataset, rowsOf } from './own-dataset.ts';

const prompts = Array.from({ length: leastOwnPrompts }, (_, i) => ownPrompt(i));
const rows = prompts.map(({ prompt }) => ownRow(prompt));
const whole = () => {
  const dataset = ownDataset(prompts, rows);
  if (dataset === undefined) throw new Error('there are rows');
  return dataset;
};

describe('a dataset of one’s own prompts', () => {
  test('trains on as many as a policy has weights, and holds out a quarter', () => {
    expect(samplesOf(whole(), 'train').length).toBeGreaterThanOrEqual(whole().features.length);
    expect(samplesOf(whole(), 'held-out')).toHaveLength(Math.floor(leastOwnPrompts / 4));
    const fewer = ownDataset(prompts, rows.slice(0, -1));
    expect(fewer && samplesOf(fewer, 'held-out').length).toBeLessThan(Math.floor(leastOwnPrompts / 4));
  });

  test('keeps what a prompt is used for when others are added behind it', () => {
    const first = ownDataset(prompts, rows.slice(0, 7));
    expect(
      whole()
        .samples.slice(0, 7)
        .map(({ split }) => split),
    ).toEqual(first?.samples.map(({ split }) => split));
  });

  test('survives its file', () => {
    const read = offlineDatasetFromJson(JSON.parse(JSON.stringify(offlineDatasetToJson(whole()))));
    expect(read.samples.map(({ id }) => id)).toEqual(whole().samples.map(({ id }) => id));
  });

  test('has nothing without rows, and takes only rows of its own terms', () => {
    expect(ownDataset(prompts, [])).toBeUndefined();
    expect(rowsOf(prompts, rows, { ...ownTerms, maxTokens: 9 }).some(row => row !== undefined)).toBe(false);
    expect(rowsOf(prompts.slice(0, 2), rows, ownTerms)).toEqual(rows.slice(0, 2));
  });
});

describe('joining with another dataset', () => {
  const other = { ...whole(), samples: whole().samples.map(sample => ({ ...sample, id: `x-${sample.id}` })) };

  test('puts the arms in its order', () => {
    const turned = {
      ...other,
      arms: [...other.arms].reverse(),
    };
    const joined = joinDatasets(turned, whole());
    if (typeof joined === 'string') throw new Error(joined);
    expect(joined.samples).toHaveLength(2 * leastOwnPrompts);
    const own = joined.samples.at(-1);
    expect(own?.speedUps).toEqual([...(whole().samples.at(-1)?.speedUps ?? [])].reverse());
    expect(own?.alignments.prefix).toEqual([...(whole().samples.at(-1)?.alignments.prefix ?? [])].reverse());
  });

  test.each([
    ['another model', { target: 'other' }, /different models/],
    ['other features', { features: ['bias'] }, /different features/],
    ['other drafts', { arms: other.arms.slice(1) }, /different drafts/],
    ['measured speed-ups', { speedUpSource: 'measured' as const }, /measured/],
    ['the same ids', { samples: whole().samples }, /both have a prompt/],
  ])('is refused for %s, with the reason', (_, change, cause) => {
    expect(joinDatasets({ ...other, ...change }, whole())).toMatch(cause);
  });
});
