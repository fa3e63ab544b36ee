import { type ArmPrior, createLinUcb, type LinUcbState } from './lin-ucb.ts';
import { armWeights, type LinearModel } from './linear-model.ts';
import type { LabelledSample } from './policy.ts';
import { gramMatrix } from './ridge.ts';

/** The mean of x xᵀ over the prompts, row-major `[d × d]`. @throws RangeError without prompts */
export function meanGram(samples: readonly Pick<LabelledSample, 'x'>[]): number[] {
  if (samples.length === 0) throw new RangeError('there are no samples to take the mean of');
  return gramMatrix(samples).map(value => value / samples.length);
}

/**
 * An offline model as priors of the arms. For rewards in the unit of the online ones (speed-up over the target alone), so it must
 * have been trained on those.
 * @throws RangeError when there are more or fewer ids than arms in the model
 */
export function priorsOf(model: LinearModel, ids: readonly string[]): ArmPrior[] {
  if (ids.length !== model.offsets.length) {
    throw new RangeError(`${ids.length} ids for ${model.offsets.length} arms`);
  }
  return model.offsets.map((prior, arm) => ({
    id: ids[arm] ?? '',
    prior,
    priorWeights: armWeights(model, arm),
  }));
}

export interface WarmStartOptions {
  readonly features: readonly string[];
  /** Ids of the arms, in the model's order. */
  readonly arms: readonly string[];
  /** Ridge regression of the speed-ups on the features. */
  readonly model: LinearModel;
  /** {@link meanGram} of the prompts it was trained on. */
  readonly gram: readonly number[];
  /** n₀; see `WarmStart`. Default 10, few enough to be outweighed in a sitting. */
  readonly strength?: number;
  readonly alpha?: number;
  readonly lambda?: number;
}

/** A LinUCB or Thompson state that begins with the offline policy's opinion. @throws RangeError when sizes differ */
export function warmStartedLinUcb(options: WarmStartOptions): LinUcbState {
  const { features, arms, model, gram, strength = 10, alpha = 0.25, lambda = 1 } = options;
  const warmStart = { strength, gram };
  return createLinUcb({ features, arms: priorsOf(model, arms), alpha, lambda, warmStart });
}
