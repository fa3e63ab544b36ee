import type { ByteSource } from './byte-source.ts';
import { expand, packedTypeOf } from './expand.ts';
import type { Gguf, GgufTensor } from './gguf.ts';
import { invalid } from './gguf-error.ts';
import { type TensorType, tensorLayouts } from './gguf-types.ts';
import type { KernelExports } from './kernels.ts';
import { stagingBytes } from './memory-layout.ts';
import { type MatrixPlan, packedBytes } from './memory-plan.ts';

/** Bit planes a tensor type is packed into (src/kernels/matmul.ts). */
export function planesOf(type: TensorType): 1 | 2 {
  return packedTypeOf(type) === 'Q8_0' ? 2 : 1;
}

/** Where weights go: addresses of the norms, plans of the matrices, and room for raw bytes on their way into tiles. */
export interface WeightPlan {
  readonly norms: ReadonlyMap<string, number>;
  readonly matrices: ReadonlyMap<string, MatrixPlan>;
  readonly staging: number;
  /** Bytes of that room, at least 16 rows of every matrix at 8 bits. */
  readonly stagingBytes?: number;
  /** Tensors whose rows come in halves of a head and are wanted in pairs ({@link pairRows}). */
  readonly halvedRows?: ReadonlySet<string>;
  readonly headSize?: number;
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
      new Uint8Array(memory.buffer).set(inPairs(raw, 4, tensor.name, layout), norm);
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
  const packed = tensorLayouts[packedTypeOf(tensor.type)];
  const packedRowBytes = (columns / 32) * packed.blockBytes;
  const { staging } = room;
  const slots = (room.stagingBytes ?? stagingBytes) / Math.max(rowBytes, packedRowBytes);
  // Rows that change places do so within their head.
  const unit = room.halvedRows?.has(tensor.name) ? (room.headSize ?? 16) : 16;
  const sliceRows = Math.max(unit, Math.floor(slots / unit) * unit);
  const groupBytes = packedBytes(16, columns, plan.planes);
  for (let row = 0; row < rows; row += sliceRows) {
    const count = Math.min(sliceRows, rows - row);
    const raw = await source.read(tensor.offset + row * rowBytes, count * rowBytes);
    checkFinite(raw, tensor);
    const rowsInOrder = inPairs(raw, rowBytes, tensor.name, room);
    new Uint8Array(memory.buffer).set(expand(rowsInOrder, tensor.type), staging);
    kernels.repack(packed.code, staging, plan.weights + (row / 16) * groupBytes, count, columns);
  }
}

function inPairs(raw: Uint8Array, rowBytes: number, name: string, room: WeightPlan): Uint8Array {
  return room.halvedRows?.has(name) ? pairRows(raw, rowBytes, room.headSize ?? 0) : raw;
}

/**
 * Rows of whole heads, reordered within each so that rows i and i + headSize / 2 become neighbours 2i and 2i + 1. Done
 * to queries and keys alike this changes no product of theirs, and turns one kind of rotary embedding into the other.
 */
export function pairRows(raw: Uint8Array, rowBytes: number, headSize: number): Uint8Array {
  const out = new Uint8Array(raw.length);
  for (let to = 0; to * rowBytes < raw.length; to++) {
    const inHead = to % headSize;
    const from = to - inHead + (inHead >> 1) + (inHead & 1) * (headSize / 2);
    out.set(raw.subarray(from * rowBytes, (from + 1) * rowBytes), to * rowBytes);
  }
  return out;
}

/**
 * Where in a block the floating-point numbers lie: byte offsets of the 16-bit words that hold their exponents, and the
 * bits of the exponent. All of these are ones in an infinity or NaN.
 */
const exponents: Readonly<Record<TensorType, { readonly at: readonly number[]; readonly mask: number }>> = {
  F32: { at: [2], mask: 0x7f80 },
  F16: { at: [0], mask: 0x7c00 },
  BF16: { at: [0], mask: 0x7f80 },
  Q4_0: { at: [0], mask: 0x7c00 },
  Q4_1: { at: [0, 2], mask: 0x7c00 },
  Q5_0: { at: [0], mask: 0x7c00 },
  Q5_1: { at: [0, 2], mask: 0x7c00 },
  Q8_0: { at: [0], mask: 0x7c00 },
  Q2_K: { at: [80, 82], mask: 0x7c00 },
  Q3_K: { at: [108], mask: 0x7c00 },
  Q4_K: { at: [0, 2], mask: 0x7c00 },
  Q5_K: { at: [0, 2], mask: 0x7c00 },
  Q6_K: { at: [208], mask: 0x7c00 },
  Q8_K: { at: [2], mask: 0x7f80 },
  IQ4_NL: { at: [0], mask: 0x7c00 },
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
