import type { ArmPrior, LinUcbState } from './lin-ucb.ts';
import { createLinUcb } from './lin-ucb.ts';
import type { PromptGroup } from './prompt-groups.ts';
import { meanSpeedUp, savingRatio, transferPriors, transferSpeedUp } from './transfer.ts';

/** What `npm run policy:train` makes of the offline dataset: all that a page's policy begins with. */
export interface TrainedPolicy {
  readonly features: readonly string[];
  /** Ridge regression of the speed-ups, one prior for each arm of the dataset. */
  readonly arms: readonly Required<ArmPrior>[];
  /** Mean of x xᵀ over the training prompts, row-major `[d × d]`. */
  readonly gram: readonly number[];
  /** Groups that the guard keeps its measurements by. */
  readonly groups: readonly PromptGroup[];
  /** How the page explores; see `LinUcbOptions` and `WarmStart`. */
  readonly alpha: number;
  readonly strength: number;
  /** What it was trained on. */
  readonly target: string;
  /** Milliseconds of passes over 1, 2, … tokens on the machine that its speed-ups are from. */
  readonly targetMs: readonly number[];
  readonly prompts: number;
}

/** The file. The Gram matrix is symmetric: only its lower triangle is written, row by row. */
export type TrainedPolicyJson = TrainedPolicy & { readonly format: typeof format; readonly version: number };

const format = 'draftpick-trained-policy';
const version = 1;
/** Digits after the point: estimates move by less than a thousandth. */
const digits = 5;

/**
 * What an arm the dataset does not know is expected to earn: slower than no draft, so that it is not tried before a person chose it
 * and it did well.
 */
const unknownArmPrior = 0.9;

export function trainedPolicyToJson(trained: TrainedPolicy): TrainedPolicyJson {
  const { features, arms, gram, groups } = trained;
  return {
    format,
    version,
    ...trained,
    arms: arms.map(({ id, prior, priorWeights }) => ({
      id,
      prior: rounded(prior),
      priorWeights: priorWeights.map(rounded),
    })),
    gram: gram.filter((_, at) => at % features.length <= Math.floor(at / features.length)).map(rounded),
    groups: groups.map(({ id, centre, radius }) => ({
      id,
      centre: centre.map(rounded),
      radius: rounded(radius),
    })),
  };
}

/** Reads the file, which is part of the build. @throws Error that says what is wrong with it */
export function trainedPolicyFromJson(json: TrainedPolicyJson): TrainedPolicy {
  const { format: form, version: written, ...trained } = json;
  const size = trained.features.length;
  const problem =
    form !== format || written !== version
      ? `it is not a ${format} of version ${version}`
      : trained.gram.length !== (size * (size + 1)) / 2
        ? `its Gram matrix has ${trained.gram.length} numbers for ${size} features`
        : undefined;
  if (problem !== undefined) throw new Error(`The trained policy can't be used: ${problem}.`);
  const gram = Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    const [row, column] = i > j ? [i, j] : [j, i];
    return trained.gram[(row * (row + 1)) / 2 + column] ?? 0;
  });
  return { ...trained, gram };
}

/** Priors for these arms, in this order. Arms that the dataset lacks get a careful one; `none` is 1 by definition. */
export function priorsFor(trained: TrainedPolicy, ids: readonly string[]): ArmPrior[] {
  return ids.map(
    id => trained.arms.find(arm => arm.id === id) ?? { id, prior: id === 'none' ? 1 : unknownArmPrior },
  );
}

/** A LinUCB over these arms that has seen nothing yet. @throws RangeError when a size does not fit */
export function startFrom(trained: TrainedPolicy, ids: readonly string[]): LinUcbState {
  const { features, alpha, strength, gram } = trained;
  return createLinUcb({ features, arms: priorsFor(trained, ids), alpha, warmStart: { strength, gram } });
}

/**
 * The same on a machine with other costs: the priors are moved there (transfer.ts).
 * @param targetMs milliseconds of passes over 1, 2, … tokens there
 */
export function trainedFor(trained: TrainedPolicy, targetMs: readonly number[]): TrainedPolicy {
  const ratio = savingRatio(trained.targetMs, targetMs);
  return { ...trained, targetMs, arms: transferPriors(trained.arms, featureMeans(trained), ratio) };
}

/**
 * A LinUCB for a target that nothing was trained for: from nothing, but with priors from the costs measured there and what each draft
 * saved, on average, on the target of `trained`. Prompts are all alike to it at first, and it explores as much as LinUCB does by
 * default.
 * @param shareOf how much of the saving a draft is expected to keep on this target, 0…1
 */
export function startCold(
  trained: TrainedPolicy,
  ids: readonly string[],
  targetMs: readonly number[],
  shareOf: (id: string) => number,
): LinUcbState {
  const ratio = savingRatio(trained.targetMs, targetMs);
  const means = featureMeans(trained);
  const arms = priorsFor(trained, ids).map(({ id, prior, priorWeights }) => ({
    id,
    prior:
      priorWeights === undefined
        ? prior
        : transferSpeedUp(meanSpeedUp({ id, prior, priorWeights }, means), ratio * shareOf(id)),
  }));
  return createLinUcb({ features: trained.features, arms });
}

/** Mean features of the training prompts: the row of the Gram matrix that belongs to the feature every prompt has. */
function featureMeans({ features, gram }: TrainedPolicy): number[] {
  const row = features.indexOf('bias') * features.length;
  return gram.slice(row, row + features.length);
}

function rounded(value: number): number {
  return Number(value.toFixed(digits));
}
