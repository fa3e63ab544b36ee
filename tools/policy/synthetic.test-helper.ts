import type { DatasetSample, OfflineDataset, Split } from '../../src/core/offline-dataset.ts';
import { featureNames, promptFeatures } from '../../src/core/policy/features.ts';
import { normal, seededRandom } from '../../src/core/policy/random.ts';

/** What prompts of a kind look like, and how fast the arms none, coder, writer are on them. */
const kinds: Readonly<Record<string, { readonly text: string; readonly gains: readonly number[] }>> = {
  code: { text: 'Write a Python function that returns the sum of list_%.', gains: [1, 1.4, 0.9] },
  story: { text: 'Tell a story about a ship called %.', gains: [1, 0.85, 1.2] },
  maths: { text: 'What is 12 + % * 7 + 88?', gains: [1, 0.94, 0.94] },
};
const strange = { text: 'BUY %!!! BUY!!!', gains: [1, 0.8, 0.85] };

/** A made-up dataset whose best arm depends on the kind, and the texts of its prompts. */
export function syntheticDataset(perKind: number): { dataset: OfflineDataset; texts: Map<string, string> } {
  const random = seededRandom(9);
  const texts = new Map<string, string>();
  const sample = (kind: string, split: Split, i: number): DatasetSample => {
    const { text, gains } = kinds[kind] ?? strange;
    const id = `${kind}-${split}-${i}`;
    const prompt = text.replace('%', String(Math.floor(1000 * random())));
    texts.set(id, prompt);
    const speedUps = gains.map((gain, arm) => (arm === 0 ? 1 : gain * Math.exp(0.05 * normal(random))));
    return {
      id,
      kind,
      split,
      tokens: 40 + Math.floor(100 * random()),
      features: [...promptFeatures(prompt, 0).values],
      alignments: { 'rouge-l': speedUps.map((value, arm) => (arm === 0 ? 0 : Math.max(0, value - 0.7))) },
      speedUps,
    };
  };
  const many = (kind: string, split: Split, count: number) =>
    Array.from({ length: count }, (_, i) => sample(kind, split, i));
  const samples = [
    ...Object.keys(kinds).flatMap(kind => many(kind, 'train', perKind)),
    ...Object.keys(kinds).flatMap(kind => many(kind, 'held-out', Math.ceil(perKind / 3))),
    ...many('strange', 'new-kind', Math.ceil(perKind / 3)),
  ];
  const arms = ['none', 'coder', 'writer'].map(id => ({ id, bytes: 0, speed: 50 }));
  return {
    dataset: {
      target: 'made up',
      speedUpSource: 'computed',
      features: featureNames,
      arms,
      alignments: ['rouge-l'],
      samples,
    },
    texts,
  };
}
