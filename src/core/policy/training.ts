import { type OfflineDataset, sampleRewards } from '../offline-dataset.ts';
import type { AlignmentKind } from '../reward.ts';
import type { LabelledSample } from './policy.ts';
import type { Random } from './random.ts';
import type { ReinforceOptions } from './reinforce.ts';

/** The paper's reward: which alignment, and its weight α against the draft's own speed. */
export interface RewardChoice {
  readonly kind: AlignmentKind;
  readonly alpha: number;
}

/** Samples as policies are trained on them when the reward is the speed-up. */
export function bySpeedUp(samples: OfflineDataset['samples']): LabelledSample[] {
  return samples.map(({ features, speedUps }) => ({ x: features, rewards: speedUps }));
}

/** Rewards of the paper for every sample. */
export function paperRewards(
  dataset: OfflineDataset,
  samples: OfflineDataset['samples'],
  { kind, alpha }: RewardChoice,
): LabelledSample[] {
  return samples.map(sample => ({
    x: sample.features,
    rewards: sampleRewards(dataset, sample, kind, alpha),
  }));
}

/** A large dataset needs fewer passes: about as many draws for all sizes, and never fewer than 8 passes. */
export function reinforceOptions(samples: readonly unknown[], random: Random): ReinforceOptions {
  return { random, epochs: Math.min(60, Math.max(8, Math.round(60_000 / samples.length))) };
}
