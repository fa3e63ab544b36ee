import type { LlamaConfig } from './llama-config.ts';
import { type MatrixPlan, MemoryPlan } from './memory-plan.ts';

/** Most tokens of one pass. */
export const maxRows = 32;
/** Best tokens reported for each row. */
export const topCount = 5;
/** Logits in a chunk, as in src/kernels/summary.ts. */
const chunkSize = 1024;
/** Raw bytes of a tensor pass through here on their way into tiles. */
export const stagingBytes = 4 * 2 ** 20;

/** Bytes of a row on its way into tiles, at most: blocks of Q8_0. */
const packedRowBytes = (columns: number): number => (columns / 32) * 34;

/** Addresses of everything in the model's memory. */
export interface MemoryLayout {
  /** Of the `Model` struct (src/kernels/model.ts). */
  readonly model: number;
  readonly tokens: number;
  readonly positions: number;
  readonly starts: number;
  readonly hidden: number;
  readonly logits: number;
  /** Elements from one row of logits to the next. */
  readonly logitsStride: number;
  readonly top: number;
  readonly staging: number;
  readonly stagingBytes: number;
  readonly rotations: number;
  readonly matrices: ReadonlyMap<string, MatrixPlan>;
  /** Addresses of norms and biases. */
  readonly norms: ReadonlyMap<string, number>;
  /** Queries and keys whose rows have to be put in the order of `rotate` (src/kernels/attention.ts). */
  readonly halvedRows: ReadonlySet<string>;
  readonly headSize: number;
  readonly totalBytes: number;
  /** Writes the structs into the memory they were planned for. */
  readonly writeStructs: (memory: ArrayBufferLike) => void;
}

/**
 * Plans the memory: structs, weights, cache, scratch. All sizes come from the checked configuration.
 * @param contextLength positions of one sequence; the cache holds `sequences` of them
 * @param planesOf number of bit planes of the named tensor: 1 for 4-bit types, 2 for all others
 */
export function planMemory(
  config: LlamaConfig,
  contextLength: number,
  sequences: number,
  threads: number,
  planesOf: (tensor: string) => 1 | 2,
): MemoryLayout {
  const { layers, width, heads, keyValueHeads, headSize, feedForward, vocabularySize } = config;
  const plan = new MemoryPlan();
  const matrices = new Map<string, MatrixPlan>();
  const norms = new Map<string, number>();
  const norm = (name: string, size = width): number => {
    const address = plan.allocate(size * 4);
    norms.set(name, address);
    return address;
  };
  const matrix = (name: string, rows: number, columns: number): number => {
    const { matrix, address } = plan.matrix(rows, columns, planesOf(name));
    matrices.set(name, matrix);
    return address;
  };

  const attentionWidth = heads * headSize;
  const keyValueWidth = keyValueHeads * headSize;
  const halvedRows = new Set<string>();
  const biases = (layer: number): number => {
    if (!config.attentionBias) return 0;
    const address = plan.allocate((attentionWidth + 2 * keyValueWidth) * 4);
    const name = (part: string) => `blk.${layer}.attn_${part}.bias`;
    norms.set(name('q'), address);
    norms.set(name('k'), address + attentionWidth * 4);
    norms.set(name('v'), address + (attentionWidth + keyValueWidth) * 4);
    return address;
  };
  // Attention reads keys four positions at a time.
  const cacheRows = contextLength * sequences + 3;
  const layerPointers = Array.from({ length: layers }, (_, layer) => {
    const name = (part: string) => `blk.${layer}.${part}.weight`;
    if (config.rotation === 'halves') {
      for (const part of ['q', 'k']) {
        for (const kind of ['weight', 'bias']) halvedRows.add(`blk.${layer}.attn_${part}.${kind}`);
        halvedRows.add(name(`attn_${part}_norm`));
      }
    }
    // In the order of class Layer in src/kernels/model.ts.
    return plan.struct([
      norm(name('attn_norm')),
      matrix(name('attn_q'), attentionWidth, width),
      matrix(name('attn_k'), keyValueWidth, width),
      matrix(name('attn_v'), keyValueWidth, width),
      matrix(name('attn_output'), width, attentionWidth),
      norm(name('ffn_norm')),
      matrix(name('ffn_gate'), feedForward, width),
      matrix(name('ffn_up'), feedForward, width),
      matrix(name('ffn_down'), width, feedForward),
      plan.allocate(keyValueWidth * cacheRows * 2),
      plan.allocate(keyValueWidth * cacheRows * 2),
      biases(layer),
      config.headNorms ? norm(name('attn_q_norm'), headSize) : 0,
      config.headNorms ? norm(name('attn_k_norm'), headSize) : 0,
    ]);
  });
  const embedding = matrix('token_embd.weight', vocabularySize, width);
  const head = config.tiedHead ? embedding : matrix('output.weight', vocabularySize, width);
  const logitsStride = Math.ceil(vocabularySize / 16) * 16;

  const floats = (perRow: number) => plan.allocate(maxRows * perRow * 4);
  // The inputs of query, key and value are quantised in two steps, hence twice the width.
  const wide = Math.max(2 * width, attentionWidth);
  const threadBytes =
    Math.ceil(
      (maxRows * width * 4 + width * 4 + maxRows * wide + (maxRows * wide) / 4 + contextLength * 4 + 16) / 64,
    ) * 64;
  const tokens = plan.allocate(maxRows * 4);
  const positions = plan.allocate(maxRows * 4);
  const starts = plan.allocate(maxRows * 4);
  const rotations = plan.allocate(contextLength * headSize * 8);
  const hidden = floats(width);
  const logits = floats(logitsStride);
  // In the order of class Model in src/kernels/model.ts; epsilon is written as a float below.
  const fields = [
    layers,
    width,
    heads,
    keyValueHeads,
    headSize,
    feedForward,
    vocabularySize,
    contextLength * sequences,
    0,
    plan.struct(layerPointers),
    embedding,
    head,
    norm('output_norm.weight'),
    rotations,
    tokens,
    positions,
    starts,
    floats(2 * (attentionWidth + 2 * keyValueWidth)),
    floats(attentionWidth),
    floats(width),
    floats(width),
    floats(2 * feedForward),
    plan.allocate(maxRows * feedForward),
    plan.allocate((maxRows * feedForward) / 4),
    hidden,
    logits,
    plan.allocate(maxRows * Math.ceil(vocabularySize / chunkSize) * 8),
    plan.allocate(threads * threadBytes),
    threadBytes,
    plan.struct([0, 0, 0, 0]),
    plan.struct([0, 0, 0, 0]),
    0,
    0,
    0,
  ];
  const model = plan.struct(fields);
  // Rows that are reordered come head by head.
  const stagingRoom = Math.max(stagingBytes, halvedRows.size === 0 ? 0 : headSize * packedRowBytes(width));
  return {
    model,
    tokens,
    positions,
    starts,
    hidden,
    logits,
    logitsStride,
    top: plan.allocate(topCount * 8),
    staging: plan.allocate(stagingRoom),
    stagingBytes: stagingRoom,
    rotations,
    matrices,
    norms,
    halvedRows,
    headSize,
    totalBytes: plan.totalBytes,
    writeStructs: memory => {
      plan.writeStructs(memory);
      new Float32Array(memory, model + 8 * 4, 1)[0] = config.rmsEpsilon;
    },
  };
}
