import {
  type Backend,
  type BackendChoice,
  type CostTable,
  EngineError,
  type LoadProgress,
  type ModelNote,
} from '../engine/engine.ts';
import { isHalf } from '../engine/half-dtype.ts';
import { calibrate } from '../models/calibrate.ts';
import { checkNeeds, exportNeeds, findAdapter, GpuError, openDevice } from '../models/gpu-device.ts';
import { HubModel, maxHubRows } from '../models/hub-model.ts';
import type { LibraryFiles } from '../models/library-files.ts';
import { checkMemory } from '../models/memory-need.ts';
import { largestWeight } from '../models/onnx-weights.ts';
import { vocabularyFingerprint } from '../models/vocabulary-match.ts';
import { checkModel } from './check-model.ts';
import { describeHubModel, readHubWeights } from './hub-files.ts';
import { contextLength, type LoadedTarget } from './target.ts';

/** Where a model may run, and what is known of its costs there. */
export interface HubPlace {
  readonly choice: BackendChoice;
  readonly known: CostTable | undefined;
  /** Threads and kernel build of this page, which costs are noted with. */
  readonly threads: number;
  readonly kernel: CostTable['kernel'];
}

/**
 * Loads an ONNX export of the library: on a GPU where there is one and the choice allows it, otherwise on the CPU. Both are
 * onnxruntime's, which has no CPU kernels as fast as ours; our own engine cannot read such files.
 * @throws EngineError, GpuError, GgufError, DownloadError, `AbortError`
 */
export async function loadHubTarget(
  files: LibraryFiles,
  place: HubPlace,
  report: (change: Partial<LoadProgress>) => void,
  signal: AbortSignal,
): Promise<LoadedTarget> {
  const { id, name, dtype } = files.model;
  const { config, tokenizer } = await describeHubModel(files);
  const totalBytes = files.model.files
    .filter(({ path }) => path.startsWith('onnx/'))
    .reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  report({ stage: 'prepare', loadedBytes: 0, totalBytes, cached: true });
  const onProgress = (loadedBytes: number) => report({ loadedBytes });

  let notes: readonly ModelNote[] = [];
  const { model, ...where } = await choosePlace(place.choice, dtype, async gpu => {
    if (gpu === undefined) checkMemory(totalBytes, contextLength);
    const weights = await readHubWeights(files, onProgress, signal);
    if (gpu !== undefined) {
      const positions = Math.min(contextLength, config.contextLength ?? contextLength);
      checkNeeds(gpu.facts, exportNeeds(largestWeight(weights.graph), config, positions, maxHubRows));
    }
    const ort = await import('onnxruntime-web/webgpu');
    ort.env.wasm.numThreads = gpu === undefined ? place.threads : 1;
    const device = gpu && (await openDevice(gpu.adapter));
    try {
      const opened = await HubModel.load({ ...weights, ort, config, contextLength, device });
      try {
        notes = await checkModel(opened);
        signal.throwIfAborted();
        return opened;
      } catch (error) {
        await opened.dispose();
        throw error;
      }
    } catch (error) {
      device?.destroy();
      throw inWords(error);
    }
  });
  try {
    report({ stage: 'warm-up', loadedBytes: totalBytes, totalBytes });
    const cost = await costOf(model, where, place);
    const fingerprint = vocabularyFingerprint(tokenizer.vocabulary);
    const { backend, reason } = where;
    return {
      id,
      name,
      bytes: totalBytes,
      fingerprint,
      tokenizer,
      model,
      cost,
      backend,
      reason,
      notes,
      onnxruntime: true,
    };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

interface Place {
  readonly backend: Backend;
  readonly reason: string;
  readonly gpu?: string;
}

type FoundGpu = Awaited<ReturnType<typeof findAdapter>>;

/** Opens the model where it should run. @param open on a GPU, or without one on the CPU */
async function choosePlace(
  choice: BackendChoice,
  dtype: string,
  open: (gpu?: FoundGpu) => Promise<HubModel>,
): Promise<Place & { readonly model: HubModel }> {
  const onCpu = async (reason: string) => {
    if (isHalf(dtype)) throw needsHalf(dtype, reason);
    return {
      model: await open(),
      backend: 'cpu',
      reason: `${reason} onnxruntime computes on the CPU.`,
    } as const;
  };
  const onGpu = async (gpu: FoundGpu, reason: string) => {
    const { name, shaderF16 } = gpu.facts;
    if (isHalf(dtype) && !shaderF16) {
      throw needsHalf(dtype, `This GPU (${name}) cannot compute with 16-bit numbers (shader-f16).`);
    }
    return { model: await open(gpu), backend: 'webgpu', reason, gpu: name } as const;
  };
  if (choice === 'cpu') return onCpu('Chosen in the settings.');
  let found: FoundGpu;
  try {
    found = await findAdapter(navigator.gpu);
  } catch (error) {
    if (choice === 'webgpu' || !(error instanceof GpuError)) throw error;
    return onCpu(`${error.message}.`);
  }
  const { facts } = found;
  if (choice === 'webgpu') return onGpu(found, `Chosen in the settings (${facts.name}).`);
  if (facts.software) return onCpu(`The only WebGPU adapter (${facts.name}) is a program.`);
  try {
    return await onGpu(found, `There is a GPU (${facts.name}).`);
  } catch (error) {
    if (isHalf(dtype) || (error instanceof DOMException && error.name === 'AbortError')) throw error;
    const cause = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    return onCpu(`The GPU (${facts.name}) could not run the model: ${cause}.`);
  }
}

function needsHalf(dtype: string, cause: string): EngineError {
  return new EngineError(
    'model-unsupported',
    `This model (${dtype}) computes with 16-bit numbers, which needs a GPU. ${cause}`,
    'Take the q4 or q8 files of the same repository.',
  );
}

/** What onnxruntime says is for programmers; the first line tells most. */
function inWords(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'Error' || error instanceof EngineError) return error;
  const [line = ''] = error.message.split('\n');
  return new EngineError(
    'model-unsupported',
    `onnxruntime could not set up the model: ${line.slice(0, 300).replace(/\.$/, '')}.`,
    'Take other files of the same repository (q8 or q4), or another model; if memory is short, close other tabs.',
  );
}

async function costOf(model: HubModel, { backend, gpu }: Place, place: HubPlace): Promise<CostTable> {
  const { known, threads, kernel } = place;
  const there = backend === 'webgpu' ? known?.gpu === gpu : known?.threads === threads;
  const holds = known?.backend === backend && there ? known : undefined;
  const now = () => performance.now();
  return {
    targetMs: holds?.targetMs ?? (await calibrate(model, now)),
    measuredAt: holds?.measuredAt ?? Date.now(),
    threads,
    kernel,
    backend,
    ...(gpu === undefined ? {} : { gpu }),
  };
}
