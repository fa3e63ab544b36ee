import { type DatasetSample, type OfflineDataset, samplesOf } from '../offline-dataset.ts';
import type { AlignmentKind } from '../reward.ts';
import { evaluate, type Interval } from './evaluate.ts';
import { type LinearModel, linearPolicy, linearScores } from './linear-model.ts';
import { argmax, type LabelledSample, meanRewards, type Policy } from './policy.ts';
import { type Random, seededRandom, shuffled } from './random.ts';
import { trainReinforce } from './reinforce.ts';
import { replay } from './replay.ts';
import { trainRidge } from './ridge.ts';
import { bySpeedUp, paperRewards, type RewardChoice, reinforceOptions } from './training.ts';

/** What training on r = α·f + (1 − α)·c gives on prompts never seen. */
export interface AlphaPoint extends RewardChoice {
  /** Mean reward of REINFORCE, of ridge, and of the best arm of each prompt. */
  readonly reinforceReward: number;
  readonly ridgeReward: number;
  readonly bestReward: number;
  /** Speed relative to the target alone. */
  readonly reinforceSpeed: Interval;
  readonly ridgeSpeed: Interval;
}

/** Trains on one part, judges on another, for every α of every kind of alignment. */
export function alphaSweep(
  dataset: OfflineDataset,
  kinds: readonly AlignmentKind[],
  alphas: readonly number[],
  { train, test, seed }: { train: readonly DatasetSample[]; test: readonly DatasetSample[]; seed: number },
): AlphaPoint[] {
  return kinds.flatMap(kind =>
    alphas.map((alpha): AlphaPoint => {
      const learnt = paperRewards(dataset, train, { kind, alpha });
      const judged = paperRewards(dataset, test, { kind, alpha });
      const reinforce = trainReinforce(learnt, reinforceOptions(learnt, seededRandom(seed)));
      const ridge = trainRidge(learnt);
      return {
        kind,
        alpha,
        reinforceReward: meanReward(reinforce, judged),
        ridgeReward: meanReward(ridge, judged),
        bestReward: mean(judged.map(({ rewards }) => Math.max(...Array.from(rewards)))),
        reinforceSpeed: speedOf(linearPolicy('reinforce', reinforce), test, seed),
        ridgeSpeed: speedOf(linearPolicy('ridge', ridge), test, seed),
      };
    }),
  );
}

/** The α (and alignment) whose REINFORCE policy is fastest on a part of the training prompts that it was not trained on. */
export function chooseReward(
  dataset: OfflineDataset,
  kind: AlignmentKind,
  alphas: readonly number[],
  seed: number,
): RewardChoice {
  const [fit, check] = halves(samplesOf(dataset, 'train'), 0.75, seededRandom(seed));
  const points = alphaSweep(dataset, [kind], alphas, { train: fit, test: check, seed });
  const speeds = points.map(({ reinforceSpeed }) => reinforceSpeed.value);
  return { kind, alpha: points[argmax(speeds)]?.alpha ?? 1 };
}

/** REINFORCE's share of the reward that the best linear policy gets. */
export interface RewardShare {
  readonly reward: string;
  readonly reinforce: number;
  readonly exact: number;
  readonly ridge: number;
  /** Mean reward of the best fixed arm. */
  readonly fixed: number;
  readonly best: number;
  /** reinforce / the best of the three linear policies. */
  readonly share: number;
}

