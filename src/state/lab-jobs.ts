import { type DatasetSample, type OfflineDataset, type Split, samplesOf } from '../core/offline-dataset.ts';
import {
  type Contender,
  type Exploration,
  type Family,
  fixedContenders,
  makeContenders,
  trainSpeedModel,
} from '../core/policy/contenders.ts';
import { bestFixedArm, confusion, fixedSpeedUp, type Interval } from '../core/policy/evaluate.ts';
import { createLinUcb, type LinUcbState, updateArm } from '../core/policy/lin-ucb.ts';
import { linUcbPolicy } from '../core/policy/lin-ucb-policy.ts';
import { type LinearModel, linearPolicy } from '../core/policy/linear-model.ts';
import { measurementNoise, play } from '../core/policy/play.ts';
import { argmax, type LabelledSample, meanRewards } from '../core/policy/policy.ts';
import { normal, seededRandom, shuffled } from '../core/policy/random.ts';
import { reinforceEpochs } from '../core/policy/reinforce.ts';
import type { ReplayStep } from '../core/policy/replay.ts';
import { trainRidge } from '../core/policy/ridge.ts';
import { meanReward, type SizePoint, sizePoints, speedOf, trainingSizes } from '../core/policy/sweeps.ts';
import { sampleArm } from '../core/policy/thompson.ts';
import { bySpeedUp, paperRewards, type RewardChoice, reinforceOptions } from '../core/policy/training.ts';

/** What policies of the Lab are trained to earn. */
export interface LabReward extends RewardChoice {
  /** The paper's r = α·f + (1 − α)·c, or the speed-up itself. */
  readonly goal: 'reward' | 'speed';
}

interface JobBase {
  readonly dataset: OfflineDataset;
  readonly reward: LabReward;
  readonly seed: number;
  readonly exploration: Exploration;
}

/** Work for the Lab's worker. */
export type LabJob =
  | (JobBase & { readonly type: 'train' })
  | (JobBase & { readonly type: 'compare'; readonly split: Split })
  | (JobBase & { readonly type: 'sizes'; readonly split: Split });

/** REINFORCE after a pass over the training prompts. */
export interface EpochPoint {
  readonly epoch: number;
  readonly expected: number;
  readonly entropy: number;
  /** Mean reward at test time, on the training prompts and on held-out ones. */
  readonly greedy: number;
  readonly unseen: number;
}

/** A policy that was trained here. */
export interface TrainedEntry {
  readonly id: 'reinforce' | 'ridge' | 'lin-ucb' | 'thompson';
  readonly name: string;
  /** Linear scores of the arms; for those that learn online, the weights they ended with. */
  readonly model: LinearModel;
  /** For those that learn online. */
  readonly state: LinUcbState | undefined;
  /** Mean reward at test time; undefined for those that only know speed-ups while the reward is another. */
  readonly trainReward: number | undefined;
  readonly unseenReward: number | undefined;
  /** Speed relative to the target alone on held-out prompts. */
  readonly speedUp: Interval;
  readonly ms: number;
}

export interface TrainedLab {
  readonly reward: LabReward;
  readonly seed: number;
  readonly entries: readonly TrainedEntry[];
  /** To compare with, on held-out prompts. */
  readonly fixedReward: number;
  readonly bestReward: number;
  readonly fixedArm: string;
  readonly fixedSpeedUp: number;
  readonly oracleSpeedUp: number;
}

/** How one policy did on prompts it had not seen. */
export interface ComparedRow {
  readonly id: string;
  readonly name: string;
  readonly family: Family;
  readonly speedUp: Interval;
  readonly ofFixed: Interval;
  readonly ofOracle: Interval;
  readonly meanRegret: number;
  /** `[prompts so far, cumulative regret]`, the mean of its orders. */
  readonly regret: readonly (readonly [number, number])[];
  /** `[best][chosen]`, in prompts. */
  readonly choices: readonly (readonly number[])[];
}

export interface ComparedLab {
  readonly split: Split;
  readonly reward: LabReward;
  readonly prompts: number;
  readonly fixedArm: string;
  readonly oracle: number;
  readonly rows: readonly ComparedRow[];
}

export interface SizedLab {
  readonly split: Split;
  readonly points: readonly SizePoint[];
}

/** What a job says before it is done. */
export type LabProgress =
  | { readonly type: 'doing'; readonly what: string; readonly done: number; readonly of: number }
  | { readonly type: 'epoch'; readonly point: EpochPoint; readonly of: number }
  | { readonly type: 'row'; readonly row: ComparedRow }
  | { readonly type: 'size'; readonly point: SizePoint };

