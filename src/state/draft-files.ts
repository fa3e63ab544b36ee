import { create } from 'zustand';
import { type ArmId, arms } from '../engine/arms.ts';
import type { DraftProgress } from '../engine/engine.ts';
import { type CacheList, isCached } from './model-offer.ts';

/** A draft's file as the page knows it before it is loaded: from the manifest of drafts. */
export interface OfferedDraft {
  readonly id: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Which drafts this copy of the page offers, and how near they are. */
export interface DraftFilesState {
  /** Undefined until the manifest was read, and where it cannot be. */
  readonly files: readonly OfferedDraft[] | undefined;
  /** Ids of those that lie in this browser's cache. */
  readonly cached: readonly string[];
  /** Ids of those that the worker holds, ready to draft. */
  readonly loaded: readonly string[];
  /** The one on its way. */
  readonly loading: DraftProgress | undefined;
}

/** Written by actions.ts and at the start of the page. */
export const useDraftFilesStore = create<DraftFilesState>(() => ({
  files: undefined,
  cached: [],
  loaded: [],
  loading: undefined,
}));

const { setState } = useDraftFilesStore;

/** What a manifest of drafts says that is worth showing; undefined when it is none. The worker checks it for real. */
export function readOfferedDrafts(json: unknown): readonly OfferedDraft[] | undefined {
  const drafts = isRecord(json) ? json.drafts : undefined;
  if (!Array.isArray(drafts)) return undefined;
  return drafts.flatMap((draft: unknown) => {
    if (!isRecord(draft)) return [];
    const { id, bytes, sha256 } = draft;
    return typeof id === 'string' && typeof bytes === 'number' && typeof sha256 === 'string'
      ? [{ id, bytes, sha256 }]
      : [];
  });
}

/** Takes over what the manifest offers and looks which of it is in the cache. */
export async function offerDrafts(
  files: readonly OfferedDraft[],
  caches: CacheList | undefined,
): Promise<void> {
  setState({ files });
  const found = await Promise.all(files.map(({ sha256 }) => isCached({ shards: [sha256] }, caches)));
  setState({ cached: files.flatMap(({ id }, i) => (found[i] ? [id] : [])) });
}

/** Notes how far a draft has come. */
export function noteDraft(progress: DraftProgress): void {
  if (!progress.ready) {
    setState({ loading: progress });
    return;
  }
  setState(({ cached, loaded }) => ({
    loading: undefined,
    loaded: [...loaded.filter(id => id !== progress.part), progress.part],
    cached: [...cached.filter(id => id !== progress.part), progress.part],
  }));
}

/** Nothing is on its way any more, whether it came or not. */
export function endDraftLoading(): void {
  setState({ loading: undefined });
}

/** The worker is gone, and with it what it held. */
export function forgetDrafts(): void {
  setState({ loaded: [], loading: undefined });
}

/** What an arm needs that is not in the worker's memory yet. */
export interface ArmFiles {
  /**
   * `none`: it has no files. `absent`: this copy of the page comes without one of them. `unknown`: the manifest was not read.
   * `remote`, `cached`, `loaded`: where the farthest of them is.
   */
  readonly state: 'none' | 'unknown' | 'absent' | 'remote' | 'cached' | 'loaded';
  /** Of all its files. */
  readonly bytes: number;
  /** Of those that have to be downloaded. */
  readonly missing: number;
}

/** Parts that are made in the page, and the one that lies in the library. */
const madeHere: readonly string[] = ['lookup', 'history', 'whole-model'];

/** Where the files of an arm are. */
export function armFiles(
  arm: ArmId,
  { files, cached, loaded }: Pick<DraftFilesState, 'files' | 'cached' | 'loaded'>,
): ArmFiles {
  const parts = arms[arm].filter(part => !madeHere.includes(part));
  const sizes = parts.map(part => files?.find(({ id }) => id === part)?.bytes);
  const remote = parts.map(part => !cached.includes(part) && !loaded.includes(part));
  const sum = (keep: (i: number) => boolean | undefined) =>
    sizes.reduce<number>((total, bytes, i) => total + (keep(i) ? (bytes ?? 0) : 0), 0);
  const bytes = sum(() => true);
  const missing = sum(i => remote[i]);
  const state = (): ArmFiles['state'] => {
    if (parts.length === 0) return 'none';
    if (files === undefined) return 'unknown';
    if (sizes.includes(undefined)) return 'absent';
    if (remote.includes(true)) return 'remote';
    return parts.every(part => loaded.includes(part)) ? 'loaded' : 'cached';
  };
  return { state: state(), bytes, missing };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
