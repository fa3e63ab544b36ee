import { type ArmId, armIds } from '../../src/engine/arms.ts';
import type { BackendChoice } from '../../src/engine/engine.ts';
import { armProblem, kinshipOf } from '../../src/engine/target-source.ts';
import { armName } from '../../src/ui/playground/names.ts';
import { armLane, type Lane, type ProductCalls, policyLane, targetOnlyLane } from '../lib/lanes.mjs';
import { limitPrompts, type Prompt, parsePrompts } from '../lib/prompts.mjs';
import mixed from '../prompts/mixed.jsonl?raw';

/** What a person sets before a run. */
export interface BenchSettings {
  /** Where the target is to run. */
  readonly backend: BackendChoice;
  /** Whether the policy takes part. */
  readonly policy: boolean;
  /** Arms that run on every prompt. The target alone always does. */
  readonly arms: readonly ArmId[];
  /** How many of the prompts, {@link allPrompts} at most. */
  readonly prompts: number;
  readonly maxTokens: number;
  /** The machine in the person's words; may be empty. */
  readonly machine: string;
}

/** Prompts that no draft was made from, of many kinds. */
export const allPrompts: readonly Prompt[] = parsePrompts(mixed, 'mixed.jsonl');
/** One prompt of each kind. */
export const kinds = new Set(allPrompts.map(({ category }) => category)).size;

/** Arms that fit the model that comes with the app, which is the one measured. */
export const offeredArms: readonly ArmId[] = armIds.filter(
  arm => armProblem(arm, kinshipOf({}, false)) === undefined,
);

export const defaultBenchSettings: BenchSettings = {
  backend: 'auto',
  policy: true,
  arms: offeredArms,
  prompts: kinds,
  maxTokens: 96,
  machine: '',
};

/** The prompts of a run: kinds take turns. */
export const promptsOf = ({ prompts }: BenchSettings): readonly Prompt[] => limitPrompts(allPrompts, prompts);

/** Arms of a run that stay the same on every prompt. With drafts, none is one of them: the same work once more shows the noise. */
export function fixedArms({ arms }: Pick<BenchSettings, 'arms'>): readonly ArmId[] {
  return arms.some(arm => arm !== 'none') ? armIds.filter(arm => arm === 'none' || arms.includes(arm)) : [];
}

/** What takes turns, in the order of `npm run bench -- --engines draftpick,target-only --arms all`. */
export function lanesOf(settings: BenchSettings, product: ProductCalls): Lane[] {
  const { policy, maxTokens } = settings;
  return [
    ...(policy ? [policyLane(product, maxTokens)] : []),
    ...fixedArms(settings).map(arm => armLane(product, arm, maxTokens)),
    targetOnlyLane(product, maxTokens),
  ];
}

/** A lane in words, by the name it has in tables: the engine, and the arm in brackets. */
export function laneName(lane: string): string {
  if (lane === 'target-only') return 'Target only';
  if (lane === 'draftpick') return 'Policy’s pick';
  const arm = /^draftpick \((.+)\)$/.exec(lane)?.[1];
  if (arm === undefined) return lane;
  return arm === 'none' ? 'No draft' : armName(arm);
}

/** Roughly how long the rest takes when it goes on as before; undefined before anything was measured. */
export function timeLeft(elapsedMs: number, done: number, all: number): string | undefined {
  if (done === 0) return undefined;
  const minutes = ((elapsedMs / done) * (all - done)) / 60_000;
  if (minutes < 1) return 'less than a minute left';
  return minutes < 90 ? `about ${Math.round(minutes)} min left` : `about ${Math.round(minutes / 60)} h left`;
}