export function rewardShares(
  dataset: OfflineDataset,
  test: readonly DatasetSample[],
  reward: RewardChoice,
  seed: number,
): RewardShare[] {
  const train = samplesOf(dataset, 'train');
  const share = (name: string, learnt: LabelledSample[], judged: LabelledSample[]): RewardShare => {
    const train = (gradient: 'sampled' | 'exact') =>
      meanReward(
        trainReinforce(learnt, { ...reinforceOptions(learnt, seededRandom(seed)), gradient }),
        judged,
      );
    const [reinforce, exact, ridge] = [
      train('sampled'),
      train('exact'),
      meanReward(trainRidge(learnt), judged),
    ];
    return {
      reward: name,
      reinforce,
      exact,
      ridge,
      fixed: Math.max(...meanRewards(judged)),
      best: mean(judged.map(({ rewards }) => Math.max(...Array.from(rewards)))),
      share: reinforce / Math.max(reinforce, exact, ridge),
    };
  };
  return [
    share(
      `r (α = ${reward.alpha}, f = ${reward.kind})`,
      paperRewards(dataset, train, reward),
      paperRewards(dataset, test, reward),
    ),
    share('speed-up', bySpeedUp(train), bySpeedUp(test)),
  ];
}

/** Speed on unseen prompts when trained on a part of the dataset. */
export interface SizePoint {
  readonly size: number;
  /** Mean, least and most over the draws, relative to the oracle. */
  readonly ridge: Interval;
  readonly reinforce: Interval;
}

export function sizeCurve(
  dataset: OfflineDataset,
  test: readonly DatasetSample[],
  draws: number,
  seed: number,
): SizePoint[] {
  return [...sizePoints(dataset, test, draws, seed)];
}

/** Sizes of the parts that {@link sizePoints} trains on: doubling from 30, then the whole. */
export function trainingSizes(prompts: number): number[] {
  const sizes: number[] = [];
  for (let size = 30; size < prompts; size *= 2) sizes.push(size);
  return prompts > 0 ? [...sizes, prompts] : [];
}

/** The points of the curve one by one, smallest size first. */
export function* sizePoints(
  dataset: OfflineDataset,
  test: readonly DatasetSample[],
  draws: number,
  seed: number,
): Generator<SizePoint> {
  const train = samplesOf(dataset, 'train');
  for (const size of trainingSizes(train.length)) {
    const results = Array.from({ length: size === train.length ? 1 : draws }, (_, draw) => {
      const random = seededRandom(seed + 17 * draw);
      const part = bySpeedUp(shuffled(train, random).slice(0, size));
      const of = (model: LinearModel) => ofOracle(linearPolicy('linear', model), test, seed);
      return {
        ridge: of(trainRidge(part)),
        reinforce: of(trainReinforce(part, reinforceOptions(part, random))),
      };
    });
    yield {
      size,
      ridge: range(results.map(({ ridge }) => ridge)),
      reinforce: range(results.map(({ reinforce }) => reinforce)),
    };
  }
}

/** The entries at random in two parts, the first with this share of them. */
export function halves<T>(entries: readonly T[], share: number, random: Random): [T[], T[]] {
  const order = shuffled(entries, random);
  const cut = Math.round(share * order.length);
  return [order.slice(0, cut), order.slice(cut)];
}

/** Speed of a policy that does not learn. */
export function speedOf(policy: Policy, test: readonly DatasetSample[], seed: number): Interval {
  return summaryOf(policy, test, seed, 300).speedUp;
}

function ofOracle(policy: Policy, test: readonly DatasetSample[], seed: number): number {
  return summaryOf(policy, test, seed, 1).ofOracle.value;
}

function summaryOf(policy: Policy, test: readonly DatasetSample[], seed: number, resamples: number) {
  // One kind for all: only the whole is asked for here.
  const samples = test.map(sample => ({ ...sample, kind: '' }));
  return evaluate(
    samples,
    replay(() => policy, samples, { seed }),
    { seed, resamples },
  ).overall;
}

/** Mean reward of taking the arm with the highest score. */
export function meanReward(model: LinearModel, samples: readonly LabelledSample[]): number {
  return mean(samples.map(({ x, rewards }) => rewards[argmax(linearScores(model, x))] ?? 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function range(values: readonly number[]): Interval {
  return { value: mean(values), low: Math.min(...values), high: Math.max(...values) };
}
