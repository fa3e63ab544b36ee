import { type OfflineDataset, type Split, samplesOf } from '../../src/core/offline-dataset.ts';
import {
  type Contender,
  type Exploration,
  fixedContenders,
  makeContenders,
  trainSpeedModel,
  warmState,
} from '../../src/core/policy/contenders.ts';
import { bestFixedArm, confusion, fixedSpeedUp } from '../../src/core/policy/evaluate.ts';
import { emptyGuard, guardedChoice } from '../../src/core/policy/guard.ts';
import { chooseArm, updateArm } from '../../src/core/policy/lin-ucb.ts';
import { play, type ReplaySettings, type Result, seenPrompts } from '../../src/core/policy/play.ts';
import { groupOf } from '../../src/core/policy/prompt-groups.ts';
import {
  type AlphaPoint,
  alphaSweep,
  chooseReward,
  type RewardShare,
  rewardShares,
  type SizePoint,
  sizeCurve,
} from '../../src/core/policy/sweeps.ts';
import type { RewardChoice } from '../../src/core/policy/training.ts';
import type { AlignmentKind } from '../../src/core/reward.ts';
import { type AblationRow, ablate, cheapestWithin } from './ablation.ts';
import { restrictArms } from './data.ts';
import { type FeatureSet, nothing, seenThrough, surface, withStates, withWords } from './feature-sets.ts';
import { type Measured, measuredSamples } from './measured.ts';
import { type Trial, tuneExploration } from './tune.ts';

export interface EvaluateOptions {
  readonly dataset: OfflineDataset;
  readonly texts: ReadonlyMap<string, string>;
  /** Arms that are one draft or none, as the paper has them; the others combine several drafts. */
  readonly singles: readonly string[];
  /** Word buckets that the ablation tries. */
  readonly buckets: readonly number[];
  /** Lines `{"id", "state"}`, if there are any. */
  readonly states: string | undefined;
  readonly measured: Measured | undefined;
  readonly settings: ReplaySettings;
  readonly log: (line: string) => void;
}

/** All policies on one set of prompts. */
export interface Replayed {
  readonly title: string;
  readonly arms: readonly string[];
  readonly prompts: number;
  /** After how many prompts of each kind learning policies are judged once more. */
  readonly seen: number;
  readonly results: readonly Result[];
  readonly fixedArm: string;
  readonly fixed: number;
  readonly oracle: number;
  /** `[best][chosen]` of the page's policy, in prompts. */
  readonly choices: readonly (readonly number[])[];
}

/** What was found with one set of arms. */
export interface Findings {
  /** Seen through `set`. */
  readonly dataset: OfflineDataset;
  readonly set: FeatureSet;
  readonly ablation: readonly AblationRow[];
  readonly reward: RewardChoice;
  readonly exploration: Exploration;
  readonly trials: readonly Trial[];
  readonly replayed: readonly Replayed[];
  readonly measured: readonly Replayed[];
  readonly alpha: readonly AlphaPoint[];
  readonly shares: readonly RewardShare[];
  readonly sizes: readonly SizePoint[];
}

/** Everything the command reports. */
export interface Report {
  /** With every arm, as in the page. */
  readonly page: Findings;
  /** With single drafts only; undefined when there are no others. */
  readonly singles: Findings | undefined;
  readonly measuredFrom: Measured | undefined;
  /** Median time of a choice and of learning from a run, in milliseconds. */
  readonly choiceMs: number;
  readonly updateMs: number;
}

const alphas = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 1];
const unseen: readonly Split[] = ['held-out', 'paraphrased', 'new-kind'];

/** Trains on the train split, judges on all others: with all arms, and with single drafts only. */
export function evaluatePolicies(options: EvaluateOptions): Report {
  const { dataset, measured } = options;
  const single = dataset.arms.map(({ id }) => id).filter(id => options.singles.includes(id));
  options.log(`${dataset.arms.length} arms:`);
  const page = examine(options, dataset);
  const combined = single.length < dataset.arms.length && single.length > 1;
  if (combined) options.log(`${single.length} arms without combinations:`);
  const singles = combined ? examine(options, restrictArms(dataset, single)) : undefined;
  return { page, singles, measuredFrom: measured, ...choiceTimes(page, options.texts) };
}

