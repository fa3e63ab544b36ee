import { type OfflineDataset, samplesOf } from '../../src/core/offline-dataset.ts';
import { evaluate, type Interval } from '../../src/core/policy/evaluate.ts';
import { linearPolicy } from '../../src/core/policy/linear-model.ts';
import { replay } from '../../src/core/policy/replay.ts';
import { trainRidge } from '../../src/core/policy/ridge.ts';
import { bySpeedUp } from '../../src/core/policy/training.ts';
import { type FeatureSet, seenThrough } from './feature-sets.ts';

/** How ridge regression of the speed-ups does with one way to see prompts. */
export interface AblationRow {
  readonly set: FeatureSet;
  readonly size: number;
  /** Shares of the oracle's speed, by split, with intervals; undefined where there are no prompts. */
  readonly heldOut: Interval | undefined;
  readonly paraphrased: Interval | undefined;
  readonly newKind: Interval | undefined;
  /** Mean of the splits there are; sets are compared by it. */
  readonly mean: number;
}

/** @param sets cheapest first */
export function ablate(
  dataset: OfflineDataset,
  sets: readonly FeatureSet[],
  texts: ReadonlyMap<string, string>,
  settings: { readonly seed: number; readonly resamples: number },
): AblationRow[] {
  return sets.map(set => {
    const seen = seenThrough(dataset, set, texts);
    const model = trainRidge(bySpeedUp(samplesOf(seen, 'train')));
    const of = (split: 'held-out' | 'paraphrased' | 'new-kind') => {
      const samples = samplesOf(seen, split);
      if (samples.length === 0) return undefined;
      const steps = replay(() => linearPolicy('ridge', model), samples, { seed: settings.seed });
      return evaluate(samples, steps, settings).overall.ofOracle;
    };
    const [heldOut, paraphrased, newKind] = [of('held-out'), of('paraphrased'), of('new-kind')];
    const values = [heldOut, paraphrased, newKind].flatMap(part => (part === undefined ? [] : [part.value]));
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    return { set, size: set.names.length, heldOut, paraphrased, newKind, mean };
  });
}

/** The first, that is cheapest, set within this much of the best. */
export function cheapestWithin(rows: readonly AblationRow[], share = 0.01): AblationRow | undefined {
  const best = Math.max(...rows.map(({ mean }) => mean));
  return rows.find(({ mean }) => mean >= best * (1 - share));
}
