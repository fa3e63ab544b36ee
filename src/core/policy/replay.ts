import { argmax, type LabelledSample, type Policy } from './policy.ts';
import { type Random, seededRandom, shuffled } from './random.ts';

/** A prompt with what every arm does on it, as `DatasetSample` has it. */
export interface ReplaySample {
  readonly kind: string;
  /** Tokens of the output. */
  readonly tokens: number;
  readonly features: readonly number[];
  /** Speed of each arm relative to the target alone, > 0. */
  readonly speedUps: readonly number[];
}

/** What a policy may be made from. */
export interface ReplayContext {
  readonly arms: number;
  readonly random: Random;
  /** Every arm's reward on the prompt about to be chosen for: for the oracle, and for nothing else. */
  peek(): ArrayLike<number>;
}

export type PolicyFactory = (context: ReplayContext) => Policy;

/** One prompt of a replay. */
export interface ReplayStep {
  /** Index into the samples. */
  readonly sample: number;
  readonly arm: number;
  /** The arm with the highest reward. */
  readonly best: number;
  readonly reward: number;
  /** The best arm's reward − the chosen arm's. */
  readonly regret: number;
}

export interface ReplayOptions {
  /** Seed of the order of the prompts and of the policy's draws. */
  readonly seed: number;
  /** One row per sample, one reward per arm: what policies learn from and regret is counted in. Default: the speed-ups. */
  readonly rewards?: readonly ArrayLike<number>[];
}

/**
 * Plays a policy over stored prompts, in an order that the seed decides: it chooses, then is told what its arm earned, and, if
 * it takes it, what all would have earned.
 * @returns the steps in the order played
 * @throws RangeError when there are no samples, sizes differ, or a speed-up is not positive
 */
export function replay(
  makePolicy: PolicyFactory,
  samples: readonly ReplaySample[],
  options: ReplayOptions,
): ReplayStep[] {
  const rewards = options.rewards ?? samples.map(sample => sample.speedUps);
  const arms = samples[0]?.speedUps.length ?? 0;
  if (arms === 0) throw new RangeError('there is nothing to replay');
  if (rewards.length !== samples.length) {
    throw new RangeError(`${rewards.length} rows of rewards for ${samples.length} samples`);
  }
  samples.forEach(({ speedUps }, i) => {
    if (speedUps.length !== arms || rewards[i]?.length !== arms) {
      throw new RangeError(`sample ${i} has another number of arms`);
    }
    if (!speedUps.every(s => s > 0)) throw new RangeError(`sample ${i} has a speed-up that is not positive`);
  });
  let current: ArrayLike<number> = [];
  const random = seededRandom(options.seed);
  const order = shuffled(
    samples.map((_, i) => i),
    random,
  );
  const policy = makePolicy({ arms, random, peek: () => current });
  return order.map(sample => {
    const x = samples[sample]?.features ?? [];
    current = rewards[sample] ?? [];
    const { arm } = policy.choose(x);
    const reward = current[arm];
    if (reward === undefined) throw new RangeError(`policy "${policy.id}" chose arm ${arm} of ${arms}`);
    const best = argmax(current);
    policy.update?.(x, arm, reward);
    policy.updateAll?.(x, current);
    return { sample, arm, best, reward, regret: (current[best] ?? reward) - reward };
  });
}

/** The steps without the first `seen` prompts of each kind: what a policy does once it had a chance to learn. */
export function laterSteps(
  steps: readonly ReplayStep[],
  samples: readonly ReplaySample[],
  seen: number,
): ReplayStep[] {
  const counts = new Map<string, number>();
  return steps.filter(({ sample }) => {
    const kind = samples[sample]?.kind ?? '';
    const before = counts.get(kind) ?? 0;
    counts.set(kind, before + 1);
    return before >= seen;
  });
}

/**
 * The control of an experiment: the same prompts and the same rewards, dealt to each other at random. Whatever a policy learns
 * from these beyond the best fixed arm is noise.
 */
export function shuffledLabels(samples: readonly LabelledSample[], random: Random): LabelledSample[] {
  const rewards = shuffled(
    samples.map(sample => sample.rewards),
    random,
  );
  return samples.map(({ x }, i) => ({ x, rewards: rewards[i] ?? [] }));
}
