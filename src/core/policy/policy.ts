/** What a policy decides for one prompt. */
export interface PolicyChoice {
  /** Index of the arm. */
  readonly arm: number;
  /** One score per arm, higher is better; their unit is the policy's own. The chosen arm need not be the highest. */
  readonly scores: readonly number[];
}

/**
 * Chooses one of a fixed list of arms for each prompt. Arms are known by their index. Policies that learn change their own
 * state; randomness is given to them when they are made.
 */
export interface Policy {
  readonly id: string;
  /** @param x the prompt's features, shape `[d]`, entries in 0…1, a constant 1 (bias) among them */
  choose(x: ArrayLike<number>): PolicyChoice;
  /** Told what the chosen arm earned (bandit feedback). */
  update?(x: ArrayLike<number>, arm: number, reward: number): void;
  /** Told what every arm would have earned (full information); only where that is free, as in a replay. */
  updateAll?(x: ArrayLike<number>, rewards: ArrayLike<number>): void;
}

/** A prompt of the offline dataset, as policies are trained on it. */
export interface LabelledSample {
  /** Shape `[d]`. */
  readonly x: ArrayLike<number>;
  /** One per arm. */
  readonly rewards: ArrayLike<number>;
}

/** Index of the largest value; of the first of several. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] ?? Number.NEGATIVE_INFINITY) > (values[best] ?? Number.NEGATIVE_INFINITY)) best = i;
  }
  return best;
}

/**
 * The common sizes of a training set.
 * @throws RangeError when it is empty, when samples differ in size, or on a number that is not finite.
 */
export function sizesOf(samples: readonly LabelledSample[]): {
  readonly size: number;
  readonly arms: number;
} {
  const first = samples[0];
  if (first === undefined) throw new RangeError('there are no samples to train on');
  const size = first.x.length;
  const arms = first.rewards.length;
  if (size === 0 || arms === 0) throw new RangeError('samples need at least one feature and one arm');
  samples.forEach(({ x, rewards }, i) => {
    if (x.length !== size || rewards.length !== arms) throw new RangeError(`sample ${i} has another size`);
    if (!(allFinite(x) && allFinite(rewards)))
      throw new RangeError(`sample ${i} has a number that is not finite`);
  });
  return { size, arms };
}

/** Mean reward of every arm over the samples. */
export function meanRewards(samples: readonly LabelledSample[]): number[] {
  const { arms } = sizesOf(samples);
  const sums = new Array<number>(arms).fill(0);
  for (const { rewards } of samples) {
    for (let arm = 0; arm < arms; arm++) sums[arm] = (sums[arm] ?? 0) + (rewards[arm] ?? 0);
  }
  return sums.map(sum => sum / samples.length);
}

function allFinite(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
