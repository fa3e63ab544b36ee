import { type AlignmentKind, normalisedSpeeds, reward } from './reward.ts';

/** What a sample may be used for: to train on, or one of the three ways to be unseen. */
export const splits = ['train', 'held-out', 'paraphrased', 'new-kind'] as const;
export type Split = (typeof splits)[number];

/** One draft (or none), as the dataset knows it. */
export interface DatasetArm {
  readonly id: string;
  readonly name?: string;
  /** Download size. */
  readonly bytes: number;
  /** The draft's own speed in any unit, larger is faster; becomes c_j of the reward (`normalisedSpeeds`). */
  readonly speed: number;
}

/** One prompt: what the policy sees of it, and how every arm fares on it. */
export interface DatasetSample {
  readonly id: string;
  /** Kind of prompt, for example `code`. */
  readonly kind: string;
  readonly split: Split;
  /** Tokens of the target's output. */
  readonly tokens: number;
  /** Shape `[features]`, in 0…1; stored in steps of 1/255. */
  readonly features: readonly number[];
  /** Alignment f of each arm, in 0…1, for each kind the dataset has; stored in steps of 1/255. */
  readonly alignments: Readonly<Partial<Record<AlignmentKind, readonly number[]>>>;
  /** Speed of each arm relative to the target alone, 0…7.99; stored in steps of 1/8192. */
  readonly speedUps: readonly number[];
}

/**
 * The offline dataset: for each prompt the target and every draft generated on their own, and what came of it. The file
 * that holds it is described in `offline-dataset-json.ts`.
 */
export interface OfflineDataset {
  /** Name of the target model. */
  readonly target: string;
  /** Whether `speedUps` come from the cost model or were measured. */
  readonly speedUpSource: 'computed' | 'measured';
  /** Names of the entries of `features`. */
  readonly features: readonly string[];
  readonly arms: readonly DatasetArm[];
  /** Which alignments every sample has. */
  readonly alignments: readonly AlignmentKind[];
  readonly samples: readonly DatasetSample[];
}

/** The samples of one split, in their order. */
export function samplesOf(dataset: OfflineDataset, split: Split): DatasetSample[] {
  return dataset.samples.filter(sample => sample.split === split);
}

/**
 * The rewards r_j = α·f_j + (1 − α)·c_j of every arm on one sample.
 * @throws RangeError when the dataset lacks this kind of alignment, or for α outside 0…1.
 */
export function sampleRewards(
  dataset: OfflineDataset,
  sample: DatasetSample,
  kind: AlignmentKind,
  alpha: number,
): number[] {
  const alignments = sample.alignments[kind];
  if (alignments === undefined) throw new RangeError(`the dataset has no alignment "${kind}"`);
  const speeds = normalisedSpeeds(dataset.arms.map(arm => arm.speed));
  return speeds.map((c, arm) => reward(alpha, alignments[arm] ?? 0, c));
}
