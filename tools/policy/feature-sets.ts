import { existsSync, readFileSync } from 'node:fs';
import type { OfflineDataset } from '../../src/core/offline-dataset.ts';
import { featureNames, promptFeatures } from '../../src/core/policy/features.ts';
import { hashedNames, hashedNgrams } from '../../src/core/policy/hashed-ngrams.ts';
import { normal, seededRandom } from '../../src/core/policy/random.ts';

/** One way to see prompts, cheaper ones first in an ablation. */
export interface FeatureSet {
  readonly id: string;
  readonly names: readonly string[];
  /** @returns undefined when the prompt's features cannot be had */
  of(id: string, text: string | undefined): readonly number[] | undefined;
}

/** What the page reads of a prompt without hashing. */
export const surface: FeatureSet = {
  id: 'surface',
  names: featureNames,
  of: (_, text) => (text === undefined ? undefined : [...promptFeatures(text, 0).values]),
};

/** The surface features and hashed words. */
export function withWords(buckets: number): FeatureSet {
  return {
    id: `surface + ${buckets} word buckets`,
    names: [...featureNames, ...hashedNames(buckets)],
    of: (id, text) => {
      const first = surface.of(id, text);
      return first === undefined || text === undefined
        ? undefined
        : [...first, ...hashedNgrams(text, buckets)];
    },
  };
}

/** Only the bias: what is left when a policy knows nothing of the prompt. */
export const nothing: FeatureSet = { id: 'none (bias only)', names: ['bias'], of: () => [1] };

/**
 * The target's hidden state after prefill, from a file of lines `{"id": …, "state": [numbers]}`, beside the surface features: its
 * `size` main directions over the training prompts, divided by twice their standard deviation. Costs a prefill before the choice.
 * @returns undefined without such a file
 */
export function withStates(
  file: string | undefined,
  trainIds: readonly string[],
  size: number,
): FeatureSet | undefined {
  if (file === undefined || !existsSync(file)) return undefined;
  const states = new Map<string, Float64Array>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const { id, state }: { id: string; state: number[] } = JSON.parse(line);
    states.set(id, Float64Array.from(state));
  }
  const project = mainDirections(
    trainIds.flatMap(id => states.get(id) ?? []),
    size,
  );
  return {
    id: `surface + hidden state (${size} directions)`,
    names: [...featureNames, ...Array.from({ length: size }, (_, i) => `state-${i}`)],
    of: (id, text) => {
      const first = surface.of(id, text);
      const state = states.get(id);
      return first === undefined || state === undefined ? undefined : [...first, ...project(state)];
    },
  };
}

/** The dataset as a feature set sees it. Samples whose features cannot be had are left out. */
export function seenThrough(
  dataset: OfflineDataset,
  set: FeatureSet,
  texts: ReadonlyMap<string, string>,
): OfflineDataset {
  const samples = dataset.samples.flatMap(sample => {
    const features = set.of(sample.id, texts.get(sample.id));
    return features === undefined ? [] : [{ ...sample, features }];
  });
  return { ...dataset, features: set.names, samples };
}

/** Principal components by orthogonal iteration; deterministic. @returns the projection, scaled to about −1…1 */
export function mainDirections(
  rows: readonly Float64Array[],
  size: number,
): (row: ArrayLike<number>) => number[] {
  const width = rows[0]?.length ?? 0;
  const mean = new Float64Array(width);
  for (const row of rows)
    for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) + (row[i] ?? 0) / rows.length;
  const random = seededRandom(7);
  let basis: Float64Array[] = Array.from({ length: size }, () =>
    Float64Array.from({ length: width }, () => normal(random)),
  );
  const along = (row: ArrayLike<number>, direction: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += ((row[i] ?? 0) - (mean[i] ?? 0)) * (direction[i] ?? 0);
    return sum;
  };
  for (let round = 0; round < 15; round++) {
    const next = basis.map(() => new Float64Array(width));
    for (const row of rows) {
      basis.forEach((direction, j) => {
        const amount = along(row, direction);
        const sum = next[j];
        if (sum === undefined) return;
        for (let i = 0; i < width; i++) sum[i] = (sum[i] ?? 0) + amount * ((row[i] ?? 0) - (mean[i] ?? 0));
      });
    }
    basis = orthonormal(next);
  }
  const spread = basis.map(direction =>
    Math.sqrt(rows.reduce((sum, row) => sum + along(row, direction) ** 2, 0) / Math.max(1, rows.length)),
  );
  return row => basis.map((direction, j) => along(row, direction) / (2 * (spread[j] || 1)));
}

/** Gram–Schmidt. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = Float64Array.from(vector);
    for (const other of done) {
      const amount = rest.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
      for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] ?? 0) - amount * (other[i] ?? 0);
    }
    const length = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0)) || 1;
    done.push(rest.map(value => value / length));
  }
  return done;
}