/** What a job comes to. */
export type LabResult =
  | { readonly type: 'train'; readonly trained: TrainedLab }
  | { readonly type: 'compare'; readonly compared: ComparedLab }
  | { readonly type: 'sizes'; readonly sized: SizedLab };

export type LabRun = Generator<LabProgress, LabResult>;

/** Runs a job; it does nothing between two steps of the generator. @param now clock in milliseconds */
export function runLabJob(job: LabJob, now: () => number): LabRun {
  switch (job.type) {
    case 'train':
      return trainAll(job, now);
    case 'compare':
      return compareAll(job);
    case 'sizes':
      return sizeAll(job);
  }
}

/** Samples with the rewards that were asked for. */
export function labelled(
  dataset: OfflineDataset,
  samples: readonly DatasetSample[],
  reward: LabReward,
): LabelledSample[] {
  return reward.goal === 'speed' ? bySpeedUp(samples) : paperRewards(dataset, samples, reward);
}

function* trainAll(
  { dataset, reward, seed, exploration }: LabJob,
  now: () => number,
): Generator<LabProgress, LabResult> {
  const train = samplesOf(dataset, 'train');
  const heldOut = samplesOf(dataset, 'held-out');
  const test = heldOut.length > 0 ? heldOut : train;
  const learnt = labelled(dataset, train, reward);
  const judged = labelled(dataset, test, reward);
  const entries: TrainedEntry[] = [];
  const add = (
    id: TrainedEntry['id'],
    name: string,
    model: LinearModel,
    start: number,
    state?: LinUcbState,
  ) => {
    const ms = now() - start;
    const rewarded = state === undefined || reward.goal === 'speed';
    entries.push({
      id,
      name,
      model,
      state,
      trainReward: rewarded ? meanReward(model, learnt) : undefined,
      unseenReward: rewarded ? meanReward(model, judged) : undefined,
      speedUp: speedOf(linearPolicy(id, model), test, seed),
      ms,
    });
  };

  let start = now();
  let last: LinearModel | undefined;
  for (const { epoch, epochs, expected, entropy, greedy, model } of reinforceEpochs(
    learnt,
    reinforceOptions(learnt, seededRandom(seed)),
  )) {
    last = model;
    const unseen = meanReward(model, judged);
    yield { type: 'epoch', point: { epoch, expected, entropy, greedy, unseen }, of: epochs };
  }
  if (last !== undefined) add('reinforce', 'REINFORCE', last, start);

  yield { type: 'doing', what: 'Ridge regression', done: 1, of: 4 };
  start = now();
  // As in the page: speed-ups are regressed with a firmer ridge.
  add(
    'ridge',
    'Ridge regression',
    reward.goal === 'speed' ? trainSpeedModel(train).model : trainRidge(learnt),
    start,
  );

  for (const id of ['lin-ucb', 'thompson'] as const) {
    const name = id === 'lin-ucb' ? 'LinUCB, online' : 'Thompson sampling, online';
    yield { type: 'doing', what: name, done: id === 'lin-ucb' ? 2 : 3, of: 4 };
    start = now();
    const state = learnOnline(dataset, train, { id, seed, alpha: exploration.alpha });
    add(id, name, meansOf(state), start, state);
  }
  const arm = bestFixedArm(test);
  return {
    type: 'train',
    trained: {
      reward,
      seed,
      entries,
      fixedReward: Math.max(...meanRewards(judged)),
      bestReward: mean(judged.map(({ rewards }) => Math.max(...Array.from(rewards)))),
      fixedArm: dataset.arms[arm]?.id ?? '',
      fixedSpeedUp: fixedSpeedUp(test, arm),
      oracleSpeedUp: oracleSpeedUp(test),
    },
  };
}

/** One pass over the prompts from nothing, told only what the chosen arm earned, as measuring would: with noise. */
function learnOnline(
  dataset: OfflineDataset,
  samples: readonly DatasetSample[],
  { id, seed, alpha }: { readonly id: 'lin-ucb' | 'thompson'; readonly seed: number; readonly alpha: number },
): LinUcbState {
  const random = seededRandom(seed + 500);
  const arms = dataset.arms.map(arm => ({ id: arm.id, prior: 1 }));
  let state = createLinUcb({ features: dataset.features, arms, alpha });
  for (const { features, speedUps } of shuffled(samples, random)) {
    const arm =
      id === 'thompson' ? sampleArm(state, features, random).arm : linUcbPolicy(state).choose(features).arm;
    const speedUp = speedUps[arm] ?? 1;
    const measured = speedUp === 1 ? 1 : speedUp * Math.exp(measurementNoise * normal(random));
    state = updateArm(state, dataset.arms[arm]?.id ?? '', features, measured);
  }
  return state;
}

