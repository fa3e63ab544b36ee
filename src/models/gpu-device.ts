import { adapterFacts, type GpuFacts } from '../core/gpu-adapter.ts';
import { messageOf } from '../core/message-of.ts';
import type { HubConfig } from './hub-config.ts';
import type { LlamaConfig } from './llama-config.ts';
import type { OnnxWeight } from './onnx-weights.ts';

/** `unavailable`: no WebGPU here. `too-small`: its limits cannot hold the model. `failed`: it refused a device. */
export type GpuErrorCode = 'unavailable' | 'too-small' | 'failed';

/** A GPU that cannot be used, and why. */
export class GpuError extends Error {
  override readonly name = 'GpuError';
  constructor(
    readonly code: GpuErrorCode,
    /** What is missing, with the numbers that matter, as a sentence without its full stop. */
    message: string,
    /** What to do about it. */
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** One buffer a model needs. */
export interface GpuNeed {
  /** What it holds, as in "the output head". */
  readonly what: string;
  readonly bytes: number;
  /** Whether shaders may see it in pieces, as onnxruntime's see weights: then only the size of a buffer counts. */
  readonly inPieces?: boolean;
}

const withoutGpu = 'Use the CPU engine; the text is the same.';

/**
 * The best adapter.
 * @throws GpuError `unavailable` when there is none
 */
export async function findAdapter(gpu: GPU | undefined): Promise<{ adapter: GPUAdapter; facts: GpuFacts }> {
  if (gpu === undefined) {
    throw new GpuError(
      'unavailable',
      'This browser has no WebGPU',
      `Use a current Chrome, Edge, Safari or Firefox with WebGPU switched on. ${withoutGpu}`,
    );
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new GpuError(
      'unavailable',
      'This browser has WebGPU, but no adapter for it: the GPU or its driver may be on its list of faulty ones',
      `Update the driver, or see what chrome://gpu says. ${withoutGpu}`,
    );
  }
  return { adapter, facts: adapterFacts(adapter) };
}

/** The largest buffers a model needs, largest first; `rows` = most rows of logits. */
export function gpuNeeds(config: LlamaConfig, capacity: number, rows: number): GpuNeed[] {
  const { width, feedForward, vocabularySize, keyValueHeads, headSize } = config;
  const needs: GpuNeed[] = [
    { what: 'the output head', bytes: vocabularySize * width },
    { what: 'a feed-forward matrix', bytes: feedForward * width },
    { what: `the keys of a layer at ${capacity} positions`, bytes: capacity * keyValueHeads * headSize * 4 },
    { what: `the logits of ${rows} tokens`, bytes: rows * vocabularySize * 4 },
  ];
  return largestFirst(needs);
}

/** The same of an ONNX export, whose largest constant the graph tells. */
export function exportNeeds(
  largest: OnnxWeight | undefined,
  { vocabularySize, keyValueHeads = 0, headSize = 0 }: HubConfig,
  capacity: number,
  rows: number,
): GpuNeed[] {
  const needs: GpuNeed[] = [
    { what: `the keys of a layer at ${capacity} positions`, bytes: capacity * keyValueHeads * headSize * 4 },
    { what: `the logits of ${rows} tokens`, bytes: rows * vocabularySize * 4 },
  ];
  if (largest !== undefined) {
    const what = `the weight ${largest.name.slice(0, 80)}`;
    needs.push({ what, bytes: largest.bytes, inPieces: true });
  }
  return largestFirst(needs);
}

const largestFirst = (needs: GpuNeed[]): GpuNeed[] => needs.sort((a, b) => b.bytes - a.bytes);

/**
 * Compares what a model needs with what an adapter allows.
 * @throws GpuError `too-small`, naming the limit, the buffer and both sizes
 */
export function checkNeeds(facts: GpuFacts, needs: readonly GpuNeed[]): void {
  const { maxBindingBytes, maxBufferBytes } = facts;
  const tooSmall = (allowed: string, { what, bytes }: GpuNeed) =>
    new GpuError(
      'too-small',
      `This GPU ${allowed}; ${megabytes(bytes)} are needed for ${what}`,
      `Use a smaller model. ${withoutGpu}`,
    );
  for (const need of needs) {
    if (need.bytes > maxBindingBytes && !need.inPieces) {
      const allowed = `lets a shader see ${megabytes(maxBindingBytes)} at once (maxStorageBufferBindingSize)`;
      throw tooSmall(allowed, need);
    }
    if (need.bytes > maxBufferBytes) {
      throw tooSmall(`allows ${megabytes(maxBufferBytes)} in one buffer (maxBufferSize)`, need);
    }
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** Limits that are asked for as high as the adapter goes: buffers for weights, workgroups for onnxruntime's kernels. */
const wantedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxStorageBuffersPerShaderStage',
] as const;
const wantedFeatures: readonly GPUFeatureName[] = ['shader-f16', 'subgroups'];

/**
 * A device with the adapter's own limits.
 * @throws GpuError `failed` when the browser gives none
 */
export async function openDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits = Object.fromEntries(wantedLimits.map(name => [name, adapter.limits[name]]));
  const requiredFeatures = wantedFeatures.filter(name => adapter.features.has(name));
  try {
    return await adapter.requestDevice({ requiredLimits, requiredFeatures });
  } catch (error) {
    throw new GpuError(
      'failed',
      `The GPU gave no device: ${messageOf(error)}`,
      `Close other tabs that use the GPU and try again. ${withoutGpu}`,
    );
  }
}
