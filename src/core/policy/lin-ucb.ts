/**
 * Disjoint LinUCB (Li et al. 2010, arXiv 1003.0146, algorithm 1): every arm has its own ridge regression from the
 * prompt's features to the reward, and the arm with the highest upper confidence bound is chosen.
 *
 * For arm a: A = λI + Σ x xᵀ, b = Σ x (r − prior), θ = A⁻¹b, estimate = prior + xᵀθ, uncertainty = α √(xᵀA⁻¹x).
 * The prior is ours: with it an arm nothing is known about is estimated at what the cost model expects of it, not at 0.
 *
 * State is plain data that is never changed in place: `updateArm` returns a new state.
 */
export interface LinUcbState {
  /** Names of the entries of x, in order. */
  readonly features: readonly string[];
  /** Weight of the uncertainty; 0 never explores. */
  readonly alpha: number;
  /** Ridge strength λ: how many observations of each feature the prior is worth. */
  readonly lambda: number;
  /** In order of preference on ties. */
  readonly arms: readonly LinUcbArm[];
  /** Number of updates so far. */
  readonly updates: number;
  /**
   * Sum over all updates of (best arm's estimate − chosen arm's estimate) for that prompt, with what was known right after the
   * update. An estimate of regret: what the other arms would truly have given was never measured.
   */
  readonly regret: number;
}

export interface LinUcbArm {
  readonly id: string;
  /** Expected reward before any evidence: 1 for `none`, the cost model's expected speed-up for a draft. */
  readonly prior: number;
  /** Number of rewards seen. */
  readonly pulls: number;
  /** A⁻¹, row-major `[d × d]`, symmetric positive definite. */
  readonly inverse: readonly number[];
  /** Shape `[d]`. */
  readonly b: readonly number[];
}

export type ArmPrior = Pick<LinUcbArm, 'id' | 'prior'>;

export interface LinUcbOptions {
  readonly features: readonly string[];
  readonly arms: readonly ArmPrior[];
  /** Default 0.25: rewards lie around 1 and differ by a few tenths. */
  readonly alpha?: number;
  /** Default 1. */
  readonly lambda?: number;
}

/** What the policy thinks of one arm for one prompt, in units of reward. */
export interface ArmEstimate {
  readonly arm: string;
  readonly mean: number;
  /** Half width of the confidence interval: α √(xᵀA⁻¹x). */
  readonly uncertainty: number;
  readonly prior: number;
  readonly pulls: number;
  /** Feature by feature, θᵢxᵢ: what moved the mean away from the prior. They and the prior add up to the mean. */
  readonly contributions: readonly number[];
}

/** `only`: no other arm. `best`: highest estimate anyway. `explore`: chosen for what is not yet known about it. */
export type ChoiceReason = 'only' | 'best' | 'explore';

export interface ArmChoice {
  readonly arm: string;
  /** One per arm, in the state's order. */
  readonly estimates: readonly ArmEstimate[];
  readonly reason: ChoiceReason;
}

/** Rewards are clipped to this range, so that one stalled or lucky run can't dominate an arm's regression. */
export const rewardRange = { least: 0.25, most: 4 } as const;

/**
 * A fresh state.
 * @throws RangeError without features or arms, on repeated names, or when a number is not usable.
 */
export function createLinUcb(options: LinUcbOptions): LinUcbState {
  const { features, alpha = 0.25, lambda = 1 } = options;
  const ids = options.arms.map(arm => arm.id);
  if (features.length === 0 || ids.length === 0) {
    throw new RangeError('LinUCB needs at least one feature and arm');
  }
  if (new Set(features).size < features.length || new Set(ids).size < ids.length) {
    throw new RangeError('names of features and of arms must be unique');
  }
  if (!(Number.isFinite(alpha) && alpha >= 0 && Number.isFinite(lambda) && lambda > 0)) {
    throw new RangeError(`LinUCB needs α ≥ 0 and λ > 0; got ${alpha} and ${lambda}`);
  }
  const arms = options.arms.map(arm => freshArm(arm, features.length, lambda));
  return { features: [...features], alpha, lambda, arms, updates: 0, regret: 0 };
}

/** The same features, arms, priors and options with nothing learnt. */
export function resetLinUcb(state: LinUcbState): LinUcbState {
  return createLinUcb(state);
}