/** The estimates of a state without their uncertainty, as a linear model. */
export function meansOf(state: LinUcbState): LinearModel {
  const size = state.features.length;
  return {
    size,
    offsets: state.arms.map(({ prior }) => prior),
    weights: state.arms.flatMap(({ priorWeights, inverse, b }) =>
      priorWeights.map((weight, i) => {
        let learnt = 0;
        for (let j = 0; j < size; j++) learnt += (inverse[i * size + j] ?? 0) * (b[j] ?? 0);
        return weight + learnt;
      }),
    ),
  };
}

function* compareAll({
  dataset,
  reward,
  seed,
  exploration,
  split,
}: Extract<LabJob, { type: 'compare' }>): Generator<LabProgress, LabResult> {
  const samples = samplesOf(dataset, split);
  if (samples.length === 0) throw new RangeError(`The dataset has no ${split} prompts to compare on.`);
  const total = 16 + dataset.arms.length;
  yield { type: 'doing', what: 'Training the policies', done: 0, of: total };
  const contenders = [...makeContenders(dataset, { seed, reward, exploration }), ...fixedContenders(dataset)];
  const rows: ComparedRow[] = [];
  for (const [i, contender] of contenders.entries()) {
    yield { type: 'doing', what: contender.name, done: i + 1, of: contenders.length + 1 };
    const row = comparedRow(contender, samples, dataset.arms.length, seed);
    rows.push(row);
    yield { type: 'row', row };
  }
  return {
    type: 'compare',
    compared: {
      split,
      reward,
      prompts: samples.length,
      fixedArm: dataset.arms[bestFixedArm(samples)]?.id ?? '',
      oracle: oracleSpeedUp(samples),
      rows,
    },
  };
}

/** Orders in which policies that learn or draw are played, and draws of the bootstrap. */
const settings = { orders: 5, resamples: 500, noise: measurementNoise };

function comparedRow(
  contender: Contender,
  samples: readonly DatasetSample[],
  arms: number,
  seed: number,
): ComparedRow {
  const { all, steps } = play(contender, samples, { ...settings, seed });
  const orders = Math.max(1, Math.round(steps.length / samples.length));
  const { speedUp, ofFixed, ofOracle, meanRegret } = all.overall;
  return {
    id: contender.id,
    name: contender.name,
    family: contender.family,
    speedUp,
    ofFixed,
    ofOracle,
    meanRegret,
    regret: regretCurve(steps, samples.length, orders),
    choices: confusion(steps, arms).map(row => row.map(n => n / orders)),
  };
}

/** Cumulative regret at about sixty points, mean of the orders. */
function regretCurve(steps: readonly ReplayStep[], prompts: number, orders: number): [number, number][] {
  const every = Math.max(1, Math.ceil(prompts / 60));
  const points: [number, number][] = [[0, 0]];
  let sum = 0;
  for (let i = 0; i < prompts; i++) {
    for (let order = 0; order < orders; order++) sum += (steps[order * prompts + i]?.regret ?? 0) / orders;
    if ((i + 1) % every === 0 || i === prompts - 1) points.push([i + 1, sum]);
  }
  return points;
}

function* sizeAll({
  dataset,
  seed,
  split,
}: Extract<LabJob, { type: 'sizes' }>): Generator<LabProgress, LabResult> {
  const test = samplesOf(dataset, split);
  if (test.length === 0) throw new RangeError(`The dataset has no ${split} prompts to judge by.`);
  const sizes = trainingSizes(samplesOf(dataset, 'train').length);
  const points: SizePoint[] = [];
  yield { type: 'doing', what: `${sizes[0] ?? 0} prompts`, done: 0, of: sizes.length };
  for (const point of sizePoints(dataset, test, 5, seed)) {
    points.push(point);
    yield { type: 'size', point };
    yield {
      type: 'doing',
      what: `${sizes[points.length] ?? 0} prompts`,
      done: points.length,
      of: sizes.length,
    };
  }
  return { type: 'sizes', sized: { split, points } };
}

function oracleSpeedUp(samples: readonly DatasetSample[]): number {
  let [tokens, time] = [0, 0];
  for (const sample of samples) {
    tokens += sample.tokens;
    time += sample.tokens / (sample.speedUps[argmax(sample.speedUps)] ?? 1);
  }
  return time === 0 ? 1 : tokens / time;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
