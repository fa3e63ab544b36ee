import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OfflineDataset, sampleRewards, samplesOf, splits } from './offline-dataset.ts';
import { offlineDatasetFromJson, offlineDatasetToJson } from './offline-dataset-json.ts';
import { alignmentKinds } from './reward.ts';

const small: OfflineDataset = {
  target: 'tiny',
  speedUpSource: 'computed',
  features: ['bias', 'length'],
  arms: [
    { id: 'none', bytes: 0, speed: 30 },
    { id: 'n-gram', name: 'n-gram table', bytes: 1_000_000, speed: 10 },
  ],
  alignments: ['rouge-l', 'agreement'],
  samples: [
    {
      id: 'code-1',
      kind: 'code',
      split: 'train',
      tokens: 192,
      features: [1, 51 / 255],
      alignments: { 'rouge-l': [0, 204 / 255], agreement: [0, 0.6] },
      speedUps: [1, 1.25],
    },
    {
      id: 'story-1',
      kind: 'story',
      split: 'held-out',
      tokens: 7,
      features: [1, 0],
      alignments: { 'rouge-l': [0, 0.2], agreement: [0, 1] },
      speedUps: [1, 0.9375],
    },
  ],
};

const throughFile = (dataset: OfflineDataset): OfflineDataset =>
  offlineDatasetFromJson(JSON.parse(JSON.stringify(offlineDatasetToJson(dataset))));

test('a dataset whose values are whole steps comes back the same', () => {
  expect(throughFile(small)).toEqual(small);
});

test('any dataset comes back within half a step of each value, and the same when written again', () => {
  const name = fc.string({ minLength: 1, maxLength: 6 });
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  const unique = { minLength: 1, maxLength: 4 };
  const datasets = fc
    .record({
      features: fc.uniqueArray(name, unique),
      armIds: fc.uniqueArray(name, unique),
      alignments: fc.uniqueArray(fc.constantFrom(...alignmentKinds)),
      ids: fc.uniqueArray(name, { maxLength: 6 }),
    })
    .chain(({ features, armIds, alignments, ids }) => {
      const perArm = (value: fc.Arbitrary<number>) =>
        fc.array(value, { minLength: armIds.length, maxLength: armIds.length });
      const sample = (id: string) =>
        fc.record({
          id: fc.constant(id),
          kind: name,
          split: fc.constantFrom(...splits),
          tokens: fc.nat({ max: 65_535 }),
          features: fc.array(unit, { minLength: features.length, maxLength: features.length }),
          alignments: fc.record(Object.fromEntries(alignments.map(kind => [kind, perArm(unit)]))),
          speedUps: perArm(fc.double({ min: 0, max: 7.99, noNaN: true })),
        });
      return fc.record({
        target: name,
        speedUpSource: fc.constantFrom('computed' as const, 'measured' as const),
        features: fc.constant(features),
        arms: fc.tuple(...armIds.map(id => fc.record({ id: fc.constant(id), bytes: fc.nat(), speed: unit }))),
        alignments: fc.constant(alignments),
        samples: fc.tuple(...ids.map(sample)),
      });
    });
  fc.assert(
    fc.property(datasets, dataset => {
      const back = throughFile(dataset);
      expect(offlineDatasetToJson(back)).toEqual(offlineDatasetToJson(dataset));
      expect(back.arms).toEqual(dataset.arms);
      dataset.samples.forEach((sample, i) => {
        const read = back.samples[i];
        expect(read).toMatchObject({ id: sample.id, kind: sample.kind, split: sample.split });
        const near = (a: readonly number[] = [], b: readonly number[] = [], step: number) => {
          expect(a).toHaveLength(b.length);
          a.forEach((value, j) => {
            expect(Math.abs(value - (b[j] ?? Number.NaN))).toBeLessThanOrEqual(0.5 / step + 1e-12);
          });
        };
        near(read?.features, sample.features, 255);
        near(read?.speedUps, sample.speedUps, 8192);
        for (const kind of dataset.alignments) near(read?.alignments[kind], sample.alignments[kind], 255);
      });
    }),
  );
});

test('9,000 prompts × 14 arms × 60 features stay below 4 MB', () => {
  const arms = Array.from({ length: 14 }, (_, i) => ({ id: `arm-${i}`, bytes: 4e6, speed: i }));
  const numbers = (length: number) => new Array<number>(length).fill(0.5);
  const all = numbers(arms.length);
  const samples = Array.from({ length: 9000 }, (_, i) => ({
    id: `summaries-train-${i}`,
    kind: `kind-${i % 9}`,
    split: splits[i % 4] ?? 'train',
    tokens: 192,
    features: numbers(60),
    alignments: { 'rouge-l': all, 'rouge-1': all, 'rouge-2': all, prefix: all, agreement: all },
    speedUps: all,
  }));
  const features = Array.from({ length: 60 }, (_, i) => `feature-${i}`);
  const json = offlineDatasetToJson({ ...small, features, arms, alignments: alignmentKinds, samples });
  expect(JSON.stringify(json).length).toBeLessThan(4_000_000);
});

