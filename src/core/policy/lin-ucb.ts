import { dot, invertSymmetric, multiply, quadraticForm } from './linear-algebra.ts';

/**
 * Disjoint LinUCB (Li et al. 2010, arXiv 1003.0146, algorithm 1): every arm has its own ridge regression from the
 * prompt's features to the reward, and the arm with the highest upper confidence bound is chosen.
 *
 * For arm a: A = A₀ + Σ x xᵀ, b = Σ x (r − prior − xᵀw), θ = w + A⁻¹b, estimate = prior + xᵀθ, uncertainty = α √(xᵀA⁻¹x).
 * Prior and prior weights w are ours: with them an arm nothing is known about is estimated at what the cost model or the offline
 * dataset expects of it, not at 0. A₀ = λI, or λI + n₀·G with a {@link WarmStart}.
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
  /** A₀⁻¹ of every arm, row-major `[d × d]`: what an arm starts from, and goes back to on a reset. */
  readonly start: readonly number[];
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
  /** Expected change of the reward with each feature before any evidence, shape `[d]`; all 0 without an offline model. */
  readonly priorWeights: readonly number[];
  /** Number of rewards seen. */
  readonly pulls: number;
  /** A⁻¹, row-major `[d × d]`, symmetric positive definite. */
  readonly inverse: readonly number[];
  /** Shape `[d]`. */
  readonly b: readonly number[];
}

/** What is expected of an arm before any evidence: prior + x·priorWeights. */
export type ArmPrior = Pick<LinUcbArm, 'id' | 'prior'> & Partial<Pick<LinUcbArm, 'priorWeights'>>;

/**
 * How firmly the prior weights are believed: every arm starts as if it had been tried on `strength` prompts like the offline ones
 * and had earned what the weights say. So confidence is high for prompts of the kinds in the dataset, and a prompt unlike them still
 * has nearly the uncertainty of the ridge alone: evidence overrules the offline policy first where that knows least.
 */
export interface WarmStart {
  /** n₀ ≥ 0, in observations. */
  readonly strength: number;
  /** G, the mean of x xᵀ over the offline prompts, row-major `[d × d]`; `meanGram` of `warm-start.ts`. */
  readonly gram: readonly number[];
}

export interface LinUcbOptions {
  readonly features: readonly string[];
  readonly arms: readonly ArmPrior[];
  /** Default 0.25: rewards lie around 1 and differ by a few tenths. */
  readonly alpha?: number;
  /** Default 1. */
  readonly lambda?: number;
  /** Default: none, A₀ = λI. */
  readonly warmStart?: WarmStart;
}

/** What the policy thinks of one arm for one prompt, in units of reward. */
export interface ArmEstimate {
  readonly arm: string;
  readonly mean: number;
  /** Half width of the confidence interval: α √(xᵀA⁻¹x). */
  readonly uncertainty: number;
  readonly prior: number;
  readonly pulls: number;
  /** Feature by feature, θᵢxᵢ, offline and learnt here together. They and the prior add up to the mean. */
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
  const start = startInverse(features.length, lambda, options.warmStart);
  const arms = options.arms.map(arm => freshArm(arm, start, features.length));
  return { features: [...features], alpha, lambda, start, arms, updates: 0, regret: 0 };
}

/** The same features, arms, priors, warm start and options with nothing learnt. */
export function resetLinUcb(state: LinUcbState): LinUcbState {
  const arms = state.arms.map(arm => freshArm(arm, state.start, state.features.length));
  return { ...state, arms, updates: 0, regret: 0 };
}

/** An arm nothing has been seen of. @param start A₀⁻¹. @throws RangeError when a prior is not usable. */
export function freshArm(arm: ArmPrior, start: readonly number[], size: number): LinUcbArm {
  const { id, prior, priorWeights = new Array<number>(size).fill(0) } = arm;
  if (![prior, ...priorWeights].every(Number.isFinite)) {
    throw new RangeError(`every prior of arm "${id}" must be a finite number`);
  }
  if (priorWeights.length !== size) {
    throw new RangeError(`arm "${id}" has ${priorWeights.length} prior weights for ${size} features`);
  }
  return { id, prior, priorWeights, pulls: 0, inverse: start, b: new Array<number>(size).fill(0) };
}

/** A₀⁻¹ = (λI + n₀G)⁻¹. @throws RangeError when the warm start is not usable. */
export function startInverse(size: number, lambda: number, warmStart?: WarmStart): number[] {
  const { strength, gram } = warmStart ?? { strength: 0, gram: new Array<number>(size * size).fill(0) };
  if (gram.length !== size * size || !(Number.isFinite(strength) && strength >= 0)) {
    throw new RangeError(`a warm start needs a strength ≥ 0 and a ${size} × ${size} matrix`);
  }
  const matrix = gram.map((value, at) => strength * value + (at % (size + 1) === 0 ? lambda : 0));
  const inverse = invertSymmetric(matrix, size);
  if (inverse === undefined) throw new RangeError('the matrix of the warm start is not positive');
  return inverse;
}

/** What an arm was expected to earn on a prompt before any evidence: prior + xᵀw. */
export function priorMean(arm: LinUcbArm, x: ArrayLike<number>): number {
  return arm.prior + dot(arm.priorWeights, x);
}

/** Every arm's estimate for the features `x`, without choosing. @throws RangeError for a vector that does not fit. */
export function estimateArms(state: LinUcbState, x: ArrayLike<number>): ArmEstimate[] {
  const features = checked(state, x);
  return state.arms.map(arm => {
    const theta = learntWeights(arm);
    const contributions = features.map((value, i) => value * (theta[i] ?? 0));
    const variance = Math.max(0, quadraticForm(arm.inverse, features));
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
          b: arm.b.map((value, i) => value + (features[i] ?? 0) * (gained - priorMean(arm, features))),
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

/** θ of arms that were asked for before. Arms are never changed in place, so it stays right; it is half the work of a choice. */
const knownWeights = new WeakMap<LinUcbArm, readonly number[]>();

/** θ = w + A⁻¹b. */
function learntWeights(arm: LinUcbArm): readonly number[] {
  if (arm.pulls === 0) return arm.priorWeights;
  const known = knownWeights.get(arm);
  if (known !== undefined) return known;
  const theta = multiply(arm.inverse, arm.b).map((value, i) => value + (arm.priorWeights[i] ?? 0));
  knownWeights.set(arm, theta);
  return theta;
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
