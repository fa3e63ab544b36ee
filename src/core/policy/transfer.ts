import { bestSpeedUp, longestDraft, runningMax } from '../cost-model.ts';
import type { ArmPrior } from './lin-ucb.ts';

/**
 * Of the tokens that gated drafts propose, about this share is kept: 74 to 91 % in `npm run bench -- --arms all`. Where a draft is less
 * sure it proposes nothing, on any machine.
 */
const kept = 0.87;

/**
 * The share of the time without a draft that is saved while a free draft is sure of itself, on a machine with these passes.
 * @param targetMs milliseconds of passes over 1, 2, … tokens
 */
export function possibleSaving(targetMs: readonly number[]): number {
  const cost = { targetMs: runningMax(targetMs), draftMs: 0 };
  return 1 - 1 / bestSpeedUp(new Array<number>(longestDraft).fill(kept), cost);
}

/** How much of a saving on the machine `from` is left on the machine `to`; 1 when `from` saves nothing. */
export function savingRatio(from: readonly number[], to: readonly number[]): number {
  const before = possibleSaving(from);
  return before > 0 ? possibleSaving(to) / before : 1;
}

/**
 * A speed-up on another machine. Ours: a text is taken as stretches where the draft is sure and saves what that machine allows, and
 * the rest, where it proposes nothing; so the share of time saved, 1 − 1/speed-up, changes by one factor for all texts and
 * drafts. A draft that slows down does so by its own steps, which are CPU work like the passes: it stays as slow.
 * @param ratio {@link savingRatio}
 */
export function transferSpeedUp(speedUp: number, ratio: number): number {
  const saved = 1 - 1 / speedUp;
  // No draft saves all: a saving that would is cut.
  return saved <= 0 ? speedUp : 1 / (1 - Math.min(0.9, saved * ratio));
}

/**
 * The priors of a linear policy of speed-ups, moved to another machine: {@link transferSpeedUp} as a straight line through the arm's
 * mean over the prompts it was trained on.
 * @param means of the features over those prompts, shape `[d]`
 */
export function transferPriors(
  arms: readonly Required<ArmPrior>[],
  means: readonly number[],
  ratio: number,
): Required<ArmPrior>[] {
  return arms.map(({ id, prior, priorWeights }) => {
    const mean = meanSpeedUp({ id, prior, priorWeights }, means);
    const moved = transferSpeedUp(mean, ratio);
    const step = 1e-4;
    const slope = (transferSpeedUp(mean + step, ratio) - moved) / step;
    return {
      id,
      prior: moved - slope * (mean - prior),
      priorWeights: priorWeights.map(weight => slope * weight),
    };
  });
}

/** What an arm earns on average over prompts with these mean features. */
export function meanSpeedUp({ prior, priorWeights }: Required<ArmPrior>, means: readonly number[]): number {
  return priorWeights.reduce((sum, weight, i) => sum + weight * (means[i] ?? 0), prior);
}
