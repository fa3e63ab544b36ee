import type { ModelInfo } from '../engine/engine.ts';
import type { TargetFiles } from './load-target.ts';
import type { LoadedTarget } from './target.ts';

/** What was loaded, for the page to show. */
export function modelInfo(
  { id, name, bytes, fingerprint, model, cost, backend, reason, notes, onnxruntime }: LoadedTarget,
  { threads, kernels }: TargetFiles,
  loadMs: number,
): ModelInfo {
  return {
    id,
    name,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    notes,
    ...(onnxruntime === undefined ? {} : { onnxruntime }),
    bytes,
    vocabularySize: model.vocabularySize,
    contextLength: model.contextLength,
    threads,
    kernel: kernels.build,
    cost,
    backend,
    backendReason: reason,
    memoryBytes: model.memoryBytes,
    loadMs,
  };
}
