// One pass of a Llama decoder over a few tokens, executed by all threads together. Each thread computes its share of
// the output rows of every matrix and its share of the attention heads; the cheap parts (norms, residual sums) are
// done by every thread for itself, which costs less than waiting for each other.

import { attend, pack16, rotate } from './attention';
import { matmul, unpackRow } from './matmul';
import { Layer, Matrix, Model } from './model';
import { addTo, rmsNorm } from './norm';
import { quantise, subtractQuantised } from './quantise';
import { summariseChunks } from './summary';
import { swiglu } from './swiglu';
import { announceWork, awaitWork, meet } from './threads';

/** First of `units` that belongs to `thread`; the last is the first of the next thread minus one. */
// @ts-ignore: decorator
@inline
function share(units: i32, thread: i32, threads: i32): i32 {
  return (units * thread) / threads;
}

/** Position of row m in its sequence. */
// @ts-ignore: decorator
@inline
function positionOf(model: Model, m: i32): i32 {
  return load<i32>(model.positions + (<usize>m << 2));
}

/** Cache row of position 0 of the sequence that row m belongs to. */
// @ts-ignore: decorator
@inline
function startOf(model: Model, m: i32): i32 {
  return load<i32>(model.starts + (<usize>m << 2));
}

/** This thread's part of out = x · matrixᵀ, in units of 16 output rows; `N` is the stride of `out`. */
// @ts-ignore: decorator
@inline
function multiply(matrix: Matrix, x: usize, st: usize, M: i32, out: usize, N: usize, thread: i32, threads: i32): void {
  multiplyGroups(matrix, x, st, M, out, N, share(matrix.rows >> 4, thread, threads), share(matrix.rows >> 4, thread + 1, threads));
}

/** The groups `from … to - 1` of 16 output rows of out = x · matrixᵀ. */
// @ts-ignore: decorator
@inline
function multiplyGroups(matrix: Matrix, x: usize, st: usize, M: i32, out: usize, N: usize, from: i32, to: i32): void {
  matmul(matrix.weights, matrix.planes, x, st, M, <usize>matrix.columns, out, N, from, to);
}

/** Adds rows M … 2M - 1 of x, for some groups of 16, to rows 0 … M - 1: the second half of a finer product. */
// @ts-ignore: decorator
@inline
function foldGroups(x: usize, M: i32, N: usize, from: i32, to: i32): void {
  for (let m: usize = 0; m < <usize>M; m++) {
    const row = x + (m * N + (<usize>from << 4)) * 4;
    addTo(row, row + <usize>M * N * 4, <usize>(to - from) << 4);
  }
}

/** Adds a bias to some groups of 16 values. */
// @ts-ignore: decorator
@inline
function biasGroups(x: usize, bias: usize, M: i32, N: usize, from: i32, to: i32): void {
  for (let m: usize = 0; m < <usize>M; m++) {
    addTo(x + (m * N + (<usize>from << 4)) * 4, bias + (<usize>from << 6), <usize>(to - from) << 4);
  }
}

/** Normalises every head of some groups of 16 values, which are whole heads. */
// @ts-ignore: decorator
@inline
function normGroups(model: Model, x: usize, weight: usize, M: i32, N: usize, from: i32, to: i32): void {
  const groupsPerHead = <i32>(model.headSize >> 4);
  for (let m: usize = 0; m < <usize>M; m++) {
    for (let g = from; g < to; g += groupsPerHead) {
      const head = x + (m * N + (<usize>g << 4)) * 4;
      rmsNorm(head, weight, model.headSize, model.epsilon, head);
    }
  }
}

/** Rotates some groups of 16 values of queries or keys. */
// @ts-ignore: decorator
@inline
function rotateGroups(model: Model, x: usize, M: i32, N: usize, from: i32, to: i32): void {
  const groupsPerHead = <i32>(model.headSize >> 4);
  for (let m = 0; m < M; m++) {
    const rotations = model.rotations + ((<usize>positionOf(model, m) * model.headSize) << 3);
    for (let g = from; g < to; g++) {
      rotate(x + (<usize>m * N + (<usize>g << 4)) * 4, rotations + (<usize>(g % groupsPerHead) << 7), 16);
    }
  }
}

/** Copies some groups of keys or values into the cache. */
// @ts-ignore: decorator
@inline
function cacheGroups(model: Model, x: usize, cache: usize, M: i32, N: usize, from: i32, to: i32): void {
  const groupsPerHead = <i32>(model.headSize >> 4);
  for (let m = 0; m < M; m++) {
    for (let g = from; g < to; g++) {
      const head = g / groupsPerHead, inHead = g % groupsPerHead;
      const row = <usize>(head * model.context + startOf(model, m) + positionOf(model, m)) * model.headSize;
      pack16(x + (<usize>m * N + (<usize>g << 4)) * 4, cache + ((row + (<usize>inHead << 4)) << 1));
    }
  }
}

