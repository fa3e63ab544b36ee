// How the host describes a model to the kernels: plain structs of 32-bit words in the shared memory, written by
// src/models/memory-layout.ts in exactly this order.

import { Counter } from './threads';

/** A packed matrix (matmul.ts) of `rows` × `columns`; rows are padded to whole groups of 16. */
@unmanaged
export class Matrix {
  weights: usize;
  planes: i32;
  rows: i32;
  columns: i32;
}

/** One transformer block. */
@unmanaged
export class Layer {
  attentionNorm: usize;
  query: Matrix;
  key: Matrix;
  value: Matrix;
  attentionOutput: Matrix;
  ffnNorm: usize;
  gate: Matrix;
  up: Matrix;
  down: Matrix;
  /** bf16 [kvHeads][context][headSize] (attention.ts); a sequence is a run of rows */
  keys: usize;
  values: usize;
  /** Bias of query, key and value, side by side as in `qkv`: f32 [(heads + 2·kvHeads) · headSize]; 0 without one. */
  bias: usize;
  /** Norms of every head's query and key: f32 [headSize]; 0 without. */
  queryNorm: usize;
  keyNorm: usize;
}

/** The whole model, its sizes and its scratch. Activations are f32 [row][…] unless said otherwise. */
@unmanaged
export class Model {
  layers: i32;
  width: usize;
  heads: i32;
  kvHeads: i32;
  headSize: usize;
  ffnWidth: usize;
  vocabulary: i32;
  /** Rows of the cache, of all sequences together. */
  context: i32;
  epsilon: f32;
  /** Pointers to the layers: usize [layers]. */
  layerTable: usize;
  embedding: Matrix;
  head: Matrix;
  finalNorm: usize;
  /** Rotations of every position (attention.ts): f32 [positions][2 · headSize]. */
  rotations: usize;

  /** Token ids of the pass: i32 [rows]. */
  tokens: usize;
  /** Position of each row in its sequence: i32 [rows]. */
  positions: usize;
  /** Cache row where the sequence of each row starts: i32 [rows]. */
  starts: usize;
  /** Query, key and value side by side: [2 · row][(heads + 2·kvHeads) · headSize]. */
  qkv: usize;
  /** Outputs of the heads: [row][heads · headSize]. */
  attended: usize;
  /** What the attention and the feed-forward half add to the residual: [row][width]. */
  attentionDelta: usize;
  ffnDelta: usize;
  /** Gate and up side by side: [row][2 · ffnWidth]; the gate half becomes silu(gate)·up. */
  gateUp: usize;
  /** The same, quantised: bytes [row][ffnWidth] and pairs. */
  ffnBytes: usize;
  ffnScales: usize;
  /** Normalised last hidden states: [row][width]. */
  hidden: usize;
  /** [row][padded vocabulary] */
  logits: usize;
  /** For each row and chunk of logits (summary.ts) the largest and Σ exp: f32 [row][chunks][2]. */
  chunks: usize;
  /** Per thread: scratch of `threadBytes` bytes (see `Scratch`). */
  threadScratch: usize;
  threadBytes: usize;

  /** Arrivals at barriers, and pieces of work announced. */
  arrivals: Counter;
  work: Counter;
  /** The pass in progress: how many tokens, how many of the last rows want logits. */
  passRows: i32;
  passLogits: i32;
  /** Set to end the helper threads. */
  stop: i32;
}
