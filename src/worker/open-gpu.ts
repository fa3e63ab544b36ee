import type { GpuFacts } from '../core/gpu-adapter.ts';
import type { ByteSource } from '../models/byte-source.ts';
import type { CpuModel } from '../models/cpu-model.ts';
import type { Gguf } from '../models/gguf.ts';
import { checkNeeds, findAdapter, gpuNeeds, openDevice } from '../models/gpu-device.ts';
import type { LlamaConfig } from '../models/llama-config.ts';
import { OnnxModel } from '../models/onnx-model.ts';
import { selfTest } from '../models/self-test.ts';

/** Rows of logits a verifying pass keeps room for. */
const verifiedRows = 8;

/**
 * The GPU that would be used, checked against what the model needs.
 * @throws GpuError
 */
export async function findGpuFor(
  config: LlamaConfig,
  contextLength: number,
): Promise<{ readonly adapter: GPUAdapter; readonly facts: GpuFacts }> {
  const found = await findAdapter(navigator.gpu);
  checkNeeds(found.facts, gpuNeeds(config, Math.min(contextLength, config.contextLength), verifiedRows));
  return found;
}

/** Where a model on the GPU comes from. */
export interface GpuLoadOptions {
  readonly contextLength: number;
  readonly signal: AbortSignal;
  readonly onProgress: (bytes: number) => void;
}

/**
 * Loads onnxruntime-web, which lies among the files of the app, and the model into it. The model owns its device.
 * @throws GpuError, GgufError, `AbortError`, or what onnxruntime-web throws
 */
export async function loadOnGpu(
  adapter: GPUAdapter,
  source: ByteSource,
  gguf: Gguf,
  config: LlamaConfig,
  options: GpuLoadOptions,
): Promise<OnnxModel> {
  const [device, ort] = await Promise.all([openDevice(adapter), import('onnxruntime-web/webgpu')]);
  // The GPU does the work: threads of its own would only take memory.
  ort.env.wasm.numThreads = 1;
  try {
    return await OnnxModel.load(source, gguf, config, { ...options, ort, device, ownsDevice: true });
  } catch (error) {
    device.destroy();
    throw error;
  }
}

/** Tokens both models are asked about. */
const asked = 16;
/** Rounding decides near-ties differently now and then; a driver that computes wrong agrees hardly ever. */
const leastAgreement = 12;

/** What is wrong with the model on the GPU, by a self-test and by comparison with the same model on the CPU. */
export async function findGpuFault(gpu: OnnxModel, cpu: CpuModel): Promise<string | undefined> {
  const report = await selfTest(gpu);
  const refused = report.findings.find(({ severity }) => severity === 'refused');
  if (refused !== undefined) return refused.cause;
  const count = Math.min(asked, gpu.contextLength);
  const tokens = Array.from({ length: count }, (_, i) => (i * 2654435761) % gpu.vocabularySize);
  const options = { rows: count, logits: false };
  const onGpu = await gpu.extend(tokens, 0, options);
  const onCpu = cpu.extend(tokens, 0, options);
  const agree = onGpu.filter((row, i) => row.argmax === onCpu[i]?.argmax).length;
  if (agree * asked >= leastAgreement * count) return undefined;
  return `it names the CPU engine's most likely token at only ${agree} of ${count} positions`;
}