/** Attention of this thread's share of all (row, head) pairs. */
// @ts-ignore: decorator
@inline
function attention(model: Model, layer: Layer, M: i32, scores: usize, thread: i32, threads: i32): void {
  const size = model.headSize, width = <usize>model.heads * size, N = width + 2 * <usize>model.kvHeads * size;
  const queriesPerKey = model.heads / model.kvHeads, cache = <usize>model.context * size * 2;
  const to = share(M * model.heads, thread + 1, threads);
  for (let i = share(M * model.heads, thread, threads); i < to; i++) {
    const m = i / model.heads, head = i % model.heads, kv = <usize>(head / queriesPerKey);
    const q = model.qkv + (<usize>m * N + <usize>head * size) * 4;
    const out = model.attended + (<usize>m * width + <usize>head * size) * 4;
    const from = kv * cache + <usize>startOf(model, m) * size * 2;
    attend(q, layer.keys + from, layer.values + from, positionOf(model, m) + 1, size, scores, out);
  }
}

/** The feed-forward half up to its activations: gate, up, SwiGLU, quantised. Shares are blocks of 32 columns. */
// @ts-ignore: decorator
@inline
function feedForwardUp(model: Model, layer: Layer, x: usize, st: usize, M: i32, thread: i32, threads: i32): void {
  const F = model.ffnWidth, N = F << 1, K = model.width, blocks = <i32>(F >> 5);
  const from = share(blocks, thread, threads), to = share(blocks, thread + 1, threads);
  matmul(layer.gate.weights, layer.gate.planes, x, st, M, K, model.gateUp, N, from * 2, to * 2);
  matmul(layer.up.weights, layer.up.planes, x, st, M, K, model.gateUp + F * 4, N, from * 2, to * 2);
  for (let m: usize = 0; m < <usize>M; m++) {
    for (let b: usize = from; b < <usize>to; b++) {
      const gate = model.gateUp + (m * N + b * 32) * 4;
      swiglu(gate, gate + F * 4, 32);
      quantise(gate, 32, model.ffnBytes + m * F + b * 32, model.ffnScales + ((m * F) >> 2) + b * 8);
    }
  }
}

