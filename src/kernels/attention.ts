// Rotary positions and grouped-query attention of one query head over the cached keys and values.
// Keys and values are f32, [position][headSize], one run for each key-value head.

import { exp4, horizontalMax, horizontalSum, horizontalSums, madd } from './simd';

const MINUS_INFINITY: f32 = -1e30;

/**
 * Rotates neighbouring pairs (x[2i], x[2i+1]) of `count` floats by the angles of one position (RoPE, Su et al. 2021;
 * llama.cpp stores the rows of q and k for this interleaved form).
 * @param rotations for each pair of pairs two vectors: (c, c, c', c') and (-s, s, -s', s')
 */
export function rotate(x: usize, rotations: usize, count: usize): void {
  for (let i: usize = 0; i < count << 2; i += 16) {
    const v = v128.load(x + i), swapped = v128.shuffle<f32>(v, v, 1, 0, 3, 2);
    const cos = v128.load(rotations + (i << 1)), sin = v128.load(rotations + (i << 1), 16);
    v128.store(x + i, madd(swapped, sin, f32x4.mul(v, cos)));
  }
}

/**
 * out[headSize] = softmax(q·K / √headSize)·V over the positions 0 … length - 1.
 * @param scores room for `length` floats, rounded up to a multiple of four
 */
export function attend(q: usize, keys: usize, values: usize, length: i32, headSize: usize, scores: usize, out: usize): void {
  const row = headSize << 2;
  const scale = f32x4.splat(<f32>(1 / Math.sqrt(<f64>headSize)));
  let largest = f32x4.splat(MINUS_INFINITY);
  let k = keys;
  for (let t = 0; t < length; t += 4) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    for (let i: usize = 0; i < row; i += 16) {
      const v = v128.load(q + i), p = k + i;
      s0 = madd(v, v128.load(p), s0);
      s1 = madd(v, v128.load(p + row), s1);
      s2 = madd(v, v128.load(p + (row << 1)), s2);
      s3 = madd(v, v128.load(p + row + (row << 1)), s3);
    }
    let s = f32x4.mul(horizontalSums(s0, s1, s2, s3), scale);
    // The last vector may reach past the sequence: what the cache holds there does not count.
    const inside = i32x4.lt_s(i32x4.add(i32x4.splat(t), i32x4(0, 1, 2, 3)), i32x4.splat(length));
    s = v128.bitselect(s, f32x4.splat(MINUS_INFINITY), inside);
    v128.store(scores + (<usize>t << 2), s);
    largest = f32x4.max(largest, s);
    k += row << 2;
  }
  const shift = f32x4.splat(horizontalMax(largest));
  let sum = f32x4.splat(0);
  for (let t = 0; t < length; t += 4) {
    const p = scores + (<usize>t << 2), e = exp4(f32x4.sub(v128.load(p), shift));
    v128.store(p, e);
    sum = f32x4.add(sum, e);
  }
  const norm = f32x4.splat(1 / horizontalSum(sum));
  for (let i: usize = 0; i < row; i += 64) {
    let o0 = f32x4.splat(0), o1 = f32x4.splat(0), o2 = f32x4.splat(0), o3 = f32x4.splat(0);
    let v = values + i;
    for (let t = 0; t < length; t++) {
      const e = v128.load32_splat(scores + (<usize>t << 2));
      o0 = madd(e, v128.load(v), o0);
      o1 = madd(e, v128.load(v, 16), o1);
      o2 = madd(e, v128.load(v, 32), o2);
      o3 = madd(e, v128.load(v, 48), o3);
      v += row;
    }
    const p = out + i;
    v128.store(p, f32x4.mul(o0, norm));
    v128.store(p, f32x4.mul(o1, norm), 16);
    v128.store(p, f32x4.mul(o2, norm), 32);
    v128.store(p, f32x4.mul(o3, norm), 48);
  }
}