function examine(options: EvaluateOptions, whole: OfflineDataset): Findings {
  const { texts, settings, log, measured } = options;
  const { seed } = settings;
  const ids = samplesOf(whole, 'train').map(({ id }) => id);
  const states = withStates(options.states, ids, 32);
  const sets = [
    nothing,
    surface,
    ...options.buckets.map(withWords),
    ...(states === undefined ? [] : [states]),
  ];
  log('Features …');
  const ablation = ablate(whole, sets, texts, settings);
  // The bias alone cannot tell prompts apart, whatever the arms; hidden states are known only after prefill, and need a file.
  const set =
    cheapestWithin(ablation.filter(row => row.set !== states && row.set !== nothing))?.set ?? surface;
  const dataset = seenThrough(whole, set, texts);
  const f: AlignmentKind = dataset.alignments.includes('rouge-l')
    ? 'rouge-l'
    : (dataset.alignments[0] ?? 'rouge-l');
  log(`Features: ${set.id}. α and exploration …`);
  const reward = chooseReward(dataset, f, alphas, seed);
  const { best: exploration, trials } = tuneExploration(dataset, settings);
  log('Replays …');
  const test = samplesOf(dataset, 'held-out');
  const contenders = [...makeContenders(dataset, { seed, reward, exploration }), ...fixedContenders(dataset)];
  const replayed = unseen.flatMap(split => {
    const samples = samplesOf(dataset, split);
    return samples.length === 0 ? [] : [replayAll(split, dataset, samples, contenders, settings)];
  });
  log('Sweeps …');
  const kinds = dataset.alignments.filter(kind => kind === f || kind === 'prefix' || kind === 'agreement');
  return {
    dataset,
    set,
    ablation,
    reward,
    exploration,
    trials,
    replayed,
    measured:
      measured === undefined ? [] : replayMeasured(options, whole, { set, reward, exploration, measured }),
    alpha: alphaSweep(dataset, kinds, alphas, { train: samplesOf(dataset, 'train'), test, seed }),
    shares: rewardShares(dataset, test, reward, seed),
    sizes: sizeCurve(dataset, test, 5, seed),
  };
}

function replayAll(
  title: string,
  dataset: OfflineDataset,
  samples: OfflineDataset['samples'],
  contenders: readonly Contender[],
  settings: ReplaySettings,
): Replayed {
  const results = contenders.map(contender => play(contender, samples, settings));
  const fixedArm = bestFixedArm(samples);
  const page = results.find(({ contender }) => contender.id === 'page')?.steps ?? [];
  const orders = page.length / samples.length || 1;
  return {
    title,
    arms: dataset.arms.map(({ id }) => id),
    prompts: samples.length,
    seen: seenPrompts(samples),
    results,
    fixedArm: dataset.arms[fixedArm]?.id ?? '',
    fixed: fixedSpeedUp(samples, fixedArm),
    oracle: results[0]?.all.overall.oracle ?? 1,
    choices: confusion(page, dataset.arms.length).map(row => row.map(n => n / orders)),
  };
}

/** The same policies over speed-ups timed in the page, with the arms that were. Measured speeds need no noise added. */
function replayMeasured(
  { texts, settings }: EvaluateOptions,
  whole: OfflineDataset,
  {
    set,
    reward,
    exploration,
    measured,
  }: Pick<Findings, 'set' | 'reward' | 'exploration'> & { readonly measured: Measured },
): Replayed[] {
  const arms = whole.arms.map(({ id }) => id).filter(id => measured.arms.includes(id));
  if (arms.length < 2) return [];
  const dataset = seenThrough(restrictArms(whole, arms), set, texts);
  const contenders = [
    ...makeContenders(dataset, { seed: settings.seed, reward, exploration }),
    ...fixedContenders(dataset),
  ];
  const all = measuredSamples(measured, arms, id => set.of(id, texts.get(id)));
  return unseen.flatMap(split => {
    const samples = all.filter(sample => sample.split === split);
    if (samples.length === 0) return [];
    return [replayAll(split, dataset, samples, contenders, { ...settings, noise: 0 })];
  });
}

/**
 * How long the page's choice takes here, reading the prompt included, and learning from a run: medians over training prompts. The page
 * itself is measured elsewhere.
 */
function choiceTimes(
  { dataset, set, exploration }: Findings,
  texts: ReadonlyMap<string, string>,
): Pick<Report, 'choiceMs' | 'updateMs'> {
  const train = samplesOf(dataset, 'train');
  const trained = trainSpeedModel(train);
  let state = warmState(dataset, trained, exploration);
  const [choosing, updating]: [number[], number[]] = [[], []];
  for (const { id, speedUps } of train.slice(0, 400)) {
    const start = performance.now();
    const x = set.of(id, texts.get(id)) ?? [];
    const { arm } = guardedChoice(chooseArm(state, x), emptyGuard, groupOf(x, trained.groups));
    const chosen = performance.now();
    const at = dataset.arms.findIndex(entry => entry.id === arm);
    state = updateArm(state, arm, x, speedUps[at] ?? 1);
    choosing.push(chosen - start);
    updating.push(performance.now() - chosen);
  }
  return { choiceMs: median(choosing), updateMs: median(updating) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
