import type { ArmPrior } from './lin-ucb.ts';
import { cholesky, solveCholesky } from './linear-algebra.ts';
import { armWeights, type LinearModel, linearScores } from './linear-model.ts';
import type { LabelledSample } from './policy.ts';

/**
 * The scores of any linear policy as expected speed-ups, in the same order for every prompt: y_j(x) = g·x + s·score_j(x). The term
 * g·x is common to all arms and s is positive, so the arm with the highest score keeps the highest estimate. g and s are those of
 * least squares over the samples and their arms. Ours: it lets LinUCB go on from a policy whose scores are log-odds, as
 * REINFORCE's are.
 * @param samples with speed-ups as rewards
 * @param ids of the arms, in the model's order
 * @returns undefined when a higher score does not come with a higher speed-up: then there is no such s
 */
export function speedPriors(
  model: LinearModel,
  samples: readonly LabelledSample[],
  ids: readonly string[],
): Required<ArmPrior>[] | undefined {
  const { size } = model;
  const width = size + 1;
  const matrix = new Float64Array(width * width);
  const right = new Float64Array(width);
  for (const { x, rewards } of samples) {
    const scores = linearScores(model, x);
    scores.forEach((score, arm) => {
      const row = [...Array.from(x), score];
      const reward = rewards[arm] ?? 0;
      for (let i = 0; i < width; i++) {
        const value = row[i] ?? 0;
        right[i] = (right[i] ?? 0) + value * reward;
        for (let j = 0; j <= i; j++)
          matrix[i * width + j] = (matrix[i * width + j] ?? 0) + value * (row[j] ?? 0);
      }
    });
  }
  // A breath of ridge: features that never occur would leave the matrix without an inverse.
  for (let i = 0; i < width; i++) matrix[i * width + i] = (matrix[i * width + i] ?? 0) + 1e-3;
  const factor = cholesky(matrix, width);
  if (factor === undefined) return undefined;
  const solution = solveCholesky(factor, right);
  const scale = solution[size] ?? 0;
  if (!(scale > 1e-9)) return undefined;
  return ids.map((id, arm) => ({
    id,
    prior: scale * (model.offsets[arm] ?? 0),
    priorWeights: armWeights(model, arm).map((weight, i) => (solution[i] ?? 0) + scale * weight),
  }));
}
