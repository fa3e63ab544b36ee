import {
  type BackendChoice,
  type CostTable,
  EngineError,
  type KernelBuild,
  type LoadProgress,
} from '../engine/engine.ts';
import { calibrate } from '../models/calibrate.ts';
import { CpuModel } from '../models/cpu-model.ts';
import { type Gguf, readGguf } from '../models/gguf.ts';
import { type LlamaConfig, llamaConfig } from '../models/llama-config.ts';
import { type ModelSource, openModel } from '../models/model-store.ts';
import { OnnxModel } from '../models/onnx-model.ts';
import { type ChosenBackend, chooseBackend } from './choose-backend.ts';
import { findGpuFault, findGpuFor, loadOnGpu } from './open-gpu.ts';
import { spawnHelper } from './spawn-helper.ts';
import type { TargetModel } from './target.ts';

/** Positions of the cache; more would cost memory that few prompts use. */
const contextLength = 2048;

const now = () => performance.now();

/** Where the target comes from and what it runs on. */
export interface TargetFiles {
  readonly manifestUrl: URL;
  readonly kernels: { readonly build: KernelBuild; readonly module: WebAssembly.Module };
  readonly threads: number;
}

export interface LoadedTarget {
  readonly source: ModelSource;
  readonly gguf: Gguf;
  readonly config: LlamaConfig;
  readonly model: TargetModel;
  readonly cost: CostTable;
  readonly backend: ChosenBackend<TargetModel>['backend'];
  readonly reason: string;
}

/**
 * Loads the target where it was asked for, or where it is fastest (choose-backend.ts).
 * @param known costs measured before
 * @throws EngineError, GpuError, GgufError, ModelStoreError, `AbortError`
 */
export async function loadTarget(
  { manifestUrl, kernels, threads }: TargetFiles,
  choice: BackendChoice,
  known: CostTable | undefined,
  report: (change: Partial<LoadProgress>) => void,
  signal: AbortSignal,
): Promise<LoadedTarget> {
  const open = () =>
    openModel(manifestUrl, {
      signal,
      onProgress: ({ loadedBytes, totalBytes, cached }) => {
        report({ stage: loadedBytes < totalBytes ? 'download' : 'prepare', loadedBytes, totalBytes, cached });
      },
    });
  const source = await open();
  const gguf = await readGguf(source);
  const config = llamaConfig(gguf);
  // A source is read once, in file order: for a second backend it is opened again, from this browser's cache.
  let fresh: ModelSource | undefined = source;
  const nextSource = async () => {
    const next = fresh ?? (await open());
    fresh = undefined;
    return next;
  };
  let adapter: GPUAdapter | undefined;
  const cpuKnown = known?.threads === threads && known.kernel === kernels.build;
  const chosen = await chooseBackend<TargetModel>(
    choice,
    known !== undefined && (cpuKnown || known.backend === 'webgpu')
      ? { targetMs: known.targetMs, backend: known.backend ?? 'cpu', gpu: known.gpu, reason: known.reason }
      : undefined,
    {
      loadCpu: async () => {
        const model = await CpuModel.load(await nextSource(), gguf, config, {
          module: kernels.module,
          contextLength,
          threads,
          spawn: spawnHelper,
          now,
        }).catch(error => {
          throw error instanceof RangeError ? outOfMemory(error) : error;
        });
        if (!signal.aborted) return model;
        model.dispose();
        throw signal.reason;
      },
      findGpu: async () => {
        const found = await findGpuFor(config, contextLength);
        adapter = found.adapter;
        return found.facts;
      },
      loadGpu: async () => {
        // An adapter gives one device; for a second one it is asked for again.
        const use = adapter ?? (await findGpuFor(config, contextLength)).adapter;
        adapter = undefined;
        return loadOnGpu(use, await nextSource(), gguf, config, {
          contextLength,
          signal,
          onProgress: () => {},
        });
      },
      measure: model => {
        report({ stage: 'warm-up', loadedBytes: source.bytes, totalBytes: source.bytes });
        return calibrate(model, now);
      },
      findFault: async (gpu, cpu) =>
        gpu instanceof OnnxModel && cpu instanceof CpuModel ? findGpuFault(gpu, cpu) : undefined,
      dispose: model => model.dispose(),
    },
  );
  const { model, backend, reason, targetMs, gpu, compared } = chosen;
  const cost: CostTable = {
    targetMs,
    measuredAt: targetMs === known?.targetMs ? known.measuredAt : Date.now(),
    threads,
    kernel: kernels.build,
    backend,
    ...(gpu === undefined ? {} : { gpu }),
    ...(compared ? { reason } : {}),
  };
  return { source, gguf, config, model, cost, backend, reason };
}

function outOfMemory(error: RangeError): EngineError {
  return new EngineError(
    'out-of-memory',
    `The browser did not provide the memory the model needs (${error.message}).`,
    'Close other tabs and load the model again.',
  );
}
