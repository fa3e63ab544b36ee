import type { LoadProgress, LoadStage } from '../engine/engine.ts';

/** A stage of loading as the page lists it. */
export interface LoadStep {
  readonly stage: LoadStage;
  readonly label: string;
  readonly state: 'done' | 'now' | 'waiting';
}

const stages: readonly { readonly stage: LoadStage; readonly label: string; readonly share: number }[] = [
  { stage: 'download', label: 'Download', share: 0.7 },
  { stage: 'prepare', label: 'Prepare', share: 0.2 },
  { stage: 'warm-up', label: 'Warm-up', share: 0.1 },
  { stage: 'ready', label: 'Ready', share: 0 },
];

function stageIndex(progress: LoadProgress | undefined): number {
  return progress === undefined ? 0 : stages.findIndex(({ stage }) => stage === progress.stage);
}

/** The four stages and where loading stands. */
export function loadSteps(progress: LoadProgress | undefined): LoadStep[] {
  const current = stageIndex(progress);
  return stages.map(({ stage, label }, i) => ({
    stage,
    label,
    state: i < current ? 'done' : i === current ? 'now' : 'waiting',
  }));
}

/**
 * Share of the one bar that is filled, 0…1. Each stage owns a fixed stretch and fills it by its bytes alone: a stage
 * that reports none stands still rather than pretend, and a stage never starts before the one ahead has ended.
 */
export function loadFraction(progress: LoadProgress | undefined): number {
  if (progress === undefined) return 0;
  if (progress.stage === 'ready') return 1;
  const current = stageIndex(progress);
  const before = stages.slice(0, current).reduce((sum, { share }) => sum + share, 0);
  const own = stages[current]?.share ?? 0;
  const inside =
    progress.totalBytes > 0 ? Math.min(1, Math.max(0, progress.loadedBytes / progress.totalBytes)) : 0;
  return Math.min(1, before + own * inside);
}
