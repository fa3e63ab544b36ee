import { create } from 'zustand';
import type { OfflineDataset } from '../core/offline-dataset.ts';
import type { SizePoint } from '../core/policy/sweeps.ts';
import { defaultLab, type LabSettings } from './lab-link.ts';
import type { ComparedLab, ComparedRow, EpochPoint, LabJob, SizedLab, TrainedLab } from './lab-protocol.ts';

/** A job that is under way. */
export interface LabBusy {
  readonly type: LabJob['type'];
  /** What it does right now, in words. */
  readonly what: string;
  /** 0…1. */
  readonly share: number;
}

/** Everything of the Lab that is shown. */
export interface LabState {
  readonly settings: LabSettings;
  readonly status: 'none' | 'loading' | 'ready' | 'failed';
  /** 0…1 of the dataset's download. */
  readonly loaded: number;
  readonly dataset: OfflineDataset | undefined;
  /** `shipped`, or the name of a file of one's own. */
  readonly source: string;
  /** Why the last dataset, policy or job was refused; what was there before stays. */
  readonly problem: string | undefined;
  readonly busy: LabBusy | undefined;
  /** REINFORCE so far. */
  readonly curve: readonly EpochPoint[];
  readonly trained: TrainedLab | undefined;
  /** Rows of a comparison that is under way. */
  readonly rows: readonly ComparedRow[];
  readonly compared: ComparedLab | undefined;
  /** Points of a size curve that is under way. */
  readonly points: readonly SizePoint[];
  readonly sized: SizedLab | undefined;
  /** Id of the policy that was last handed to the Playground from here. */
  readonly applied: string | undefined;
}

/** What belongs to one dataset and means nothing for another. */
export const nothingDone = {
  curve: [],
  trained: undefined,
  rows: [],
  compared: undefined,
  points: [],
  sized: undefined,
} as const satisfies Partial<LabState>;

/** Written by lab-settings.ts, lab-dataset.ts, lab-runs.ts and lab-apply.ts alone. */
export const useLabStore = create<LabState>(() => ({
  settings: defaultLab,
  status: 'none',
  loaded: 0,
  dataset: undefined,
  source: 'shipped',
  problem: undefined,
  busy: undefined,
  applied: undefined,
  ...nothingDone,
}));
