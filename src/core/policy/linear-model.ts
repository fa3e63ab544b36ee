import { argmax, type Policy } from './policy.ts';

/** One linear score per arm: s_j(x) = offset_j + x·w_j. Plain data. */
export interface LinearModel {
  /** Length d of x. */
  readonly size: number;
  /** One per arm. */
  readonly offsets: readonly number[];
  /** Shape `[arms × size]`, row-major. */
  readonly weights: readonly number[];
}

/** Every arm's score. @throws RangeError for a vector that does not fit. */
export function linearScores(model: LinearModel, x: ArrayLike<number>): number[] {
  const { size, offsets, weights } = model;
  if (x.length !== size) throw new RangeError(`expected ${size} features, got ${x.length}`);
  return offsets.map((offset, arm) => {
    let sum = offset;
    for (let i = 0; i < size; i++) sum += (weights[arm * size + i] ?? 0) * (x[i] ?? 0);
    return sum;
  });
}

/** The weights of one arm, shape `[size]`. */
export function armWeights(model: LinearModel, arm: number): number[] {
  return model.weights.slice(arm * model.size, (arm + 1) * model.size);
}

/** Takes the arm with the highest score, the first of several. */
export function linearPolicy(id: string, model: LinearModel): Policy {
  return {
    id,
    choose(x) {
      const scores = linearScores(model, x);
      return { arm: argmax(scores), scores };
    },
  };
}
