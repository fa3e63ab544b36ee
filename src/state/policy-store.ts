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
import { rebaseLinUcb } from '../core/policy/rebase.ts';
import {
  priorsFor,
  startCold,
  startFrom,
  type TrainedPolicyJson,
  trainedFor,
  trainedPolicyFromJson,
} from '../core/policy/trained-policy.ts';
import { type ArmId, armIds, hasWholeModel, isArmId } from '../engine/arms.ts';
import type { ModelInfo } from '../engine/engine.ts';
import { armProblem } from '../engine/target-source.ts';
import { embeddedSubject, type PolicySubject, rememberKey, subjectOf } from './policy-subject.ts';
import trainedJson from './trained-policy.json';

/** What `npm run policy:train` made of the offline dataset. A test checks that the file fits this build. */
const trained = trainedPolicyFromJson(trainedJson as TrainedPolicyJson);
const expected = { features: featureNames, arms: priorsFor(trained, armIds) };

/** The bandit, its guard, and whether it learns. */
export interface PolicyState {
  /** The target it is about. */
  readonly subject: PolicySubject;
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

/** Made for another model than the one they draft for, drafts are expected to keep half of what they save. Nobody measured it. */
const shareElsewhere = 0.5;

/** What a target's policy begins with, on a machine where its passes cost what was measured. */
function fresh({ embedded, targetMs }: PolicySubject): LinUcbState {
  if (embedded) {
    return startFrom(targetMs === undefined ? trained : trainedFor(trained, targetMs), armIds);
  }
  return startCold(trained, armIds, targetMs ?? trained.targetMs, arm =>
    isArmId(arm) && armProblem(arm, { same: false, vocabulary: false, wholeDraft: false }) === undefined
      ? 1
      : shareElsewhere,
  );
}

/** The policy of this browser for the target that was loaded last. */
export const usePolicyStore = create<PolicyState>(() => ({
  subject: embeddedSubject,
  policy: fresh(embeddedSubject),
  guard: emptyGuard,
  frozen: false,
  origin: undefined,
  problem: undefined,
}));

const { setState, getState } = usePolicyStore;

/** What the policy would choose for a prompt, and which arms its guard keeps out. @param usable those that fit the target */
export function choose({ values }: Features, usable: readonly ArmId[] = armIds): GuardedChoice {
  const { policy, guard } = getState();
  // A whole model is large: it is not loaded before a person tried it.
  const fitting = {
    ...policy,
    arms: policy.arms.filter(
      ({ id, pulls }) => usable.some(arm => arm === id) && (pulls > 0 || !isArmId(id) || !hasWholeModel(id)),
    ),
  };
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

/** Goes back to what the target's policy begins with, with nothing learnt. */
export function resetPolicy(): void {
  setState(beginning(getState().subject));
}

function beginning(subject: PolicySubject): Omit<PolicyState, 'subject' | 'frozen'> {
  return { policy: fresh(subject), guard: emptyGuard, origin: undefined, problem: undefined };
}

/**
 * Lets the policy of this target choose from now on: what this browser has stored of it, or a new one. Costs that were measured anew
 * change what is expected of the drafts; what was learnt stays.
 */
export function servePolicyTo(info: PolicyTarget): void {
  const subject = subjectOf(info);
  const same = subject.key === getState().subject.key;
  // What the store holds now was stored when it changed; a stored policy is moved to these costs where it is read.
  if (!same) setState({ subject, frozen: false, ...beginning(subject), ...stored(subject) });
  else if (getState().origin !== undefined) setState({ subject });
  else setState({ subject, policy: movedTo(getState().policy, fresh(subject)) });
}

/** Whether the policy here is about this target. */
export function isServing(info: PolicyTarget | undefined): boolean {
  return info === undefined || subjectOf(info).key === getState().subject.key;
}

type PolicyTarget = Pick<ModelInfo, 'id' | 'name' | 'fingerprint' | 'backend' | 'cost'>;

/** How the page explores; what the Lab trains starts with the same. */
export const pageExploration = { alpha: trained.alpha, strength: trained.strength };

/**
 * Lets another policy choose from now on, also after a reload; what the guard measured is forgotten with the old one.
 * @param origin what it was made from, in a few words
 * @returns false when it does not fit this build; then nothing changes and `problem` says why
 */
export function applyPolicy(policy: LinUcbState, origin: string): boolean {
  const { subject } = getState();
  if (!subject.embedded) {
    const problem = `The Playground uses ${subject.name}; this policy was trained for the model that comes with the page. Load that one first.`;
    setState({ problem });
    return false;
  }
  return importPolicy(JSON.stringify({ ...linUcbToJson(policy), origin }));
}

/** The policy as the text of a JSON file. */
export function exportPolicy(): string {
  return JSON.stringify(written(getState()));
}

/** Largest policy file that is read, in bytes. */
export const largestPolicy = 2e6;

/** Takes over an exported policy; a bad file changes nothing and is explained in `problem`. */
export function importPolicy(text: string): boolean {
  try {
    setState({ ...read(JSON.parse(text), getState().subject), problem: undefined });
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

/** Where a stored policy is kept that this build cannot use. */
const keptKey = 'draftpick-policy-kept';

let shelf: PolicyStorage | undefined;

type PolicyStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Reads the stored policy of the present target and from then on stores every change. */
export function connectPolicy(storage: PolicyStorage): void {
  shelf = storage;
  setState(stored(getState().subject));
  usePolicyStore.subscribe((state, before) => {
    const { subject, frozen } = state;
    if (subject.key !== before.subject.key) return;
    try {
      storage.setItem(subject.key, JSON.stringify({ policy: written(state), frozen }));
      noteUse(subject);
    } catch {
      // Full or forbidden storage: the policy lives until the page is closed.
    }
  });
}

/** Other models' policies are kept while they are among those used last. */
function noteUse({ embedded, key }: PolicySubject): void {
  if (shelf === undefined || embedded) return;
  try {
    rememberKey(shelf, key);
  } catch {
    // Full or forbidden storage: the list stays as it was.
  }
}

/** What this browser has stored of a target's policy; nothing, or a problem, when there is none that can be read. */
function stored(subject: PolicySubject): Partial<PolicyState> {
  let text: string | null = null;
  try {
    text = shelf?.getItem(subject.key) ?? null;
    if (text === null) return {};
    noteUse(subject);
    const found = JSON.parse(text) as { policy?: unknown; frozen?: unknown };
    return { ...read(found.policy, subject), frozen: found.frozen === true };
  } catch (error) {
    return { problem: `The stored policy could not be read; the policy starts anew. ${keep(text, error)}` };
  }
}

/** Puts a policy aside that this build cannot use, before the next run is stored over it. @returns what was done */
function keep(text: string | null, error: unknown): string {
  if (text === null) return '';
  try {
    shelf?.setItem(keptKey, text);
    return `The old one is kept in this browser as "${keptKey}". ${messageOf(error)}`;
  } catch {
    return messageOf(error);
  }
}

/** What stands beside the policy's own fields, which ignore it. */
function written({
  subject,
  policy,
  guard,
  origin,
}: Pick<PolicyState, 'subject' | 'policy' | 'guard' | 'origin'>) {
  return {
    ...linUcbToJson(policy),
    guard,
    ...(subject.embedded ? {} : { target: subject.id }),
    ...(origin === undefined ? {} : { origin }),
  };
}

/** Longest name of an origin that is taken over. */
const longestOrigin = 120;

/**
 * A stored or exported policy. What was learnt moves on to this build's beginning on this machine, with nothing lost; a policy that
 * was trained elsewhere (it has an origin) keeps its own.
 * @throws Error that says why it cannot be used for this target
 */
function read(json: unknown, subject: PolicySubject): Pick<PolicyState, 'policy' | 'guard' | 'origin'> {
  const policy = linUcbFromJson(json, expected);
  const { guard, origin, target } = json as { guard?: unknown; origin?: unknown; target?: unknown };
  if ((target ?? embeddedSubject.id) !== subject.id) {
    const other = typeof target === 'string' ? target.slice(0, longestOrigin) : embeddedSubject.name;
    throw new Error(`This policy is about another model (${other}). Load that model, then import it again.`);
  }
  return {
    policy: origin === undefined ? movedTo(policy, fresh(subject)) : policy,
    guard: guard === undefined ? emptyGuard : guardFromJson(guard),
    origin: typeof origin === 'string' ? origin.slice(0, longestOrigin) : undefined,
  };
}

/** What a policy has learnt, on another beginning; the policy itself where that is its own, or where it cannot be taken apart. */
function movedTo(policy: LinUcbState, beginning: LinUcbState): LinUcbState {
  const begins = ({ alpha, lambda, start, arms }: LinUcbState) =>
    JSON.stringify([
      alpha,
      lambda,
      start,
      arms.map(({ id, prior, priorWeights }) => [id, prior, priorWeights]),
    ]);
  if (begins(policy) === begins(beginning)) return policy;
  return rebaseLinUcb(policy, beginning) ?? policy;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
