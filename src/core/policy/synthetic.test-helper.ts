import type { LinearModel } from './linear-model.ts';
import { linearScores } from './linear-model.ts';
import type { LabelledSample } from './policy.ts';
import { normal, type Random } from './random.ts';

/** A made-up problem whose expected rewards are linear in the features, with the best arm differing from prompt to prompt. */
export interface LinearProblem {
  /** Expected rewards. */
  readonly truth: LinearModel;
  /** `count` prompts with noisy rewards. */
  draw(count: number): LabelledSample[];
}

/**
 * Features: a bias, three binary kinds of which one is set, the rest mostly 0. Every arm is good at one kind and bad at the others.
 * @param noise standard deviation of what is added to each reward
 */
export function linearProblem(random: Random, size: number, arms: number, noise: number): LinearProblem {
  const kinds = 3;
  const weights = Array.from({ length: arms }, (_, arm) =>
    Array.from({ length: size }, (_, i) => {
      if (i === 0) return 0.4;
      if (i <= kinds) return i - 1 === arm % kinds ? 0.25 : -0.15;
      return 0.08 * normal(random);
    }),
  ).flat();
  const truth: LinearModel = { size, offsets: new Array<number>(arms).fill(0), weights };
  const prompt = () => {
    const kind = 1 + Math.floor(random() * kinds);
    return Array.from({ length: size }, (_, i) =>
      i === 0 ? 1 : i <= kinds ? (i === kind ? 1 : 0) : random() < 0.25 ? random() : 0,
    );
  };
  const draw = (count: number) =>
    Array.from({ length: count }, () => {
      const x = prompt();
      return { x, rewards: linearScores(truth, x).map(value => value + noise * normal(random)) };
    });
  return { truth, draw };
}

/** Mean over the samples of the expected reward of the arm that `choose` takes. */
export function meanTrueReward(
  truth: LinearModel,
  samples: readonly LabelledSample[],
  choose: (x: ArrayLike<number>) => number,
): number {
  const sum = samples.reduce((total, { x }) => total + (linearScores(truth, x)[choose(x)] ?? 0), 0);
  return sum / samples.length;
}
