import { create } from 'zustand';
import type { LoadProgress } from '../../src/engine/engine.ts';
import type { PreflightReport } from '../../src/engine/preflight.ts';
import type { Failure } from '../../src/state/engine-store.ts';
import type { Row } from '../lib/lanes.mjs';
import type { Outcome } from '../lib/outcome.mjs';
import { type BenchSettings, defaultBenchSettings } from './plan.ts';

/** What the benchmark is doing. */
export type BenchPhase =
  | { readonly name: 'idle' }
  | { readonly name: 'loading'; readonly progress: LoadProgress | undefined }
  /** Each arm runs once untimed, which loads its drafts. */
  | { readonly name: 'warm-up'; readonly arm: string; readonly done: number; readonly all: number }
  | {
      readonly name: 'running';
      /** The one under way, from 1. */
      readonly prompt: number;
      readonly prompts: number;
      readonly lane: string;
      /** Runs that are finished. */
      readonly done: number;
      readonly all: number;
      readonly left: string | undefined;
    };

/** What was measured, whole or stopped. */
export interface BenchResult extends Outcome {
  readonly rows: readonly Row[];
  readonly machine: string;
  readonly notes: readonly string[];
  readonly maxTokens: number;
  readonly finishedAt: Date;
}

/** Everything the page shows. */
export interface BenchState {
  readonly settings: BenchSettings;
  /** Undefined until the browser was asked. */
  readonly device: PreflightReport | undefined;
  readonly phase: BenchPhase;
  /** The latest first. */
  readonly results: readonly BenchResult[];
  readonly failure: Failure | undefined;
  /** For screen readers: what began or ended. */
  readonly announcement: string;
}

export const useBenchStore = create<BenchState>(() => ({
  settings: defaultBenchSettings,
  device: undefined,
  phase: { name: 'idle' },
  results: [],
  failure: undefined,
  announcement: '',
}));

/** Changes what is to be run. */
export function setBench(change: Partial<BenchSettings>): void {
  useBenchStore.setState(({ settings }) => ({ settings: { ...settings, ...change } }));
}