test('rewards weigh the chosen alignment against the speed of the draft', () => {
  const [sample] = samplesOf(small, 'train');
  if (sample === undefined) throw new Error('no sample');
  expect(samplesOf(small, 'paraphrased')).toEqual([]);
  expect(sampleRewards(small, sample, 'rouge-l', 0.5)).toEqual([0.5, 0.4]);
  expect(sampleRewards(small, sample, 'agreement', 1)).toEqual([0, 0.6]);
  expect(() => sampleRewards(small, sample, 'prefix', 1)).toThrow(/prefix/);
});

describe('writing refuses, naming sample and column,', () => {
  const [first] = small.samples;
  const cases: readonly (readonly [string, object, RegExp])[] = [
    ['a feature above 1', { features: [1, 1.01] }, /"code-1", features: 1.01/],
    ['a negative alignment', { alignments: { 'rouge-l': [-0.1, 0], agreement: [0, 0] } }, /rouge-l/],
    ['a missing alignment', { alignments: { 'rouge-l': [0, 0] } }, /agreement: 0 values/],
    ['a speed-up that is none', { speedUps: [1, Number.NaN] }, /speedUps: NaN/],
    ['a speed-up of 8', { speedUps: [1, 8] }, /speedUps: 8/],
    ['too many values', { speedUps: [1, 1, 1] }, /3 values instead of 2/],
    ['more tokens than 65,535', { tokens: 70_000 }, /tokens: 70000/],
  ];
  test.each(cases)('%s', (_, change, cause) => {
    const samples = first === undefined ? [] : [{ ...first, ...change }];
    expect(() => offlineDatasetToJson({ ...small, samples })).toThrow(cause);
  });
});

describe('a file is refused, with its cause, when', () => {
  /** The file with `value` put at the dotted `place` (undefined: taken out). */
  const file = (place: string, value?: unknown): unknown => {
    const root: unknown = JSON.parse(JSON.stringify(offlineDatasetToJson(small)));
    const keys = place.split('/');
    const last = keys.pop() ?? '';
    const parent = keys.reduce((node, key) => (node as Record<string, unknown>)[key], root);
    (parent as Record<string, unknown>)[last] = value;
    return root;
  };
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['it is null', null, /not an object/],
    ['its format is another', file('format', 'x'), /format is "x"/],
    ['its version is newer', file('version', 2), /version 1/],
    ['the target is missing', file('target'), /target is undefined/],
    ['the source of the speed-ups is unknown', file('speedUpSource', 'guessed'), /speedUpSource/],
    ['a feature occurs twice', file('features', ['bias', 'bias']), /features occurs twice/],
    ['a feature has no name', file('features', ['bias', '']), /an entry of features/],
    ['there are no features', file('features', []), /no features/],
    ['arms are no list', file('arms', {}), /"arms" is not a list/],
    ['two arms share an id', file('arms/1/id', 'none'), /ids of the arms occurs twice/],
    ['an arm has no speed', file('arms/0/speed', null), /speed of arm "none" is null/],
    ['an arm has negative bytes', file('arms/0/bytes', -1), /negative/],
    ['the name of an arm is a number', file('arms/0/name', 3), /name of arm "none" is 3/],
    ['an alignment is unknown', file('alignments/0', 'bleu'), /"bleu"/],
    ['an id occurs twice', file('ids', ['a', 'a']), /ids occurs twice/],
    ['the columns are missing', file('columns'), /columns is not an object/],
    ['one column is missing', file('columns/tokens'), /"tokens" is missing/],
    ['one alignment is missing', file('columns/alignment.agreement'), /"alignment.agreement" is missing/],
    ['a column is too short', file('columns/features', 'AAAA'), /3 bytes instead of 4/],
    ['a column is not base64', file('columns/features', 'AA*A'), /"features": character 2/],
    ['a kind is not listed', file('kinds', ['code']), /"story-1" has a kind/],
    ['a split is unknown', file('columns/split', 'AAk='), /"story-1" has a split/],
  ];
  test.each(cases)('%s', (_, json, cause) => {
    expect(() => offlineDatasetFromJson(json)).toThrow(cause);
    expect(() => offlineDatasetFromJson(json)).toThrow(/offline dataset can't be used/);
  });
});
