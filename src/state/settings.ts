import { longestDraft } from '../core/cost-model.ts';
import type { ArmId } from '../engine/arms.ts';
import type { ChatMessage, GenerateRequest } from '../engine/engine.ts';

/** Everything about a run that a person sets and a link carries. */
export interface RunSettings {
  readonly prompt: string;
  /** `policy` leaves the choice to the bandit. */
  readonly draft: 'policy' | ArmId;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly seed: number;
  readonly maxTokens: number;
  readonly maxDraft: number;
  readonly fixedDraft: boolean;
  /** Also run target-only decoding after every run. */
  readonly race: boolean;
}

export const defaultSettings: RunSettings = {
  prompt: '',
  draft: 'policy',
  temperature: 0,
  topK: 40,
  topP: 0.95,
  seed: 1,
  maxTokens: 128,
  maxDraft: longestDraft,
  fixedDraft: false,
  race: false,
};

/** Inclusive limits of the numbers above. */
export const limits = {
  temperature: { min: 0, max: 2, step: 0.05 },
  topK: { min: 0, max: 1000, step: 1 },
  topP: { min: 0.05, max: 1, step: 0.01 },
  seed: { min: 0, max: 0xffffffff, step: 1 },
  maxTokens: { min: 1, max: 1024, step: 1 },
  maxDraft: { min: 0, max: longestDraft, step: 1 },
} as const;

/** Names of the numeric settings. */
export type NumericSetting = keyof typeof limits;

/** The nearest allowed value; `fallback` for what is no number. Whole numbers where the step is 1. */
export function clampSetting(name: NumericSetting, value: number, fallback: number): number {
  return clampTo(limits[name], value, fallback);
}

/** What a number field may hold. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** 1 for whole numbers. */
  readonly step: number;
}

/** A number within a range; `fallback` for one that is none. */
export function clampTo({ min, max, step }: NumberRange, value: number, fallback: number): number {
  if (!Number.isFinite(value)) return fallback;
  const inside = Math.min(max, Math.max(min, value));
  return step === 1 ? Math.round(inside) : inside;
}

/** The request that settings, a chat and a chosen arm come to. */
export function requestFrom(
  settings: RunSettings,
  messages: readonly ChatMessage[],
  arm: ArmId,
): GenerateRequest {
  const { temperature, topK, topP, seed, maxTokens, maxDraft, fixedDraft } = settings;
  return {
    messages,
    arm,
    sampling: { temperature, topK, topP, seed },
    maxTokens,
    stopStrings: [],
    maxDraft,
    fixedDraft,
  };
}
