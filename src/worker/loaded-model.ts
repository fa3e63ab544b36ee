import { runningMax } from '../core/cost-model.ts';
import type { LoadProgress, ModelInfo } from '../engine/engine.ts';
import type { WorkerRequest } from '../engine/protocol.ts';
import { embeddedTarget } from '../engine/target-source.ts';
import { CpuModel } from '../models/cpu-model.ts';
import { DraftStore } from '../models/draft-store.ts';
import type { ChatTokenizer } from '../models/tokenizer.ts';
import { DraftShelf } from './draft-shelf.ts';
import { historyFile } from './history-file.ts';
import { chooseKernels } from './kernel-choice.ts';
import { loadTarget, type TargetFiles } from './load-target.ts';
import { modelInfo } from './model-info.ts';
import { Target } from './target.ts';

/** A target that is ready to write, and what belongs to it as long as it is loaded. */
export interface LoadedModel {
  readonly target: Target;
  readonly tokenizer: ChatTokenizer;
  readonly drafts: DraftShelf;
  /** Tokens in the target's cache, kept by `decode`. */
  readonly cached: number[];
  info: ModelInfo;
  readonly files: TargetFiles;
  /** Times that its GPU was lost. */
  losses: number;
}

/** What the page says of a model to load. */
export type LoadRequest = Extract<WorkerRequest, { type: 'load' }>;

const now = () => performance.now();

/**
 * Loads, packs, starts threads and measures, and sets up the drafts, which load when they are first needed.
 * @throws what {@link loadTarget} throws
 */
export async function loadModel(
  request: LoadRequest,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<LoadedModel> {
  const start = now();
  let progress: LoadProgress = { stage: 'download', loadedBytes: 0, totalBytes: 0, cached: false };
  const report = (change: Partial<LoadProgress>) => {
    progress = { ...progress, ...change };
    onProgress(progress);
  };
  const files: TargetFiles = {
    target: request.source,
    kernels: await chooseKernels(now),
    threads: globalThis.crossOriginIsolated ? request.threads : 1,
  };
  const loaded = await loadTarget(files, request.backend, request.cost, report, signal);
  const { model, id, bytes, cost, fingerprint } = loaded;
  try {
    signal.throwIfAborted();
    const target = new Target(model);
    const cached: number[] = [];
    const drafts = new DraftShelf({
      model: target,
      module: files.kernels.module,
      vocabulary: () => loaded.tokenizer.vocabulary,
      threads: files.threads,
      openStore: () =>
        DraftStore.open(new URL(request.draftsUrl), fingerprint === undefined ? id : embeddedTarget.id),
      targetMs: runningMax(cost.targetMs),
      history: request.remember
        ? historyFile(fingerprint === undefined ? id : `${id} ${fingerprint}`)
        : undefined,
      now,
      cool: () => {
        // Behind what the cache holds: nothing in it is forgotten. Passes on a GPU leave the processor's caches alone.
        if (target.model instanceof CpuModel && cached.length < target.contextLength)
          target.model.extend([0], cached.length, { rows: 1, logits: false });
      },
    });
    await drafts.recall();
    report({ stage: 'ready', loadedBytes: bytes, totalBytes: bytes });
    const info = modelInfo(loaded, files, now() - start);
    const { tokenizer } = loaded;
    return { target, tokenizer, drafts, cached, info, files, losses: 0 };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}