/** An arm nothing has been seen of: A = λI. */
export function freshArm({ id, prior }: ArmPrior, size: number, lambda: number): LinUcbArm {
  if (!Number.isFinite(prior)) throw new RangeError(`the prior of arm "${id}" must be a finite number`);
  const inverse = new Array<number>(size * size).fill(0);
  for (let i = 0; i < size; i++) inverse[i * size + i] = 1 / lambda;
  return { id, prior, pulls: 0, inverse, b: new Array<number>(size).fill(0) };
}

/** Every arm's estimate for the features `x`, without choosing. @throws RangeError for a vector that does not fit. */
export function estimateArms(state: LinUcbState, x: ArrayLike<number>): ArmEstimate[] {
  const features = checked(state, x);
  return state.arms.map(arm => {
    const theta = multiply(arm.inverse, arm.b);
    const contributions = features.map((value, i) => value * (theta[i] ?? 0));
    const variance = Math.max(0, dot(features, multiply(arm.inverse, features)));
    return {
      arm: arm.id,
      mean: contributions.reduce((sum, value) => sum + value, arm.prior),
      uncertainty: state.alpha * Math.sqrt(variance),
      prior: arm.prior,
      pulls: arm.pulls,
      contributions,
    };
  });
}

/** Picks the arm with the highest mean + uncertainty; on a tie the one listed first. @throws RangeError for a bad `x`. */
export function chooseArm(state: LinUcbState, x: ArrayLike<number>): ArmChoice {
  const estimates = estimateArms(state, x);
  const chosen = highest(estimates, estimate => estimate.mean + estimate.uncertainty);
  const best = highest(estimates, estimate => estimate.mean);
  const reason = estimates.length === 1 ? 'only' : chosen.mean >= best.mean ? 'best' : 'explore';
  return { arm: chosen.arm, estimates, reason };
}

/**
 * The state after arm `id` earned `reward` on the prompt with features `x`.
 * @param reward speed-up over plain passes of the target, 1 = the same speed; clipped to {@link rewardRange}
 * @throws RangeError for an unknown arm, a vector that does not fit, or a reward that is not finite.
 */
export function updateArm(state: LinUcbState, id: string, x: ArrayLike<number>, reward: number): LinUcbState {
  const features = checked(state, x);
  if (!Number.isFinite(reward)) throw new RangeError(`a reward must be a finite number, not ${reward}`);
  if (!state.arms.some(arm => arm.id === id)) throw new RangeError(`there is no arm "${id}"`);
  const gained = Math.min(rewardRange.most, Math.max(rewardRange.least, reward));
  const arms = state.arms.map(arm =>
    arm.id !== id
      ? arm
      : {
          ...arm,
          pulls: arm.pulls + 1,
          inverse: addOuterProduct(arm.inverse, features),
          b: arm.b.map((value, i) => value + (features[i] ?? 0) * (gained - arm.prior)),
        },
  );
  const next = { ...state, arms, updates: state.updates + 1 };
  const estimates = estimateArms(next, features);
  const best = highest(estimates, estimate => estimate.mean).mean;
  const chosen = estimates.find(estimate => estimate.arm === id)?.mean ?? best;
  return { ...next, regret: state.regret + best - chosen };
}

/**
 * Sherman–Morrison: (A + xxᵀ)⁻¹ = A⁻¹ − (A⁻¹x)(A⁻¹x)ᵀ / (1 + xᵀA⁻¹x), for symmetric A⁻¹ in row-major order. The result is
 * symmetric to the last bit, since entries (i, j) and (j, i) are computed from the same product.
 */
export function addOuterProduct(inverse: readonly number[], x: readonly number[]): number[] {
  const direction = multiply(inverse, x);
  const scale = 1 / (1 + dot(x, direction));
  const size = x.length;
  return inverse.map((value, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return value - (direction[i] ?? 0) * (direction[j] ?? 0) * scale;
  });
}

function multiply(matrix: readonly number[], vector: readonly number[]): number[] {
  const size = vector.length;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += (matrix[i * size + j] ?? 0) * (vector[j] ?? 0);
    return sum;
  });
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

function highest(estimates: readonly ArmEstimate[], score: (estimate: ArmEstimate) => number): ArmEstimate {
  return estimates.reduce((best, next) => (score(next) > score(best) ? next : best));
}

function checked(state: LinUcbState, x: ArrayLike<number>): number[] {
  const values = Array.from(x);
  if (values.length !== state.features.length) {
    throw new RangeError(`expected ${state.features.length} features, got ${values.length}`);
  }
  if (!values.every(Number.isFinite)) throw new RangeError('every feature must be a finite number');
  return values;
}
