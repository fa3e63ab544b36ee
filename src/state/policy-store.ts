import { create } from 'zustand';
import { messageOf } from '../core/message-of.ts';
import type { Features } from '../core/policy/features.ts';
import { emptyGuard, type GuardedChoice, guardedChoice, observeSpeedUp } from '../core/policy/guard.ts';
import { chooseArm, type LinUcbState, updateArm } from '../core/policy/lin-ucb.ts';
import { linUcbToJson } from '../core/policy/lin-ucb-json.ts';
import { groupOf } from '../core/policy/prompt-groups.ts';
import { type ArmId, armIds, hasWholeModel, isArmId } from '../engine/arms.ts';
import type { ModelInfo } from '../engine/engine.ts';
import { fresh, movedTo, trained } from './policy-beginning.ts';
import { type PolicyContent, policyFromJson, policyToJson } from './policy-file.ts';
import { PolicyShelf, type PolicyStorage } from './policy-shelf.ts';
import { embeddedSubject, type PolicySubject, subjectOf } from './policy-subject.ts';

/** The bandit, its guard, and whether it learns. */
export interface PolicyState extends PolicyContent {
  /** The target it is about. */
  readonly subject: PolicySubject;
  /** Frozen: it still chooses, and learns nothing. */
  readonly frozen: boolean;
  /** Why an import or the stored state was refused. */
  readonly problem: string | undefined;
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
  if (!same) setState({ subject, frozen: false, ...beginning(subject), ...shelf?.find(subject) });
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
  const { subject, ...content } = getState();
  return JSON.stringify(policyToJson(subject, content));
}

/** Largest policy file that is read, in bytes. */
export const largestPolicy = 2e6;

/** Takes over an exported policy; a bad file changes nothing and is explained in `problem`. */
export function importPolicy(text: string): boolean {
  try {
    setState({ ...policyFromJson(JSON.parse(text), getState().subject), problem: undefined });
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

let shelf: PolicyShelf | undefined;

/** Reads the stored policy of the present target and from then on stores every change. */
export function connectPolicy(storage: PolicyStorage): void {
  const connected = new PolicyShelf(storage);
  shelf = connected;
  setState({ ...connected.find(getState().subject) });
  usePolicyStore.subscribe(({ subject, ...rest }, before) => {
    if (subject.key === before.subject.key) connected.put(subject, rest);
  });
}
