import { create } from 'zustand';
import { type Features, featureNames } from '../core/policy/features.ts';
import {
  emptyGuard,
  type GuardedChoice,
  type GuardState,
  guardedChoice,
  guardFromJson,
  observeSpeedUp,
} from '../core/policy/guard.ts';
import { chooseArm, type LinUcbState, updateArm } from '../core/policy/lin-ucb.ts';
import { linUcbFromJson, linUcbToJson } from '../core/policy/lin-ucb-json.ts';
import { groupOf } from '../core/policy/prompt-groups.ts';
import { isCold, rebaseLinUcb } from '../core/policy/rebase.ts';
import {
  priorsFor,
  startFrom,
  type TrainedPolicyJson,
  trainedPolicyFromJson,
} from '../core/policy/trained-policy.ts';
import { type ArmId, armIds } from '../engine/arms.ts';
import trainedJson from './trained-policy.json';

/** What `npm run policy:train` made of the offline dataset. A test checks that the file fits this build. */
const trained = trainedPolicyFromJson(trainedJson as TrainedPolicyJson);
const expected = { features: featureNames, arms: priorsFor(trained, armIds) };

/** The bandit, its guard, and whether it learns. */
export interface PolicyState {
  readonly policy: LinUcbState;
  /** Arms that were measured to be slower than no draft on prompts of a kind. */
  readonly guard: GuardState;
  /** Frozen: it still chooses, and learns nothing. */
  readonly frozen: boolean;
  /** What it was made from, when that is not the page's own offline policy: a name from the Lab. */
  readonly origin: string | undefined;
  /** Why an import or the stored state was refused. */
  readonly problem: string | undefined;
}

function fresh(): LinUcbState {
  return startFrom(trained, armIds);
}

/** The policy of this browser. */
export const usePolicyStore = create<PolicyState>(() => ({
  policy: fresh(),
  guard: emptyGuard,
  frozen: false,
  origin: undefined,
  problem: undefined,
}));

const { setState, getState } = usePolicyStore;

/** What the policy would choose for a prompt, and which arms its guard keeps out. @param usable those that fit the target */
export function choose({ values }: Features, usable: readonly ArmId[] = armIds): GuardedChoice {
  const { policy, guard } = getState();
  const fitting = { ...policy, arms: policy.arms.filter(({ id }) => usable.some(arm => arm === id)) };
  return guardedChoice(chooseArm(fitting, values), guard, groupOf(values, trained.groups));
}

/** Teaches the policy one measured speed-up, unless it is frozen. */
export function learn(arm: ArmId, features: ArrayLike<number>, speedUp: number): void {
  const { policy, guard, frozen } = getState();
  if (frozen || !Number.isFinite(speedUp) || speedUp <= 0) return;
  setState({
    policy: updateArm(policy, arm, features, speedUp),
    guard: observeSpeedUp(guard, groupOf(features, trained.groups), arm, speedUp),
  });
}

/** Stops or resumes learning. */
export function setFrozen(frozen: boolean): void {
  setState({ frozen });
}

/** Goes back to the policy that comes with the page, with nothing learnt. */
export function resetPolicy(): void {
  setState({ policy: fresh(), guard: emptyGuard, origin: undefined, problem: undefined });
}

/** How the page explores; what the Lab trains starts with the same. */
export const pageExploration = { alpha: trained.alpha, strength: trained.strength };

/**
 * Lets another policy choose from now on, also after a reload; what the guard measured is forgotten with the old one.
 * @param origin what it was made from, in a few words
 * @returns false when it does not fit this build; then nothing changes and `problem` says why
 */
export function applyPolicy(policy: LinUcbState, origin: string): boolean {
  return importPolicy(JSON.stringify({ ...linUcbToJson(policy), origin }));
}

/** The policy as the text of a JSON file. */
export function exportPolicy(): string {
  return JSON.stringify(written(getState()));
}

/** Takes over an exported policy; a bad file changes nothing and is explained in `problem`. */
export function importPolicy(text: string): boolean {
  try {
    setState({ ...read(JSON.parse(text)), problem: undefined });
    return true;
  } catch (error) {
    const problem =
      error instanceof SyntaxError
        ? 'This file is not JSON. Choose a file that was made with Export.'
        : messageOf(error);
    setState({ problem });
    return false;
  }
}

const storageKey = 'draftpick-policy-1';
/** Where a stored policy is kept that this build cannot use. */
const keptKey = 'draftpick-policy-kept';

/** Reads the stored policy and from then on stores every change. */
export function connectPolicy(storage: Storage): void {
  let text: string | null = null;
  try {
    text = storage.getItem(storageKey);
    if (text !== null) {
      const stored = JSON.parse(text) as { policy?: unknown; frozen?: unknown };
      setState({ ...read(stored.policy), frozen: stored.frozen === true });
    }
  } catch (error) {
    setState({
      problem: `The stored policy could not be read; the policy starts anew. ${keep(storage, text, error)}`,
    });
  }
  usePolicyStore.subscribe(state => {
    try {
      storage.setItem(storageKey, JSON.stringify({ policy: written(state), frozen: state.frozen }));
    } catch {
      // Full or forbidden storage: the policy lives until the page is closed.
    }
  });
}

/** Puts a policy aside that this build cannot use, before the next run is stored over it. @returns what was done */
function keep(storage: Storage, text: string | null, error: unknown): string {
  if (text === null) return '';
  try {
    storage.setItem(keptKey, text);
    return `The old one is kept in this browser as "${keptKey}". ${messageOf(error)}`;
  } catch {
    return messageOf(error);
  }
}

/** Guard and origin stand beside the policy's own fields, which ignore them. */
function written({ policy, guard, origin }: Pick<PolicyState, 'policy' | 'guard' | 'origin'>) {
  return { ...linUcbToJson(policy), guard, ...(origin === undefined ? {} : { origin }) };
}

/** Longest name of an origin that is taken over. */
const longestOrigin = 120;

/**
 * A stored or exported policy. What was learnt without an offline model moves on to this build's, with nothing lost; a policy that
 * has its own offline model keeps it.
 */
function read(json: unknown): Pick<PolicyState, 'policy' | 'guard' | 'origin'> {
  const policy = linUcbFromJson(json, expected);
  const { guard, origin } = json as { guard?: unknown; origin?: unknown };
  return {
    policy: isCold(policy) ? (rebaseLinUcb(policy, fresh()) ?? policy) : policy,
    guard: guard === undefined ? emptyGuard : guardFromJson(guard),
    origin: typeof origin === 'string' ? origin.slice(0, longestOrigin) : undefined,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
