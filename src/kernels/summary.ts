// What a decoder needs to know of a row of logits without copying 200 kB out: the largest, log Σ exp, the best few.

import { Model } from './model';
import { exp4, horizontalMax, horizontalSum } from './simd';

/** Logits a chunk. Sums run by chunk, whatever the number of threads, so that the result is always the same. */
const CHUNK: i32 = 1024;
const LOWEST: f32 = -3.4e38;

// @ts-ignore: decorator
@inline
function chunkCount(model: Model): i32 {
  return (model.vocabulary + CHUNK - 1) / CHUNK;
}

/** Logits behind the vocabulary belong to padding rows; make them harmless. */
function padLogits(model: Model, logits: usize): void {
  for (let i = model.vocabulary; i < model.head.rows; i++) store<f32>(logits + (<usize>i << 2), LOWEST);
}

/** For this thread's share of all chunks: the largest logit and Σ exp(logit - largest). */
export function summariseChunks(model: Model, thread: i32, threads: i32): void {
  const chunks = chunkCount(model), all = chunks * model.passLogits;
  const to = (all * (thread + 1)) / threads;
  for (let i = (all * thread) / threads; i < to; i++) {
    const row = model.logits + (<usize>(i / chunks) * <usize>model.head.rows << 2), chunk = i % chunks;
    if (chunk == chunks - 1) padLogits(model, row);
    const from = row + (<usize>(chunk * CHUNK) << 2);
    const end = row + (<usize>min((chunk + 1) * CHUNK, model.head.rows) << 2);
    let largest = f32x4.splat(LOWEST);
    for (let p = from; p < end; p += 16) largest = f32x4.max(largest, v128.load(p));
    const top = horizontalMax(largest), shift = f32x4.splat(top);
    let sum = f32x4.splat(0);
    for (let p = from; p < end; p += 16) sum = f32x4.add(sum, exp4(f32x4.sub(v128.load(p), shift)));
    const out = model.chunks + (<usize>i << 3);
    store<f32>(out, top);
    store<f32>(out, horizontalSum(sum), 4);
  }
}

/** log Σ exp of one row of logits. */
export function logSumExp(model: Model, row: i32): f64 {
  const chunks = chunkCount(model), base = model.chunks + (<usize>(row * chunks) << 3);
  let top: f32 = LOWEST;
  for (let c = 0; c < chunks; c++) top = max(top, load<f32>(base + (<usize>c << 3)));
  let sum: f64 = 0;
  for (let c = 0; c < chunks; c++) {
    const p = base + (<usize>c << 3);
    sum += Math.exp(<f64>load<f32>(p) - <f64>top) * <f64>load<f32>(p, 4);
  }
  return <f64>top + Math.log(sum);
}

/**
 * Writes the `count` largest logits of a row, best first, as pairs (token: i32, logit: f32); the lower id first on a
 * tie. A chunk whose largest does not beat the worst of the list so far is not looked at.
 */
export function topTokens(model: Model, row: i32, count: i32, out: usize): void {
  const chunks = chunkCount(model), base = model.chunks + (<usize>(row * chunks) << 3);
  const logits = model.logits + (<usize>row * <usize>model.head.rows << 2);
  for (let i = 0; i < count; i++) {
    store<i32>(out + (<usize>i << 3), -1);
    store<f32>(out + (<usize>i << 3), LOWEST, 4);
  }
  let worst: f32 = LOWEST;
  for (let c = 0; c < chunks; c++) {
    if (load<f32>(base + (<usize>c << 3)) <= worst) continue;
    const end = min((c + 1) * CHUNK, model.vocabulary);
    for (let token = c * CHUNK; token < end; token++) {
      const logit = load<f32>(logits + (<usize>token << 2));
      if (logit <= worst) continue;
      let i = count - 1;
      for (; i > 0; i--) {
        const p = out + (<usize>(i - 1) << 3);
        if (load<f32>(p, 4) >= logit) break;
        store<i64>(p, load<i64>(p), 8);
      }
      store<i32>(out + (<usize>i << 3), token);
      store<f32>(out + (<usize>i << 3), logit, 4);
      worst = load<f32>(out + (<usize>(count - 1) << 3), 4);
    }
  }
}
