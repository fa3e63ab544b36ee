import { bestSpeedUp, longestDraft } from './cost-model.ts';
import type { DatasetArm } from './offline-dataset.ts';

/** A machine as far as drafting cares: all costs in passes of the target over one token. */
export interface Machine {
  /** Each further token of a pass. 0: checking costs nothing more; 1: as much as a pass of its own. */
  readonly rowCost: number;
  /** A draft's own step is this many times as dear, in passes, as in the dataset. */
  readonly stepFactor: number;
}

/**
 * What a step of each draft costs, in passes, on the machine of the dataset: 1 / speed. The fastest drafts look things up and
 * are taken as free.
 */
export function stepCosts(arms: readonly DatasetArm[]): number[] {
  const fastest = Math.max(...arms.map(({ speed }) => speed));
  return arms.map(({ speed }) => (speed >= fastest || speed <= 0 ? 0 : 1 / speed));
}

/**
 * The speed-up of a draft that guesses each next token right with probability `agreement`, at the draft length that suits the
 * machine best (Leviathan et al. 2023, §3.5). A rough figure: real drafts are sure in some places and not in others, and
 * draft longer there, which brings more than this. 1 where drafting does not pay.
 */
export function speedUpOn(machine: Machine, agreement: number, stepCost: number): number {
  const targetMs = Array.from({ length: longestDraft + 1 }, (_, n) => 1 + machine.rowCost * n);
  const cost = { targetMs, draftMs: stepCost * machine.stepFactor };
  return bestSpeedUp(new Array<number>(longestDraft).fill(agreement), cost);
}

/** The mean cost of a further token in a measured table of passes over 1, 2, … tokens, in passes; undefined for one entry. */
export function rowCostOf(targetMs: readonly number[]): number | undefined {
  const [first, last] = [targetMs[0], targetMs.at(-1)];
  if (first === undefined || last === undefined || targetMs.length < 2 || first <= 0) return undefined;
  return Math.max(0, (last - first) / (targetMs.length - 1) / first);
}
