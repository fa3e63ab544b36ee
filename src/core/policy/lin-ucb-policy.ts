import { estimateArms, type LinUcbState, updateArm } from './lin-ucb.ts';
import { argmax, type Policy } from './policy.ts';

/** LinUCB that begins with `start`. */
export function linUcbPolicy(start: LinUcbState): Policy {
  let state = start;
  return {
    id: 'lin-ucb',
    choose(x) {
      const scores = estimateArms(state, x).map(({ mean, uncertainty }) => mean + uncertainty);
      return { arm: argmax(scores), scores };
    },
    update(x, arm, reward) {
      state = updateArm(state, state.arms[arm]?.id ?? '', x, reward);
    },
  };
}
