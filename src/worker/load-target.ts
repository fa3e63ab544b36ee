import {
  type BackendChoice,
  type CostTable,
  EngineError,
  type KernelBuild,
  type LoadProgress,
  type ModelNote,
} from '../engine/engine.ts';
import type { TargetSource } from '../engine/target-source.ts';
import type { ByteSource } from '../models/byte-source.ts';
import { calibrate } from '../models/calibrate.ts';
import { CpuModel } from '../models/cpu-model.ts';
import { DownloadError } from '../models/download-error.ts';
import { readGguf } from '../models/gguf.ts';
import { ggufPath, type LibraryFiles, openLibraryModel } from '../models/library-files.ts';
import { llamaConfig } from '../models/llama-config.ts';
import { openModel } from '../models/model-store.ts';
import { OnnxModel } from '../models/onnx-model.ts';
import { openTarget } from '../models/open-target.ts';
import { ChatTokenizer } from '../models/tokenizer.ts';
import { checkModel, noteOf } from './check-model.ts';
import { chooseBackend } from './choose-backend.ts';
import { loadHubTarget } from './load-hub-target.ts';
import { findGpuFault, findGpuFor, loadOnGpu } from './open-gpu.ts';
import { spawnHelper } from './spawn-helper.ts';
import { contextLength, type LoadedTarget, type TargetModel } from './target.ts';

const now = () => performance.now();

/** Where the target comes from and what it runs on. */
export interface TargetFiles {
  readonly target: TargetSource;
  readonly kernels: { readonly build: KernelBuild; readonly module: WebAssembly.Module };
  readonly threads: number;
}

/** A GGUF file and how to open it again. */
interface GgufFile {
  readonly id: string;
  readonly name: string;
  /** Whether it is of the library, and so not to be believed. */
  readonly own: boolean;
  readonly source: ByteSource;
  readonly open: () => Promise<ByteSource>;
}

type Report = (change: Partial<LoadProgress>) => void;

/**
 * Loads the target where it was asked for, or where it is fastest (choose-backend.ts).
 * @param known costs measured before
 * @throws EngineError, GpuError, GgufError, ModelStoreError, `AbortError`
 */
export async function loadTarget(
  files: TargetFiles,
  choice: BackendChoice,
  known: CostTable | undefined,
  report: Report,
  signal: AbortSignal,
): Promise<LoadedTarget> {
  const { target, threads, kernels } = files;
  switch (target.kind) {
    case 'embedded':
      return loadGguf(await openEmbedded(target.url, report, signal), files, choice, known, report, signal);
    case 'library': {
      const stored = await openLibraryModel(target.id).catch(error => {
        throw error instanceof DownloadError ? missing(error) : error;
      });
      switch (stored.model.format) {
        case 'gguf':
          return loadGguf(await openStored(stored, report), files, choice, known, report, signal);
        case 'onnx': {
          const place = { choice, known, threads, kernel: kernels.build };
          return loadHubTarget(stored, place, report, signal);
        }
      }
    }
  }
}

async function loadGguf(
  file: GgufFile,
  { kernels, threads }: TargetFiles,
  choice: BackendChoice,
  known: CostTable | undefined,
  report: Report,
  signal: AbortSignal,
): Promise<LoadedTarget> {
  const { id, name, open, source } = file;
  const { bytes } = source;
  const gguf = await readGguf(source);
  const own = file.own ? await openTarget(source, { gguf, contextLength, threads }) : undefined;
  const config = own?.config ?? llamaConfig(gguf);
  // A source is read once, in file order: for a second backend it is opened again, from this browser's cache.
  let fresh: ByteSource | undefined = source;
  const nextSource = async () => {
    const next = fresh ?? (await open());
    fresh = undefined;
    return next;
  };
  const notesOf = new Map<TargetModel, readonly ModelNote[]>();
  const tested = async <M extends TargetModel>(model: M): Promise<M> => {
    try {
      signal.throwIfAborted();
      if (own !== undefined) notesOf.set(model, await checkModel(model));
      return model;
    } catch (error) {
      await model.dispose();
      throw error;
    }
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
        return tested(model);
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
        const model = await loadOnGpu(use, await nextSource(), gguf, config, {
          contextLength,
          signal,
          onProgress: () => {},
        });
        return tested(model);
      },
      measure: model => {
        report({ stage: 'warm-up', loadedBytes: bytes, totalBytes: bytes });
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
  const fingerprint = own === undefined ? {} : { fingerprint: own.fingerprint };
  const tokenizer = own?.tokenizer ?? ChatTokenizer.fromGguf(gguf);
  const notes = [...(own?.warnings ?? []).map(noteOf), ...(notesOf.get(model) ?? [])];
  return { id, name, ...fingerprint, bytes, tokenizer, model, cost, backend, reason, notes };
}

async function openEmbedded(url: string, report: Report, signal: AbortSignal): Promise<GgufFile> {
  const open = () =>
    openModel(new URL('manifest.json', url), {
      signal,
      onProgress: ({ loadedBytes, totalBytes, cached }) => {
        const stage = loadedBytes < totalBytes ? 'download' : 'prepare';
        report({ stage, loadedBytes, totalBytes, cached });
      },
    });
  const source = await open();
  const { id, name } = source.manifest;
  return { id, name, own: false, source, open };
}

async function openStored({ model, source }: LibraryFiles, report: Report): Promise<GgufFile> {
  const { id, name } = model;
  const path = ggufPath(model);
  if (path === undefined) {
    throw new EngineError(
      'model-invalid',
      `${name} has no GGUF file.`,
      'Delete it under Models and add it again.',
    );
  }
  const open = async () => source(path);
  const file = await open();
  report({ stage: 'prepare', loadedBytes: file.bytes, totalBytes: file.bytes, cached: true });
  return { id, name, own: true, source: file, open };
}

function missing({ reason, code, message, remedy }: DownloadError): EngineError {
  const gone = reason === 'not-found' || reason === 'truncated';
  return new EngineError(
    gone ? 'model-missing' : code === 'manifest-invalid' ? 'model-invalid' : code,
    message,
    remedy,
  );
}

function outOfMemory(error: RangeError): EngineError {
  return new EngineError(
    'out-of-memory',
    `The browser did not provide the memory the model needs (${error.message}).`,
    'Close other tabs and load the model again.',
  );
}
