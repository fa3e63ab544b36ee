/** Speed-up against acceptance, from the cost model, in units of a plain pass. */
import {
  breakEvenAcceptance,
  type CostModel,
  chooseDraftLength,
  expectedSpeedUp,
  longestDraft,
} from '../../core/cost-model.ts';

/** A plain pass costs 1, every further row `row`, every guess `guess`. */
export function simpleCost(row: number, guess: number): CostModel {
  return { targetMs: Array.from({ length: longestDraft + 1 }, (_, i) => 1 + row * i), draftMs: guess };
}

/** Speed-up at acceptance rates 0, 0.05 … 1, with `k` tokens proposed in every round. */
export function speedUpCurve(cost: CostModel, k: number): [number, number][] {
  return Array.from({ length: 21 }, (_, i) => [i / 20, constantSpeedUp(cost, k, i / 20)]);
}

/** Speed-up when every proposed token is kept with the same probability. */
export function constantSpeedUp(cost: CostModel, k: number, acceptance: number): number {
  return expectedSpeedUp(new Array<number>(k).fill(acceptance), cost, k);
}

/** Where a fixed proposal of `k` tokens begins to pay; null where it never does. */
export function breakEven(cost: CostModel, k: number): number | null {
  return breakEvenAcceptance(cost, k);
}

/** The number of tokens to propose that promises the most tokens for the time. */
export function bestLength(confidences: readonly number[], cost: CostModel): number {
  return chooseDraftLength(confidences, cost, confidences.length);
}
