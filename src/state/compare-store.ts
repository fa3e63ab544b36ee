import { create } from 'zustand';
import type { SamplingOptions } from '../core/sampling-options.ts';
import type { ArmId } from '../engine/arms.ts';
import type { GenerateRequest } from '../engine/engine.ts';
import type { Trace } from '../engine/trace.ts';
import type { ComparePrompt } from './compare-list.ts';
import { type CompareSettings, defaultCompareSettings } from './compare-settings.ts';
import type { Failure } from './engine-store.ts';
import { createPlayback } from './playback-store.ts';
import type { RunView } from './run-view.ts';

/** What was measured on one prompt. */
export interface CompareItem {
  readonly prompt: ComparePrompt;
  /** What the policy chooses for it. That run is not made twice; where the arm is not compared, there is none. */
  readonly picked: ArmId;
  /** Finished runs. */
  readonly runs: Readonly<Partial<Record<ArmId, RunView>>>;
  /** The table that grows knew an answer to this prompt before: drafts that use it look better than on a new prompt. */
  readonly known: boolean;
  /** Why the prompt could not be run; the list goes on without it. */
  readonly problem?: string;
}

/** What all runs of a comparison have in common. */
export interface CompareTerms {
  readonly sampling: SamplingOptions;
  readonly maxTokens: number;
  readonly maxDraft: number;
}

/** Runs of some arms on some prompts, one after the other on one machine. */
export interface Comparison {
  /** ISO date of the first run. */
  readonly startedAt: string;
  readonly machine: string;
  readonly model: Trace['model'];
  readonly terms: CompareTerms;
  /** `none` first; every prompt is run with each. */
  readonly arms: readonly ArmId[];
  readonly items: readonly CompareItem[];
  /** Measured on this page, or read from a file. */
  readonly origin: 'here' | 'file';
}

/** The run under way. */
export interface CompareProgress {
  readonly item: number;
  readonly arm: ArmId;
  readonly tokens: number;
}

/** Everything in Compare. */
export interface CompareState {
  readonly settings: CompareSettings;
  readonly comparison: Comparison | undefined;
  readonly phase: 'idle' | 'running';
  readonly now: CompareProgress | undefined;
  /** Index of the prompt whose lanes are shown. */
  readonly open: number;
  /** The lane that is kept on top, of the lanes and of the table. */
  readonly pinned: ArmId | undefined;
  readonly error: Failure | undefined;
  /** What is wrong with the list, the file or the link that was given last; nothing else has changed then. */
  readonly problem: string | undefined;
  /** What happened that was not asked for: repeated prompts, drafts left out. */
  readonly notes: readonly string[];
}

/** Written by compare-actions.ts and compare-runs.ts, and by the page where a person sets something. */
export const useCompareStore = create<CompareState>(() => ({
  settings: defaultCompareSettings,
  comparison: undefined,
  phase: 'idle',
  now: undefined,
  open: 0,
  pinned: undefined,
  error: undefined,
  problem: undefined,
  notes: [],
}));

const { setState } = useCompareStore;

/** The clock that all lanes share. */
export const comparePlayback = createPlayback();

/** Changes what the form says. */
export function setCompare(change: Partial<CompareSettings>): void {
  setState(({ settings }) => ({ settings: { ...settings, ...change }, problem: undefined }));
}

/** Shows the lanes of another prompt, whole. */
export function openItem(open: number): void {
  comparePlayback.showAll();
  setState({ open });
}

/** Keeps a lane on top, or none. */
export function pin(pinned: ArmId | undefined): void {
  setState({ pinned });
}

/** Changes one prompt's results. */
export function changeItem(index: number, change: Partial<CompareItem>): void {
  setState(({ comparison }) =>
    comparison === undefined
      ? {}
      : {
          comparison: {
            ...comparison,
            items: comparison.items.map((item, i) => (i === index ? { ...item, ...change } : item)),
          },
        },
  );
}

/** Whether nothing is left to run on a prompt. */
export function isItemDone(item: CompareItem, arms: readonly ArmId[]): boolean {
  return item.problem !== undefined || arms.every(arm => item.runs[arm] !== undefined);
}

/** Runs that are finished, and all there are to do. */
export function countRuns({ items, arms }: Comparison): { readonly done: number; readonly all: number } {
  const done = items.reduce(
    (sum, item) => sum + (item.problem === undefined ? Object.keys(item.runs).length : arms.length),
    0,
  );
  return { done, all: items.length * arms.length };
}

/** The request of one run. */
export function requestOf(terms: CompareTerms, prompt: string, arm: ArmId): GenerateRequest {
  const { sampling, maxTokens, maxDraft } = terms;
  return {
    messages: [{ role: 'user', content: prompt }],
    arm,
    sampling,
    maxTokens,
    stopStrings: [],
    maxDraft,
    fixedDraft: false,
  };
}
