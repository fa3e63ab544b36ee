import { expect, test } from 'vitest';
import type { DatasetSample, OfflineDataset } from '../offline-dataset.ts';
import { alphaWins } from './alpha-wins.ts';

const sample = (id: string, f: readonly number[], speedUps: readonly number[]): DatasetSample => ({
  id,
  kind: 'k',
  split: 'train',
  tokens: 100,
  features: [1],
  alignments: { prefix: f },
  speedUps,
});

const dataset: OfflineDataset = {
  target: 't',
  speedUpSource: 'computed',
  features: ['bias'],
  arms: [
    { id: 'none', bytes: 0, speed: 50 },
    { id: 'free', bytes: 0, speed: 50 },
    { id: 'dear', bytes: 9, speed: 10 },
  ],
  alignments: ['prefix'],
  samples: [sample('a', [0, 0.2, 0.9], [1, 1.25, 2]), sample('b', [0, 0.5, 0.4], [1, 1.25, 0.8])],
};

test('at α = 0 the fastest drafts share the wins, at α = 1 the best aligned takes them', () => {
  const [speedOnly, alignedOnly] = alphaWins(dataset, dataset.samples, 'prefix', [0, 1]);
  expect(speedOnly?.shares).toEqual([0.5, 0.5, 0]);
  expect(alignedOnly?.shares).toEqual([0, 0.5, 0.5]);
});

test('speed is tokens by time of what was taken', () => {
  const [, alignedOnly] = alphaWins(dataset, dataset.samples, 'prefix', [0, 1]);
  expect(alignedOnly?.speedUp).toBeCloseTo(200 / (100 / 2 + 100 / 1.25));
});

test('an alignment that the dataset lacks is refused', () => {
  expect(() => alphaWins(dataset, dataset.samples, 'rouge-l', [0])).toThrow(/no alignment "rouge-l"/);
});
