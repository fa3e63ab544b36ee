import { type LinearModel, linearScores } from './linear-model.ts';
import { argmax, type LabelledSample, meanRewards, type Policy, sizesOf } from './policy.ts';
import { drawIndex, type Random, shuffled } from './random.ts';

export interface ReinforceOptions {
  readonly random: Random;
  /** Passes over the samples. Default 30. */
  readonly epochs?: number;
  /** Samples a step. Default 32. */
  readonly batch?: number;
  /** Step size of Adam at the beginning; it falls in a straight line to 0. Default 0.03. */
  readonly rate?: number;
  /**
   * Weight of the entropy bonus, in standard deviations of the reward; falls to 0 with the step size. Default 0.3: without it the
   * policy settles early on the arm that is best on the whole and seldom draws the others again.
   */
  readonly entropy?: number;
  /**
   * `sampled` is REINFORCE: one arm is drawn for each sample and epoch, and only its reward is looked at. `exact` sums the same
   * gradient over all arms, which the dataset allows; it has no variance from drawing. Default `sampled`.
   */
  readonly gradient?: 'sampled' | 'exact';
}

/** How many observations the mean reward of all arms counts for in a sample's baseline. */
const baselinePrior = 1;
/** Adam (Kingma and Ba 2015), with its usual constants. */
const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8] as const;

/** Where training stands after a pass over the samples. */
export interface ReinforceEpoch {
  /** 1, 2, … */
  readonly epoch: number;
  readonly epochs: number;
  /** Mean over the samples of Σ π(j | x) r_j: what drawing from the policy would earn. */
  readonly expected: number;
  /** Mean over the samples of the reward of the most probable arm: what the policy earns at test time. */
  readonly greedy: number;
  /** Mean over the samples of −Σ π log π, in nats; ln(arms) before training. */
  readonly entropy: number;
  readonly model: LinearModel;
}

/**
 * Trains π(j | x) = softmax_j(w_j·x) to maximise the expected reward, with REINFORCE (Williams 1992) as the paper does
 * (arXiv 2408.08470); step sizes and everything below are ours.
 *
 * ∇ = Σ (r_j − baseline) ∇ log π(j | x) for a drawn arm j. The baseline is the mean of the rewards this sample drew in earlier
 * epochs, started from the mean over all samples and arms; it does not depend on the present draw, so the gradient stays unbiased.
 * Rewards are divided by their standard deviation, so that step size and entropy bonus mean the same for any reward.
 * @returns the logits as a linear model (offsets 0); take the highest at test time
 * @throws RangeError on unusable samples
 */
export function trainReinforce(samples: readonly LabelledSample[], options: ReinforceOptions): LinearModel {
  const training = trainingState(samples, options);
  for (let epoch = 0; epoch < training.epochs; epoch++) training.pass(epoch);
  return training.model();
}

/**
 * The same training, a pass at a time, so that somebody can watch it and stop it. The last epoch's model is that of
 * {@link trainReinforce}.
 * @throws RangeError on unusable samples
 */
export function* reinforceEpochs(
  samples: readonly LabelledSample[],
  options: ReinforceOptions,
): Generator<ReinforceEpoch> {
  const training = trainingState(samples, options);
  for (let epoch = 0; epoch < training.epochs; epoch++) {
    training.pass(epoch);
    yield { epoch: epoch + 1, epochs: training.epochs, ...training.figures(), model: training.model() };
  }
}

