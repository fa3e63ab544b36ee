import type { ByteSource } from './byte-source.ts';
import { blockSize, matrixFile } from './decoder-parts.ts';
import { dequantise } from './dequantise.ts';
import { expand, type PackedType, packedTypeOf } from './expand.ts';
import type { Gguf, GgufTensor } from './gguf.ts';
import { invalid } from './gguf-error.ts';
import { tensorLayouts } from './gguf-types.ts';
import { halfTable } from './half.ts';
import type { LlamaConfig } from './llama-config.ts';

/** Raw bytes that are unpacked at once: a tensor is never in memory twice. */
const sliceBytes = 4 * 2 ** 20;

/** A matrix as MatMulNBits wants it at 8 bits: weight = scale of its block · (byte − 128). */
export interface GpuMatrix {
  readonly rows: number;
  readonly columns: number;
  /** `rows · columns` bytes, behind them `rows · columns / 32` float32 scales. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * Unpacks blocks of 32 weights to bytes and scales. Q8_0 and Q4_0 keep their exact values. Q4_1, whose blocks have a
 * minimum, is rounded to 255 levels a block: 4-bit MatMulNBits has whole numbers for minima and would lose far more. The
 * step is chosen so that the block's 16 values fall near whole numbers ({@link levelsPerScale}).
 * @param blocks whole blocks of `type`
 * @param bytes out: one byte a weight
 * @param scales out: one a block
 */
export function unpackBlocks(
  blocks: Uint8Array,
  type: PackedType,
  bytes: Uint8Array,
  scales: Float32Array,
): void {
  const { blockBytes } = tensorLayouts[type];
  const halves = halfTable();
  const levels = new Uint8Array(16);
  const half = (at: number): number => halves[(blocks[at] ?? 0) | ((blocks[at + 1] ?? 0) << 8)] ?? 0;
  for (let block = 0, at = 0, to = 0; at < blocks.length; block++, at += blockBytes, to += blockSize) {
    const scale = half(at);
    if (type === 'Q8_0') {
      scales[block] = scale;
      for (let i = 0; i < 32; i++) bytes[to + i] = (blocks[at + 2 + i] ?? 0) ^ 128;
      continue;
    }
    if (type === 'Q4_0') {
      scales[block] = scale;
      for (let nibble = 0; nibble < 16; nibble++) levels[nibble] = 120 + nibble;
    } else {
      const minimum = half(at + 2);
      const step = stepOf(scale, minimum);
      scales[block] = step;
      for (let nibble = 0; nibble < 16; nibble++) {
        levels[nibble] = step === 0 ? 128 : 128 + Math.round((scale * nibble + minimum) / step);
      }
    }
    const nibbles = at + blockBytes - 16;
    for (let i = 0; i < 16; i++) {
      const pair = blocks[nibbles + i] ?? 0;
      bytes[to + i] = levels[pair & 15] ?? 0;
      bytes[to + i + 16] = levels[pair >> 4] ?? 0;
    }
  }
}

/** Ratios minimum / scale of a Q4_1 block are told apart in steps of 1 / this. */
const ratioSteps = 512;
let bestLevels: Float32Array | undefined;

/** The step between two of 255 levels for a Q4_1 block: 0 when all its weights are 0. */
function stepOf(scale: number, minimum: number): number {
  const ratio = minimum / scale;
  if (!(ratio >= -15 && ratio <= 0)) return Math.max(Math.abs(minimum), Math.abs(15 * scale + minimum)) / 127;
  bestLevels ??= Float32Array.from({ length: 15 * ratioSteps + 1 }, (_, i) =>
    levelsPerScale(-i / ratioSteps),
  );
  // The table's ratio is near, not the same; a hair below the best keeps the largest level within 127.
  return scale / (bestLevels[Math.round(-ratio * ratioSteps)] ?? 8);
}

/**
 * How many of 255 levels a Q4_1 block's scale should span, for a block of values n + ratio, n = 0…15: the number among those
 * that use at least half the levels that leaves the smallest squared error. Both the scale and the minimum can then be
 * close to whole numbers of levels, which makes the error about three times smaller than with the largest number.
 */
export function levelsPerScale(ratio: number): number {
  const most = 126.9 / Math.max(-ratio, 15 + ratio);
  let [best, least] = [most, Number.POSITIVE_INFINITY];
  for (let candidate = 0; candidate < 192; candidate++) {
    const levels = most * (1 - candidate / 384);
    let error = 0;
    for (let n = 0; n < 16; n++) {
      const value = levels * (n + ratio);
      error += (value - Math.round(value)) ** 2;
    }
    error /= levels * levels;
    if (error < least) [best, least] = [levels, error];
  }
  return best;
}

/**
 * Where row `row` of a query or key matrix of llama.cpp goes: it stores a head's rows so that neighbours (2i, 2i + 1) are
 * rotated together; ONNX's attention rotates rows i and i + headSize / 2.
 */
export function halfSplitRow(row: number, headSize: number): number {
  const within = row % headSize;
  return row - within + (within >> 1) + (within & 1) * (headSize / 2);
}

/**
 * Reads a matrix of the file and unpacks it.
 * @param placeRow where each row goes; as it stands in the file by default
 * @throws GgufError when a weight is infinite or not a number
 */
export async function readGpuMatrix(
  source: ByteSource,
  tensor: GgufTensor,
  placeRow: (row: number) => number = row => row,
): Promise<GpuMatrix> {
  const [columns = 1, rows = 1] = tensor.shape;
  const blocksPerRow = columns / blockSize;
  const data = new Uint8Array(rows * columns + rows * blocksPerRow * 4);
  const bytes = data.subarray(0, rows * columns);
  const scales = new Float32Array(data.buffer, rows * columns);
  const rowBytes = tensor.bytes / rows;
  const sliceRows = Math.max(1, Math.floor(sliceBytes / rowBytes));
  const rowOut = new Uint8Array(columns);
  const rowScales = new Float32Array(blocksPerRow);
  for (let from = 0; from < rows; from += sliceRows) {
    const count = Math.min(sliceRows, rows - from);
    const raw = await source.read(tensor.offset + from * rowBytes, count * rowBytes);
    const packed = expand(raw, tensor.type);
    const packedRow = packed.length / count;
    for (let i = 0; i < count; i++) {
      const to = placeRow(from + i);
      unpackBlocks(
        packed.subarray(i * packedRow, (i + 1) * packedRow),
        packedTypeOf(tensor.type),
        rowOut,
        rowScales,
      );
      if (!rowScales.every(Number.isFinite)) {
        throw invalid(`tensor ${tensor.name} has weights that are not finite`);
      }
      bytes.set(rowOut, to * columns);
      scales.set(rowScales, to * blocksPerRow);
    }
  }
  return { rows, columns, data };
}

/** All weights of a model, ready for a session. */
export interface GpuWeights {
  /** What the graph holds itself: norms, biases and rotary factors by tensor name. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
  /** The matrices, as external data of the graph. */
  readonly files: readonly { readonly path: string; readonly data: Uint8Array<ArrayBuffer> }[];
  /** Also one of the files when the head is tied to it. */
  readonly embedding: GpuMatrix;
}

/**
 * Reads all tensors in file order.
 * @param onProgress called with the bytes of tensor data read so far
 * @throws GgufError when a weight is infinite or not a number; `AbortError`
 */
export async function readGpuWeights(
  source: ByteSource,
  gguf: Gguf,
  config: LlamaConfig,
  onProgress: (bytes: number) => void = () => {},
  signal?: AbortSignal,
): Promise<GpuWeights> {
  const vectors = new Map<string, Float32Array>();
  const files: { path: string; data: Uint8Array<ArrayBuffer> }[] = [];
  let embedding: GpuMatrix | undefined;
  let done = 0;
  for (const tensor of gguf.tensors) {
    signal?.throwIfAborted();
    const paired = config.rotation === 'neighbours' && /\.attn_[qk]\.(weight|bias)$/.test(tensor.name);
    const placeRow = paired ? (row: number) => halfSplitRow(row, config.headSize) : undefined;
    if (tensor.shape.length === 1) {
      const values = dequantise(await source.read(tensor.offset, tensor.bytes), tensor.type);
      if (!values.every(Number.isFinite))
        throw invalid(`tensor ${tensor.name} has numbers that are not finite`);
      const placed = values.slice();
      if (placeRow !== undefined) for (const [i, value] of values.entries()) placed[placeRow(i)] = value;
      vectors.set(tensor.name, placed);
    } else {
      const isEmbedding = tensor.name === 'token_embd.weight';
      const matrix = await readGpuMatrix(source, tensor, placeRow);
      if (isEmbedding) embedding = matrix;
      if (!isEmbedding || config.tiedHead) files.push({ path: matrixFile(tensor.name), data: matrix.data });
    }
    done += tensor.bytes;
    onProgress(done);
  }
  if (embedding === undefined) throw invalid('tensor token_embd.weight is missing');
  return { vectors, files, embedding };
}

/** A row of a matrix, shape `[columns]`, written to `out` from `at` on. */
export function dequantiseRow(
  { columns, rows, data }: GpuMatrix,
  row: number,
  out: Float32Array,
  at = 0,
): void {
  const blocks = columns / blockSize;
  const scales = new Float32Array(data.buffer, rows * columns, rows * blocks);
  for (let i = 0; i < columns; i++) {
    const scale = scales[row * blocks + (i >> 5)] ?? 0;
    out[at + i] = scale * ((data[row * columns + i] ?? 0) - 128);
  }
}
