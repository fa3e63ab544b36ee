import { type DatasetSample, type OfflineDataset, samplesOf } from '../core/offline-dataset.ts';
import { trainSpeedModel } from '../core/policy/contenders.ts';
import { bestFixedArm, fixedSpeedUp, oracleSpeedUp } from '../core/policy/evaluate.ts';
import { createLinUcb, type LinUcbState, updateArm } from '../core/policy/lin-ucb.ts';
import { linUcbPolicy } from '../core/policy/lin-ucb-policy.ts';
import { type LinearModel, linearPolicy } from '../core/policy/linear-model.ts';
import { measurementNoise } from '../core/policy/play.ts';
import { type LabelledSample, meanRewards } from '../core/policy/policy.ts';
import { normal, seededRandom, shuffled } from '../core/policy/random.ts';
import { reinforceEpochs } from '../core/policy/reinforce.ts';
import { trainRidge } from '../core/policy/ridge.ts';
import { meanReward, speedOf } from '../core/policy/sweeps.ts';
import { sampleArm } from '../core/policy/thompson.ts';
import { bySpeedUp, paperRewards, reinforceOptions } from '../core/policy/training.ts';
import type { LabJob, LabReward, LabRun, TrainedEntry } from './lab-protocol.ts';

/** Trains every kind of policy on the training prompts and judges each on held-out ones. @param now clock in milliseconds */
export function* trainAll({ dataset, reward, seed, exploration }: LabJob, now: () => number): LabRun {
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
      bestReward: bestMeanReward(judged),
      fixedArm: dataset.arms[arm]?.id ?? '',
      fixedSpeedUp: fixedSpeedUp(test, arm),
      oracleSpeedUp: oracleSpeedUp(test),
    },
  };
}

/** Samples with the rewards that were asked for. */
function labelled(
  dataset: OfflineDataset,
  samples: readonly DatasetSample[],
  reward: LabReward,
): LabelledSample[] {
  return reward.goal === 'speed' ? bySpeedUp(samples) : paperRewards(dataset, samples, reward);
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
function meansOf(state: LinUcbState): LinearModel {
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

/** The mean reward with every prompt's best arm. */
function bestMeanReward(samples: readonly LabelledSample[]): number {
  const sum = samples.reduce((total, { rewards }) => total + Math.max(...Array.from(rewards)), 0);
  return sum / Math.max(1, samples.length);
}