function trainingState(samples: readonly LabelledSample[], options: ReinforceOptions) {
  const { size, arms } = sizesOf(samples);
  const { random, epochs = 30, batch = 32, rate = 0.03, entropy = 0.3, gradient = 'sampled' } = options;
  const weights = new Float64Array(arms * size);
  const gradients = new Float64Array(arms * size);
  const first = new Float64Array(arms * size);
  const second = new Float64Array(arms * size);
  const pi = new Float64Array(arms);
  const push = new Float64Array(arms);
  const mean = average(meanRewards(samples));
  const scale = 1 / (deviation(samples, mean) || 1);
  const drawn = new Float64Array(samples.length).fill(mean * baselinePrior);
  const order = samples.map((_, i) => i);
  const steps = epochs * Math.ceil(samples.length / batch);
  let step = 0;
  const pass = (epoch: number): void => {
    const shuffledOrder = shuffled(order, random);
    for (let start = 0; start < samples.length; start += batch) {
      const left = 1 - step / steps;
      gradients.fill(0);
      const members = shuffledOrder.slice(start, start + batch);
      for (const at of members) {
        const sample = samples[at];
        if (sample === undefined) continue;
        const { x, rewards } = sample;
        softmax(weights, x, pi);
        if (gradient === 'exact') {
          const value = expectation(pi, rewards);
          for (let j = 0; j < arms; j++) push[j] = (pi[j] ?? 0) * ((rewards[j] ?? 0) - value) * scale;
        } else {
          const arm = drawIndex(pi, random);
          const baseline = (drawn[at] ?? 0) / (epoch + baselinePrior);
          const advantage = ((rewards[arm] ?? 0) - baseline) * scale;
          drawn[at] = (drawn[at] ?? 0) + (rewards[arm] ?? 0);
          for (let j = 0; j < arms; j++) push[j] = advantage * ((j === arm ? 1 : 0) - (pi[j] ?? 0));
        }
        addEntropyGradient(push, pi, entropy * left);
        for (let j = 0; j < arms; j++) {
          const amount = (push[j] ?? 0) / members.length;
          for (let i = 0; i < size; i++) {
            gradients[j * size + i] = (gradients[j * size + i] ?? 0) + amount * (x[i] ?? 0);
          }
        }
      }
      step++;
      ascend(weights, gradients, first, second, step, rate * left);
    }
  };
  const figures = () => {
    let [expected, greedy, uncertainty] = [0, 0, 0];
    for (const { x, rewards } of samples) {
      softmax(weights, x, pi);
      expected += expectation(pi, rewards);
      greedy += rewards[argmax(pi)] ?? 0;
      uncertainty += entropyOf(pi);
    }
    const count = samples.length;
    return { expected: expected / count, greedy: greedy / count, entropy: uncertainty / count };
  };
  const model = (): LinearModel => ({
    size,
    offsets: new Array<number>(arms).fill(0),
    weights: Array.from(weights),
  });
  return { epochs, pass, figures, model };
}

/** The trained policy at test time: the most probable arm. Scores are the probabilities π(j | x). */
export function softmaxPolicy(id: string, model: LinearModel): Policy {
  return {
    id,
    choose(x) {
      const scores = probabilities(linearScores(model, x));
      return { arm: argmax(scores), scores };
    },
  };
}

function probabilities(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const raised = logits.map(logit => Math.exp(logit - most));
  const sum = raised.reduce((total, value) => total + value, 0);
  return raised.map(value => value / sum);
}

function softmax(weights: Float64Array, x: ArrayLike<number>, pi: Float64Array): void {
  const size = x.length;
  let most = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < pi.length; j++) {
    let logit = 0;
    for (let i = 0; i < size; i++) logit += (weights[j * size + i] ?? 0) * (x[i] ?? 0);
    pi[j] = logit;
    if (logit > most) most = logit;
  }
  let sum = 0;
  for (let j = 0; j < pi.length; j++) {
    const raised = Math.exp((pi[j] ?? 0) - most);
    pi[j] = raised;
    sum += raised;
  }
  for (let j = 0; j < pi.length; j++) pi[j] = (pi[j] ?? 0) / sum;
}

/** ∂H/∂logit_j = −π_j (log π_j + H) for the entropy H = −Σ π log π. */
function addEntropyGradient(push: Float64Array, pi: Float64Array, weight: number): void {
  if (weight === 0) return;
  const h = entropyOf(pi);
  for (let j = 0; j < pi.length; j++) {
    const p = pi[j] ?? 0;
    push[j] = (push[j] ?? 0) - weight * p * (Math.log(Math.max(p, 1e-300)) + h);
  }
}

/** H = −Σ π log π, in nats. */
function entropyOf(pi: Float64Array): number {
  let h = 0;
  for (let j = 0; j < pi.length; j++) h -= (pi[j] ?? 0) * Math.log(Math.max(pi[j] ?? 0, 1e-300));
  return h;
}

/** One step of Adam uphill. */
function ascend(
  weights: Float64Array,
  gradients: Float64Array,
  first: Float64Array,
  second: Float64Array,
  step: number,
  rate: number,
): void {
  const corrected1 = 1 - beta1 ** step;
  const corrected2 = 1 - beta2 ** step;
  for (let i = 0; i < weights.length; i++) {
    const g = gradients[i] ?? 0;
    const m = beta1 * (first[i] ?? 0) + (1 - beta1) * g;
    const v = beta2 * (second[i] ?? 0) + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    weights[i] = (weights[i] ?? 0) + (rate * (m / corrected1)) / (Math.sqrt(v / corrected2) + epsilon);
  }
}

function expectation(pi: Float64Array, rewards: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < pi.length; j++) sum += (pi[j] ?? 0) * (rewards[j] ?? 0);
  return sum;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(samples: readonly LabelledSample[], mean: number): number {
  let sum = 0;
  let count = 0;
  for (const { rewards } of samples) {
    for (let j = 0; j < rewards.length; j++) sum += ((rewards[j] ?? 0) - mean) ** 2;
    count += rewards.length;
  }
  return Math.sqrt(sum / count);
}
