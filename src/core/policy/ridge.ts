import { cholesky, solveCholesky } from './linear-algebra.ts';
import type { LinearModel } from './linear-model.ts';
import { type LabelledSample, meanRewards, sizesOf } from './policy.ts';

export interface RidgeOptions {
  /** Ridge strength λ > 0. Default 1: worth one observation of each feature. */
  readonly lambda?: number;
  /** What an arm is estimated at where x says nothing; the ridge shrinks towards it. Default: the arm's mean reward. */
  readonly offsets?: readonly number[];
}

/**
 * Ridge regression from features to every arm's reward, on full information: each sample tells the reward of all arms, so
 * all share one Gram matrix. For arm j: w_j = (λI + Σ x xᵀ)⁻¹ Σ x (r_j − offset_j), by Cholesky factorisation.
 * Choosing the arm with the highest estimate is cost-sensitive classification by regression: an error costs what the arms
 * differ by, not 0 or 1.
 * @throws RangeError on unusable samples, λ ≤ 0, or offsets of another number than arms.
 */
export function trainRidge(samples: readonly LabelledSample[], options: RidgeOptions = {}): LinearModel {
  const { size, arms } = sizesOf(samples);
  const { lambda = 1, offsets = meanRewards(samples) } = options;
  if (!(Number.isFinite(lambda) && lambda > 0)) throw new RangeError(`ridge needs λ > 0, not ${lambda}`);
  if (offsets.length !== arms) throw new RangeError(`${offsets.length} offsets for ${arms} arms`);
  const matrix = gramMatrix(samples);
  for (let i = 0; i < size; i++) matrix[i * size + i] = (matrix[i * size + i] ?? 0) + lambda;
  const factor = cholesky(matrix, size);
  if (factor === undefined) throw new RangeError(`λ = ${lambda} is too small for these features`);
  const weights = offsets.flatMap((offset, arm) => {
    const right = new Array<number>(size).fill(0);
    for (const { x, rewards } of samples) {
      const rest = (rewards[arm] ?? 0) - offset;
      for (let i = 0; i < size; i++) right[i] = (right[i] ?? 0) + (x[i] ?? 0) * rest;
    }
    return solveCholesky(factor, right);
  });
  return { size, offsets: [...offsets], weights };
}

/** Σ x xᵀ over the samples, row-major `[d × d]`, symmetric to the last bit. */
export function gramMatrix(samples: readonly Pick<LabelledSample, 'x'>[]): number[] {
  const size = samples[0]?.x.length ?? 0;
  const gram = new Float64Array(size * size);
  for (const { x } of samples) {
    for (let i = 0; i < size; i++) {
      const value = x[i] ?? 0;
      if (value === 0) continue;
      for (let j = 0; j <= i; j++) gram[i * size + j] = (gram[i * size + j] ?? 0) + value * (x[j] ?? 0);
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) gram[j * size + i] = gram[i * size + j] ?? 0;
  return Array.from(gram);
}
