import { argmax, type Policy } from './policy.ts';
import { drawIndex, type Random } from './random.ts';

/** Which rewards the context-free bandits map to 0…1; what lies outside is clipped. */
export interface RewardRange {
  readonly least: number;
  readonly most: number;
}

/** Speed-ups as they occur: half as fast … twice as fast as the target alone. */
const speedUpRange: RewardRange = { least: 0.5, most: 2 };

/** Always the same arm. */
export function fixedPolicy(arm: number, arms: number): Policy {
  const scores = Array.from({ length: arms }, (_, i) => (i === arm ? 1 : 0));
  return { id: `fixed-${arm}`, choose: () => ({ arm, scores }) };
}

/** Any arm, all equally likely. */
export function randomPolicy(arms: number, random: Random): Policy {
  const scores = new Array<number>(arms).fill(1 / arms);
  return { id: 'random', choose: () => ({ arm: drawIndex(scores, random), scores }) };
}

/**
 * The best arm of each prompt: what no policy can beat.
 * @param peek the rewards of the prompt about to be chosen for; only a replay knows them
 */
export function oraclePolicy(peek: () => ArrayLike<number>): Policy {
  return {
    id: 'oracle',
    choose() {
      const scores = Array.from(peek());
      return { arm: argmax(scores), scores };
    },
  };
}

/**
 * UCB1 (Auer, Cesa-Bianchi and Fischer 2002), which knows no context: every arm once, then the highest
 * mean + √(2 ln t / n) of rewards mapped to 0…1.
 */
export function ucb1Policy(arms: number, range: RewardRange = speedUpRange): Policy {
  const pulls = new Array<number>(arms).fill(0);
  const sums = new Array<number>(arms).fill(0);
  let total = 0;
  return {
    id: 'ucb1',
    choose() {
      const scores = pulls.map((n, arm) =>
        n === 0 ? Number.POSITIVE_INFINITY : (sums[arm] ?? 0) / n + Math.sqrt((2 * Math.log(total)) / n),
      );
      return { arm: argmax(scores), scores };
    },
    update(_, arm, reward) {
      pulls[arm] = (pulls[arm] ?? 0) + 1;
      sums[arm] = (sums[arm] ?? 0) + toUnit(reward, range);
      total++;
    },
  };
}

/**
 * EXP3 (Auer et al. 2002, "The Nonstochastic Multiarmed Bandit Problem"), which knows no context and draws its arm: probability
 * (1 − γ)·share of weight + γ/arms, and after a reward r ∈ 0…1 the chosen weight grows by exp(γ r / (p·arms)).
 * @param gamma share of the draws that only explore
 */
export function exp3Policy(arms: number, random: Random, gamma = 0.1, range = speedUpRange): Policy {
  const logWeights = new Array<number>(arms).fill(0);
  const probabilities = () => {
    const most = Math.max(...logWeights);
    const weights = logWeights.map(value => Math.exp(value - most));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return weights.map(weight => ((1 - gamma) * weight) / sum + gamma / arms);
  };
  return {
    id: 'exp3',
    choose() {
      const scores = probabilities();
      return { arm: drawIndex(scores, random), scores };
    },
    update(_, arm, reward) {
      // Between a choice and its update nothing changes the weights, so these are the probabilities it was drawn with.
      const p = probabilities()[arm] ?? 1;
      logWeights[arm] = (logWeights[arm] ?? 0) + (gamma * toUnit(reward, range)) / (p * arms);
    },
  };
}

/** @returns where the reward stands in the range, 0…1. */
export function toUnit(reward: number, { least, most }: RewardRange): number {
  return Math.min(1, Math.max(0, (reward - least) / (most - least)));
}
