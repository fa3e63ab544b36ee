import { argmax, type Policy } from './policy.ts';
import { drawIndex, type Random } from './random.ts';

/**
 * Hedge (Freund and Schapire 1997): a weight per draft, multiplied by exp(η·gain) after every round. It needs to know what every
 * draft would have gained, not only the chosen one. Inside a generation that is free wherever proposing is: each draft's guess can be
 * compared with the token the target then emitted.
 */
export interface Hedge {
  /** Share of weight of every draft, adding up to 1. */
  shares(): number[];
  /** @param gains what each draft gained, or would have gained, in 0…1; one per draft */
  learn(gains: ArrayLike<number>): void;
}

/** The learning rate √(8 ln arms / rounds), which bounds the regret by √(rounds · ln arms / 2). */
export function hedgeRate(arms: number, rounds: number): number {
  return Math.sqrt((8 * Math.log(Math.max(2, arms))) / Math.max(1, rounds));
}

/** All drafts equal. @throws RangeError for η that is not positive, and later for gains of another number than arms */
export function createHedge(arms: number, eta: number): Hedge {
  if (!(eta > 0 && Number.isFinite(eta))) throw new RangeError(`Hedge needs η > 0, not ${eta}`);
  const gained = new Array<number>(arms).fill(0);
  return {
    shares() {
      const most = Math.max(...gained);
      const weights = gained.map(gain => Math.exp(eta * (gain - most)));
      const sum = weights.reduce((all, weight) => all + weight, 0);
      return weights.map(weight => weight / sum);
    },
    learn(gains) {
      if (gains.length !== arms) throw new RangeError(`${gains.length} gains for ${arms} arms`);
      for (let arm = 0; arm < arms; arm++) gained[arm] = (gained[arm] ?? 0) + (gains[arm] ?? 0);
    },
  };
}

/** What came of re-choosing the draft in every round of a generation. */
export interface HedgedGeneration {
  /** The draft of each round. */
  readonly arms: readonly number[];
  /** Sum of the gains of the chosen drafts. */
  readonly gain: number;
}

/**
 * Plays one generation: in each round a draft is drawn by its share of weight, then all of them are told their gain.
 * @param gains shape `[rounds][drafts]`, each in 0…1, for example the share of the proposal that the target kept
 */
export function hedgeGeneration(
  gains: readonly (readonly number[])[],
  eta: number,
  random: Random,
): HedgedGeneration {
  const hedge = createHedge(gains[0]?.length ?? 1, eta);
  let gain = 0;
  const arms = gains.map(round => {
    const arm = drawIndex(hedge.shares(), random);
    gain += round[arm] ?? 0;
    hedge.learn(round);
    return arm;
  });
  return { arms, gain };
}

/**
 * Hedge from prompt to prompt, for a replay: after each prompt it is told every arm's reward. It knows no context, so at best it
 * finds the best fixed arm. Takes the arm of highest weight.
 */
export function hedgePolicy(arms: number, eta = 0.5): Policy {
  const hedge = createHedge(arms, eta);
  return {
    id: 'hedge',
    choose() {
      const scores = hedge.shares();
      return { arm: argmax(scores), scores };
    },
    updateAll: (_, rewards) => hedge.learn(rewards),
  };
}
