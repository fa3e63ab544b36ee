import { estimateArms, type LinUcbState, updateArm } from './lin-ucb.ts';
import { argmax, type Policy, type PolicyChoice } from './policy.ts';
import { normal, type Random } from './random.ts';

/**
 * Linear Thompson sampling (Agrawal and Goyal 2013, arXiv 1209.3352), on the same state as LinUCB, warm start included: for each
 * arm draw θ̃ ~ N(θ, α² A⁻¹) and take the arm with the highest prior + xᵀθ̃. As only xᵀθ̃ matters and every arm has its own
 * regression, it is enough to draw one number per arm: xᵀθ̃ ~ N(xᵀθ, α² xᵀA⁻¹x), whose mean and standard deviation are LinUCB's
 * estimate and uncertainty. The state's `alpha` is the paper's v.
 * @returns the index of the arm, and the draws as scores
 * @throws RangeError for a vector that does not fit
 */
export function sampleArm(state: LinUcbState, x: ArrayLike<number>, random: Random): PolicyChoice {
  const scores = estimateArms(state, x).map(({ mean, uncertainty }) => mean + uncertainty * normal(random));
  return { arm: argmax(scores), scores };
}

/** Thompson sampling that begins with `start`. */
export function thompsonPolicy(start: LinUcbState, random: Random): Policy {
  let state = start;
  return {
    id: 'thompson',
    choose: x => sampleArm(state, x, random),
    update(x, arm, reward) {
      state = updateArm(state, state.arms[arm]?.id ?? '', x, reward);
    },
  };
}