/** This thread's part of the pass that `passRows` and `passLogits` describe. */
function pass(model: Model, thread: i32, threads: i32): void {
  const M = model.passRows, D = model.width, heads = <usize>model.heads * model.headSize;
  const kv = <usize>model.kvHeads * model.headSize, qkvWidth = heads + 2 * kv;
  const qGroups = <i32>(heads >> 4), kvGroups = <i32>(kv >> 4);
  const wide = max(D << 1, heads), rows = <usize>M;

  // Private scratch: residual, one normalised row, quantised rows, attention scores.
  const residual = model.threadScratch + <usize>thread * model.threadBytes;
  const normed = residual + rows * D * 4, bytes = normed + D * 4, scales = bytes + rows * wide, scores = scales + ((rows * wide) >> 2);

  for (let m: usize = 0; m < rows; m++) {
    unpackRow(model.embedding.weights, model.embedding.planes, <usize>load<i32>(model.tokens + m * 4), D, residual + m * D * 4);
  }

  for (let l: usize = 0; l < <usize>model.layers; l++) {
    const layer = changetype<Layer>(load<usize>(model.layerTable + l * 4));

    for (let m: usize = 0; m < rows; m++) {
      const x = residual + m * D * 4;
      if (l) addTo(x, model.ffnDelta + m * D * 4, D);
      rmsNorm(x, layer.attentionNorm, D, model.epsilon, normed);
      // Queries, keys and values suffer most from 8-bit activations, and their matrices are small: what rounding left out
      // follows as rows M … 2M - 1. This takes 40 % off the divergence of the whole model (docs/benchmarks.md).
      const coarse = bytes + m * D, coarseScales = scales + ((m * D) >> 2), rest = rows * D;
      quantise(normed, D, coarse, coarseScales);
      subtractQuantised(normed, D, coarse, coarseScales);
      quantise(normed, D, coarse + rest, coarseScales + (rest >> 2));
    }
    // Everything up to the cache happens to the groups of 16 values that this thread computes, so that no thread waits. A norm
    // of heads needs whole heads.
    const unit = layer.queryNorm ? <i32>(model.headSize >> 4) : 1;
    const q = model.qkv, qFrom = share(qGroups / unit, thread, threads) * unit, qTo = share(qGroups / unit, thread + 1, threads) * unit;
    const k = q + heads * 4, kFrom = share(kvGroups / unit, thread, threads) * unit, kTo = share(kvGroups / unit, thread + 1, threads) * unit;
    const v = k + kv * 4, vFrom = share(kvGroups, thread, threads), vTo = share(kvGroups, thread + 1, threads);
    multiplyGroups(layer.query, bytes, scales, 2 * M, q, qkvWidth, qFrom, qTo);
    multiplyGroups(layer.key, bytes, scales, 2 * M, k, qkvWidth, kFrom, kTo);
    multiplyGroups(layer.value, bytes, scales, 2 * M, v, qkvWidth, vFrom, vTo);
    foldGroups(q, M, qkvWidth, qFrom, qTo);
    foldGroups(k, M, qkvWidth, kFrom, kTo);
    foldGroups(v, M, qkvWidth, vFrom, vTo);
    if (layer.bias) {
      biasGroups(q, layer.bias, M, qkvWidth, qFrom, qTo);
      biasGroups(k, layer.bias + heads * 4, M, qkvWidth, kFrom, kTo);
      biasGroups(v, layer.bias + (heads + kv) * 4, M, qkvWidth, vFrom, vTo);
    }
    if (layer.queryNorm) {
      normGroups(model, q, layer.queryNorm, M, qkvWidth, qFrom, qTo);
      normGroups(model, k, layer.keyNorm, M, qkvWidth, kFrom, kTo);
    }
    rotateGroups(model, q, M, qkvWidth, qFrom, qTo);
    rotateGroups(model, k, M, qkvWidth, kFrom, kTo);
    cacheGroups(model, k, layer.keys, M, qkvWidth, kFrom, kTo);
    cacheGroups(model, v, layer.values, M, qkvWidth, vFrom, vTo);
    meet(model.arrivals, threads);

    attention(model, layer, M, scores, thread, threads);
    meet(model.arrivals, threads);

    quantise(model.attended, rows * heads, bytes, scales);
    multiply(layer.attentionOutput, bytes, scales, M, model.attentionDelta, D, thread, threads);
    meet(model.arrivals, threads);

    for (let m: usize = 0; m < rows; m++) {
      const x = residual + m * D * 4;
      addTo(x, model.attentionDelta + m * D * 4, D);
      rmsNorm(x, layer.ffnNorm, D, model.epsilon, normed);
      quantise(normed, D, bytes + m * D, scales + ((m * D) >> 2));
    }
    feedForwardUp(model, layer, bytes, scales, M, thread, threads);
    meet(model.arrivals, threads);

    multiply(layer.down, model.ffnBytes, model.ffnScales, M, model.ffnDelta, D, thread, threads);
    meet(model.arrivals, threads);
  }

  // Rows that want logits need the last norm, and the last row always: drafts start from its hidden state.
  const first = rows - <usize>model.passLogits;
  for (let m = min(first, rows - 1); m < rows; m++) {
    const x = residual + m * D * 4;
    addTo(x, model.ffnDelta + m * D * 4, D);
    rmsNorm(x, model.finalNorm, D, model.epsilon, normed);
    quantise(normed, D, bytes + m * D, scales + ((m * D) >> 2));
    if (thread == 0) memory.copy(model.hidden + m * D * 4, normed, D * 4);
  }
  if (model.passLogits) {
    const start = first * D;
    multiply(model.head, bytes + start, scales + (start >> 2), model.passLogits, model.logits, <usize>model.head.rows, thread, threads);
    meet(model.arrivals, threads);
    summariseChunks(model, thread, threads);
  }
  meet(model.arrivals, threads);
}

/** Runs one pass on the calling thread and all helpers. Called by thread 0. */
export function forward(model: Model, rows: i32, logits: i32, threads: i32): void {
  model.passRows = rows;
  model.passLogits = logits;
  if (threads > 1) announceWork(model.work);
  pass(model, 0, threads);
}

/** The life of a helper thread: wait for work, do its share, until told to stop. */
export function help(model: Model, thread: i32, threads: i32): void {
  for (let piece: i64 = 1; ; piece++) {
    awaitWork(model.work, piece);
    if (model.stop) return;
    pass(model, thread, threads);
  }
}

/** Ends all helper threads. */
export function dismiss(model: Model): void {
  model.stop = 1;
  announceWork(model.work);
}
