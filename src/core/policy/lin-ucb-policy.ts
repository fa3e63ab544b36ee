import { emptyGuard, type GuardOptions, guardedChoice, observeSpeedUp } from './guard.ts';
import { chooseArm, estimateArms, type LinUcbState, updateArm } from './lin-ucb.ts';
import { argmax, type Policy } from './policy.ts';

/** LinUCB that begins with `start`. Scores are the upper confidence bounds. */
export function linUcbPolicy(start: LinUcbState): Policy {
  let state = start;
  return {
    id: 'lin-ucb',
    choose(x) {
      const scores = bounds(state, x);
      return { arm: argmax(scores), scores };
    },
    update(x, arm, reward) {
      state = updateArm(state, idOf(state, arm), x, reward);
    },
  };
}

export interface GuardedOptions extends GuardOptions {
  /** Id of the group a prompt belongs to. */
  readonly groupOf: (x: ArrayLike<number>) => string;
  /** Id of the arm that is never left. Default `none`. */
  readonly safe?: string;
}

/** LinUCB that begins with `start`, and the guard beside it. Rewards must be speed-ups. */
export function guardedLinUcbPolicy(start: LinUcbState, options: GuardedOptions): Policy {
  const { groupOf, safe = 'none' } = options;
  let state = start;
  let guard = emptyGuard;
  return {
    id: 'guarded-lin-ucb',
    choose(x) {
      const { arm } = guardedChoice(chooseArm(state, x), guard, groupOf(x), safe, options);
      return { arm: state.arms.findIndex(({ id }) => id === arm), scores: bounds(state, x) };
    },
    update(x, arm, reward) {
      state = updateArm(state, idOf(state, arm), x, reward);
      guard = observeSpeedUp(guard, groupOf(x), idOf(state, arm), reward);
    },
  };
}

function bounds(state: LinUcbState, x: ArrayLike<number>): number[] {
  return estimateArms(state, x).map(({ mean, uncertainty }) => mean + uncertainty);
}

function idOf(state: LinUcbState, arm: number): string {
  return state.arms[arm]?.id ?? '';
}
