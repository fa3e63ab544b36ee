import { type OfflineDataset, samplesOf } from '../offline-dataset.ts';
import { exp3Policy, fixedPolicy, oraclePolicy, randomPolicy, ucb1Policy } from './baselines.ts';
import { hedgePolicy } from './hedge.ts';
import { createLinUcb } from './lin-ucb.ts';
import { guardedLinUcbPolicy, linUcbPolicy } from './lin-ucb-policy.ts';
import { type LinearModel, linearPolicy } from './linear-model.ts';
import type { LabelledSample } from './policy.ts';
import { groupOf, promptGroups } from './prompt-groups.ts';
import { seededRandom } from './random.ts';
import { softmaxPolicy, trainReinforce } from './reinforce.ts';
import { type PolicyFactory, shuffledLabels } from './replay.ts';
import { trainRidge } from './ridge.ts';
import { thompsonPolicy } from './thompson.ts';
import { bySpeedUp, paperRewards, type RewardChoice, reinforceOptions } from './training.ts';
import { meanGram, warmStartedLinUcb } from './warm-start.ts';

/** How LinUCB and Thompson sampling explore. */
export interface Exploration {
  /** Weight of the uncertainty. */
  readonly alpha: number;
  /** How many prompts the offline model counts for. */
  readonly strength: number;
}

export type Family = 'trained, then fixed' | 'learning' | 'without context' | 'bound' | 'control';

/** A policy that is replayed. */
export interface Contender {
  readonly id: string;
  readonly name: string;
  readonly family: Family;
  readonly make: PolicyFactory;
  /** Whether draws or the order of the prompts decide what it does: then several orders are played. */
  readonly varies: boolean;
}

/** The offline model that decides at run time: ridge regression of the speed-ups, with what a warm start needs. */
export interface SpeedModel {
  readonly model: LinearModel;
  readonly gram: readonly number[];
  readonly groups: ReturnType<typeof promptGroups>;
}

/**
 * Ridge strength of the speed-ups. Inside the train split 5 did better than 1, and 20 or 60 hardly better with every arm and worse with
 * single drafts.
 */
const ridgeStrength = 5;

export function trainSpeedModel(samples: OfflineDataset['samples']): SpeedModel {
  const labelled = bySpeedUp(samples);
  return {
    model: trainRidge(labelled, { lambda: ridgeStrength }),
    gram: meanGram(labelled),
    groups: promptGroups(samples),
  };
}

/** The state a warm start begins with. */
export function warmState(dataset: OfflineDataset, { model, gram }: SpeedModel, exploration: Exploration) {
  const arms = dataset.arms.map(({ id }) => id);
  return warmStartedLinUcb({ features: dataset.features, arms, model, gram, ...exploration });
}

/** What the page runs: warm-started LinUCB with the guard. */
export function pagePolicy(
  dataset: OfflineDataset,
  trained: SpeedModel,
  exploration: Exploration,
): PolicyFactory {
  const start = warmState(dataset, trained, exploration);
  return () => guardedLinUcbPolicy(start, { groupOf: x => groupOf(x, trained.groups) });
}

export interface ContenderOptions {
  readonly seed: number;
  readonly reward: RewardChoice;
  readonly exploration: Exploration;
}

/** Every policy, trained on the train split, and the baselines other than fixed arms. */
export function makeContenders(dataset: OfflineDataset, options: ContenderOptions): Contender[] {
  const { seed, reward, exploration } = options;
  const train = samplesOf(dataset, 'train');
  const arms = dataset.arms.length;
  const speed = bySpeedUp(train);
  const paper = paperRewards(dataset, train, reward);
  const trained = trainSpeedModel(train);
  const start = warmState(dataset, trained, exploration);
  const cold = createLinUcb({
    features: dataset.features,
    arms: dataset.arms.map(({ id }) => ({ id, prior: 1 })),
  });
  const reinforce = (samples: readonly LabelledSample[], gradient: 'sampled' | 'exact' = 'sampled') =>
    softmaxPolicy(
      'reinforce',
      trainReinforce(samples, { ...reinforceOptions(samples, seededRandom(seed)), gradient }),
    );
  const fixedOnes: readonly (readonly [string, string, ReturnType<typeof softmaxPolicy>])[] = [
    ['reinforce-paper', "REINFORCE on the paper's reward", reinforce(paper)],
    ['reinforce', 'REINFORCE on speed-ups', reinforce(speed)],
    ['softmax-exact', 'softmax, exact gradient, on speed-ups', reinforce(speed, 'exact')],
    ['ridge-paper', "ridge on the paper's reward", linearPolicy('ridge', trainRidge(paper))],
    ['ridge', 'ridge on speed-ups', linearPolicy('ridge', trained.model)],
  ];
  const shuffledModel = trainRidge(shuffledLabels(speed, seededRandom(seed)));
  return [
    ...fixedOnes.map(
      ([id, name, policy]): Contender => ({
        id,
        name,
        family: 'trained, then fixed',
        make: () => policy,
        varies: false,
      }),
    ),
    {
      id: 'page',
      name: 'LinUCB, warm start, guard (the page)',
      family: 'learning',
      make: pagePolicy(dataset, trained, exploration),
      varies: true,
    },
    {
      id: 'lin-ucb',
      name: 'LinUCB, warm start',
      family: 'learning',
      make: () => linUcbPolicy(start),
      varies: true,
    },
    {
      id: 'thompson',
      name: 'Thompson, warm start',
      family: 'learning',
      make: ({ random }) => thompsonPolicy(start, random),
      varies: true,
    },
    {
      id: 'lin-ucb-cold',
      name: 'LinUCB from nothing',
      family: 'learning',
      make: () => linUcbPolicy(cold),
      varies: true,
    },
    { id: 'ucb1', name: 'UCB1', family: 'without context', make: () => ucb1Policy(arms), varies: true },
    {
      id: 'exp3',
      name: 'EXP3',
      family: 'without context',
      make: ({ random }) => exp3Policy(arms, random),
      varies: true,
    },
    {
      id: 'hedge',
      name: 'Hedge over prompts (told every arm)',
      family: 'without context',
      make: () => hedgePolicy(arms),
      varies: true,
    },
    {
      id: 'random',
      name: 'random',
      family: 'without context',
      make: ({ random }) => randomPolicy(arms, random),
      varies: true,
    },
    {
      id: 'shuffled',
      name: 'ridge on shuffled labels',
      family: 'control',
      make: () => linearPolicy('shuffled', shuffledModel),
      varies: false,
    },
    {
      id: 'oracle',
      name: 'oracle (best arm of each prompt)',
      family: 'bound',
      make: ({ peek }) => oraclePolicy(peek),
      varies: false,
    },
  ];
}

/** Each arm on its own. */
export function fixedContenders(dataset: OfflineDataset): Contender[] {
  return dataset.arms.map(({ id, name }, arm) => ({
    id: `fixed-${id}`,
    name: `always ${name ?? id}`,
    family: 'without context',
    make: ({ arms }) => fixedPolicy(arm, arms),
    varies: false,
  }));
}
