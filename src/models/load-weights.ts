import type { ByteSource } from './byte-source.ts';
import type { Gguf, GgufTensor } from './gguf.ts';
import { invalid } from './gguf-error.ts';
import { type TensorType, tensorLayouts } from './gguf-types.ts';
import type { KernelExports } from './kernels.ts';
import { stagingBytes } from './memory-layout.ts';
import { type MatrixPlan, packedBytes } from './memory-plan.ts';

/** Bit planes a tensor type is packed into (src/kernels/matmul.ts). */
export function planesOf(type: TensorType): 1 | 2 {
  return type === 'Q4_0' || type === 'Q4_1' ? 1 : 2;
}

/** Where weights go: addresses of the norms, plans of the matrices, and room for raw bytes on their way into tiles. */
export interface WeightPlan {
  readonly norms: ReadonlyMap<string, number>;
  readonly matrices: ReadonlyMap<string, MatrixPlan>;
  readonly staging: number;
  /** Bytes of that room, at least 16 rows of every matrix at 8 bits. */
  readonly stagingBytes?: number;
}

/**
 * Reads all tensors in file order and packs them into `memory`.
 * @param onProgress called with the bytes of tensor data read so far
 * @throws GgufError when a weight is infinite or not a number: everything computed from it would be garbage
 */
export async function loadWeights(
  source: ByteSource,
  gguf: Gguf,
  layout: WeightPlan,
  kernels: KernelExports,
  memory: WebAssembly.Memory,
  onProgress: (bytes: number) => void,
): Promise<void> {
  let done = 0;
  for (const tensor of gguf.tensors) {
    const norm = layout.norms.get(tensor.name);
    const matrix = layout.matrices.get(tensor.name);
    if (norm !== undefined) {
      const raw = await source.read(tensor.offset, tensor.bytes);
      checkFinite(raw, tensor);
      new Uint8Array(memory.buffer).set(raw, norm);
    } else if (matrix !== undefined) {
      await loadMatrix(source, tensor, matrix, layout, kernels, memory);
    }
    done += tensor.bytes;
    onProgress(done);
  }
}

/** Reads a matrix in slices of whole groups of 16 rows, so that no tensor is ever in memory twice. */
async function loadMatrix(
  source: ByteSource,
  tensor: GgufTensor,
  plan: MatrixPlan,
  room: WeightPlan,
  kernels: KernelExports,
  memory: WebAssembly.Memory,
): Promise<void> {
  const { columns, rows } = plan;
  const layout = tensorLayouts[tensor.type];
  const rowBytes = (columns / layout.blockElements) * layout.blockBytes;
  const packedRowBytes = (columns / 32) * tensorLayouts.Q8_0.blockBytes;
  const { staging } = room;
  const slots = (room.stagingBytes ?? stagingBytes) / Math.max(rowBytes, packedRowBytes);
  const sliceRows = Math.max(16, Math.floor(slots / 16) * 16);
  const groupBytes = packedBytes(16, columns, plan.planes);
  for (let row = 0; row < rows; row += sliceRows) {
    const count = Math.min(sliceRows, rows - row);
    const raw = await source.read(tensor.offset + row * rowBytes, count * rowBytes);
    checkFinite(raw, tensor);
    const floats = asFloats(raw, tensor.type);
    new Uint8Array(memory.buffer).set(floats === undefined ? raw : quantiseToQ8(floats), staging);
    const type = floats === undefined ? layout.code : tensorLayouts.Q8_0.code;
    kernels.repack(type, staging, plan.weights + (row / 16) * groupBytes, count, columns);
  }
}

/**
 * Where in a block the floating-point numbers lie: byte offsets of the 16-bit words that hold their exponents, and the
 * bits of the exponent. All of these are ones in an infinity or NaN.
 */
const exponents: Readonly<Record<TensorType, { readonly at: readonly number[]; readonly mask: number }>> = {
  F32: { at: [2], mask: 0x7f80 },
  F16: { at: [0], mask: 0x7c00 },
  Q4_0: { at: [0], mask: 0x7c00 },
  Q4_1: { at: [0, 2], mask: 0x7c00 },
  Q8_0: { at: [0], mask: 0x7c00 },
};

function checkFinite(raw: Uint8Array, { name, type }: GgufTensor): void {
  const { blockBytes } = tensorLayouts[type];
  const { at, mask } = exponents[type];
  for (const offset of at) {
    for (let i = offset; i < raw.length; i += blockBytes) {
      const word = (raw[i] ?? 0) | ((raw[i + 1] ?? 0) << 8);
      if ((word & mask) === mask) throw invalid(`tensor ${name} has weights that are not finite`);
    }
  }
}

/** The values of an F32 or F16 tensor; undefined for types that are packed as they are. */
function asFloats(raw: Uint8Array, type: TensorType): Float32Array | undefined {
  switch (type) {
    case 'F32':
      return new Float32Array(raw.buffer, raw.byteOffset, raw.length / 4);
    case 'F16': {
      const halves = new Uint16Array(raw.buffer, raw.byteOffset, raw.length / 2);
      return Float32Array.from(halves, halfToFloat);
    }
    case 'Q4_0':
    case 'Q4_1':
    case 'Q8_0':
      return undefined;
  }
}

/**
 * Blocks of 32 signed bytes with one f16 scale, max|w| / 127, as ggml's Q8_0. The scale is rounded first, so that the
 * integers belong to the scale that is stored.
 */
export function quantiseToQ8(values: Float32Array): Uint8Array {
  const { blockBytes } = tensorLayouts.Q8_0;
  const out = new Uint8Array((values.length / 32) * blockBytes);
  const view = new DataView(out.buffer);
  for (let block = 0; block * 32 < values.length; block++) {
    const weights = values.subarray(block * 32, block * 32 + 32);
    let largest = 0;
    for (const w of weights) largest = Math.max(largest, Math.abs(w));
    const half = floatToHalf(largest / 127);
    const scale = halfToFloat(half);
    view.setUint16(block * blockBytes, half, true);
    for (const [i, w] of weights.entries()) {
      const q = scale === 0 ? 0 : Math.max(-127, Math.min(127, Math.round(w / scale)));
      view.setInt8(block * blockBytes + 2 + i, q);
    }
  }
  return out;
}

const word = new Uint32Array(1);
const wordAsFloat = new Float32Array(word.buffer);

/** Value of an f16 bit pattern. */
export function halfToFloat(half: number): number {
  const exponent = (half >> 10) & 31;
  const mantissa = half & 1023;
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + mantissa) * 2 ** (exponent - 25);
}

/** Bits of the f16 nearest to a value, ties to even; beyond its range the largest finite one. */
export function floatToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.min(Math.abs(value), 65504);
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  wordAsFloat[0] = magnitude;
  const exponent = ((word[0] ?? 0) >>> 23) - 127;
  return sign | ((exponent + 14) * 1024 + roundToEven(magnitude * 2 ** (10 - exponent)));
}

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
