import type { DatasetSample, OfflineDataset } from '../offline-dataset.ts';
import { type AlignmentKind, normalisedSpeeds, reward } from '../reward.ts';

/** Which arms the reward r = α·f + (1 − α)·c calls best at one α. */
export interface AlphaWins {
  readonly alpha: number;
  /** Share of the samples on which each arm has the highest reward; a tie counts for all that tie, in equal parts. */
  readonly shares: readonly number[];
  /** Speed relative to the target alone of taking the arm with the highest reward: total tokens / total time. */
  readonly speedUp: number;
}

/**
 * The winners at each α. Here nothing is trained: this is what the reward itself asks for.
 * @throws RangeError when the dataset lacks this kind of alignment
 */
export function alphaWins(
  dataset: OfflineDataset,
  samples: readonly DatasetSample[],
  kind: AlignmentKind,
  alphas: readonly number[],
): AlphaWins[] {
  if (!dataset.alignments.includes(kind)) throw new RangeError(`the dataset has no alignment "${kind}"`);
  const speeds = normalisedSpeeds(dataset.arms.map(({ speed }) => speed));
  return alphas.map(alpha => {
    const shares = new Array<number>(speeds.length).fill(0);
    let [tokens, time] = [0, 0];
    for (const sample of samples) {
      const fs = sample.alignments[kind] ?? [];
      const rewards = speeds.map((c, arm) => reward(alpha, fs[arm] ?? 0, c));
      const most = Math.max(...rewards);
      const winners = rewards.flatMap((value, arm) => (value >= most - 1e-12 ? [arm] : []));
      tokens += sample.tokens;
      for (const arm of winners) {
        shares[arm] = (shares[arm] ?? 0) + 1 / winners.length;
        time += sample.tokens / (sample.speedUps[arm] ?? Number.NaN) / winners.length;
      }
    }
    const count = Math.max(1, samples.length);
    return { alpha, shares: shares.map(share => share / count), speedUp: time === 0 ? 1 : tokens / time };
  });
}
