import { create } from 'zustand';
import { type Features, featureNames } from '../core/policy/features.ts';
import {
  type ArmChoice,
  type ArmPrior,
  chooseArm,
  createLinUcb,
  type LinUcbState,
  resetLinUcb,
  updateArm,
} from '../core/policy/lin-ucb.ts';
import { linUcbFromJson, linUcbToJson } from '../core/policy/lin-ucb-json.ts';
import type { ArmId } from '../engine/engine.ts';

/**
 * What each arm is expected to do before any evidence, as a speed-up. `none` is 1 by definition; lookup is what the
 * cost model gives it over mixed prompts when it only proposes where that pays.
 */
const priors: readonly (ArmPrior & { readonly id: ArmId })[] = [
  { id: 'none', prior: 1 },
  { id: 'prompt-lookup', prior: 1.05 },
];

const expected = { features: featureNames, arms: priors };

/** The bandit and whether it learns. */
export interface PolicyState {
  readonly policy: LinUcbState;
  /** Frozen: it still chooses, and learns nothing. */
  readonly frozen: boolean;
  /** Why an import or the stored state was refused. */
  readonly problem: string | undefined;
}

function fresh(): LinUcbState {
  return createLinUcb(expected);
}

/** The policy of this browser. */
export const usePolicyStore = create<PolicyState>(() => ({
  policy: fresh(),
  frozen: false,
  problem: undefined,
}));

const { setState, getState } = usePolicyStore;

/** What the policy would choose for a prompt. */
export function choose(features: Features): ArmChoice {
  return chooseArm(getState().policy, features.values);
}

/** Teaches the policy one measured speed-up, unless it is frozen. */
export function learn(arm: ArmId, features: ArrayLike<number>, speedUp: number): void {
  const { policy, frozen } = getState();
  if (frozen || !Number.isFinite(speedUp) || speedUp <= 0) return;
  setState({ policy: updateArm(policy, arm, features, speedUp) });
}

/** Stops or resumes learning. */
export function setFrozen(frozen: boolean): void {
  setState({ frozen });
}

/** Forgets everything learnt. */
export function resetPolicy(): void {
  setState(({ policy }) => ({ policy: resetLinUcb(policy), problem: undefined }));
}

/** The policy as the text of a JSON file. */
export function exportPolicy(): string {
  return JSON.stringify(linUcbToJson(getState().policy));
}

/** Takes over an exported policy; a bad file changes nothing and is explained in `problem`. */
export function importPolicy(text: string): boolean {
  try {
    setState({ policy: linUcbFromJson(JSON.parse(text), expected), problem: undefined });
    return true;
  } catch (error) {
    const problem =
      error instanceof SyntaxError
        ? 'This file is not JSON. Choose a file that was made with Export.'
        : error instanceof Error
          ? error.message
          : String(error);
    setState({ problem });
    return false;
  }
}

const storageKey = 'draftpick-policy-1';

/** Reads the stored policy and from then on stores every change. */
export function connectPolicy(storage: Storage): void {
  try {
    const text = storage.getItem(storageKey);
    if (text !== null) {
      const stored = JSON.parse(text) as { policy?: unknown; frozen?: unknown };
      setState({ policy: linUcbFromJson(stored.policy, expected), frozen: stored.frozen === true });
    }
  } catch {
    setState({ problem: 'The stored policy could not be read; the policy starts anew.' });
  }
  usePolicyStore.subscribe(({ policy, frozen }) => {
    try {
      storage.setItem(storageKey, JSON.stringify({ policy: linUcbToJson(policy), frozen }));
    } catch {
      // Full or forbidden storage: the policy lives until the page is closed.
    }
  });
}
