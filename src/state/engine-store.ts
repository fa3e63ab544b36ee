import { create } from 'zustand';
import type { EngineErrorCode, LoadProgress, ModelInfo } from '../engine/engine.ts';
import type { PreflightReport } from '../engine/preflight.ts';

/** A failure in words, as the page shows it. */
export interface Failure {
  readonly code: EngineErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/** What the page knows of the model before loading it: its manifest. */
export interface ModelOffer {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly licence: string;
  /** SHA-256 of each shard. */
  readonly shards: readonly string[];
  /** Whether it lies in this browser's cache. */
  readonly cached: boolean;
}

/** Where the model stands. */
export interface EngineState {
  readonly status: 'none' | 'loading' | 'ready' | 'failed';
  readonly offer: ModelOffer | undefined;
  readonly progress: LoadProgress | undefined;
  readonly info: ModelInfo | undefined;
  readonly error: Failure | undefined;
  readonly preflight: PreflightReport | undefined;
}

/** Written by actions.ts alone. */
export const useEngineStore = create<EngineState>(() => ({
  status: 'none',
  offer: undefined,
  progress: undefined,
  info: undefined,
  error: undefined,
  preflight: undefined,
}));
