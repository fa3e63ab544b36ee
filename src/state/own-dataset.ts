import type { DatasetRow, RecordedText } from '../core/dataset-row.ts';
import type { DatasetArm, DatasetSample, OfflineDataset, Split } from '../core/offline-dataset.ts';
import { featureNames } from '../core/policy/features.ts';
import { alignmentKinds } from '../core/reward.ts';
import type { ArmId } from '../engine/arms.ts';
import type { ComparePrompt } from './compare-list.ts';

/** What rows of one dataset have in common; a row made otherwise belongs to another one. */
export interface OwnTerms {
  /** Id of the target, and where it ran: speed-ups are of this device. */
  readonly target: string;
  readonly backend: string;
  readonly arms: readonly ArmId[];
  readonly maxTokens: number;
}

/** A finished row. */
export interface OwnRow {
  readonly prompt: string;
  readonly terms: OwnTerms;
  readonly text: RecordedText;
  readonly row: DatasetRow;
  /** As the dataset lists them, in the order of the terms. */
  readonly arms: readonly DatasetArm[];
  /** How long it took. */
  readonly ms: number;
}

/** Every fourth prompt of a list is held out. */
const heldOutEvery = 4;

/**
 * Fewest finished prompts a dataset is trained on by itself: as many to train on as a policy has weights for a draft, and every
 * fourth of all held out.
 */
export const leastOwnPrompts = Math.ceil((featureNames.length * heldOutEvery) / (heldOutEvery - 1));

export function sameTerms(a: OwnTerms, b: OwnTerms): boolean {
  return (
    a.target === b.target &&
    a.backend === b.backend &&
    a.maxTokens === b.maxTokens &&
    a.arms.join() === b.arms.join()
  );
}

/** The finished row of each prompt, in the order of the list; undefined where there is none. */
export function rowsOf(
  prompts: readonly ComparePrompt[],
  rows: readonly OwnRow[],
  terms: OwnTerms,
): (OwnRow | undefined)[] {
  const found = new Map(rows.filter(row => sameTerms(row.terms, terms)).map(row => [row.prompt, row]));
  return prompts.map(({ prompt }) => found.get(prompt));
}

/**
 * The dataset of the finished rows. What a prompt is used for goes by its place among them, so that it does not change when
 * prompts are added at the end.
 */
export function ownDataset(
  prompts: readonly ComparePrompt[],
  rows: readonly (OwnRow | undefined)[],
): OfflineDataset | undefined {
  const samples: DatasetSample[] = [];
  let last: OwnRow | undefined;
  prompts.forEach(({ kind = 'own' }, i) => {
    const row = rows[i];
    if (row === undefined) return;
    last = row;
    const split: Split = samples.length % heldOutEvery === heldOutEvery - 1 ? 'held-out' : 'train';
    samples.push({
      id: `own-${samples.length + 1}`,
      kind,
      split,
      ...row.row,
      speedUps: row.row.speedUps.map(storable),
    });
  });
  if (last === undefined) return undefined;
  return {
    target: last.terms.target,
    speedUpSource: 'computed',
    features: featureNames,
    arms: last.arms,
    alignments: alignmentKinds,
    samples,
  };
}

/** The file has no room for more, and none for 0. */
function storable(speedUp: number): number {
  return Math.min(7.99, Math.max(1 / 8192, speedUp));
}

/**
 * Both datasets as one, the arms in the order of the first; or why they cannot be joined. The speeds c_j stay those of the first.
 */
export function joinDatasets(first: OfflineDataset, own: OfflineDataset): OfflineDataset | string {
  if (first.target !== own.target) return `they are of different models, ${first.target} and ${own.target}`;
  if (first.features.join() !== own.features.join()) return 'they describe prompts by different features';
  const order = first.arms.map(({ id }) => own.arms.findIndex(arm => arm.id === id));
  if (order.includes(-1) || own.arms.length !== first.arms.length) return 'they have different drafts';
  if (first.alignments.some(kind => !own.alignments.includes(kind)))
    return 'they measure likeness differently';
  if (first.speedUpSource !== own.speedUpSource)
    return 'the speed-ups of one are measured, of the other computed';
  const inOrder = (values: readonly number[]) => order.map(arm => values[arm] ?? 0);
  const moved = own.samples.map(
    (sample): DatasetSample => ({
      ...sample,
      speedUps: inOrder(sample.speedUps),
      alignments: Object.fromEntries(
        first.alignments.map(kind => [kind, inOrder(sample.alignments[kind] ?? [])]),
      ),
    }),
  );
  const taken = new Set(first.samples.map(({ id }) => id));
  const twice = moved.find(({ id }) => taken.has(id));
  if (twice !== undefined) return `both have a prompt called “${twice.id}”`;
  return { ...first, samples: [...first.samples, ...moved] };
}
