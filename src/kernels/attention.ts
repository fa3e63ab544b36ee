// Rotary positions and grouped-query attention of one query head over the cached keys and values.
//
// The cache holds bf16 (the upper half of an f32, rounded to nearest even), [position][headSize], one run for each
// key-value head: half the memory and traffic of f32, which is what long contexts are bound by. Eight values make a
// vector: lane j holds value j in its lower half and value 4 + j in its upper half, so unpacking is one shift or mask.

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

/** Rounds four f32 to bf16, left in the upper halves. */
// @ts-ignore: decorator
@inline
function roundToBf16(v: v128): v128 {
  const odd = v128.and(i32x4.shr_u(v, 16), i32x4.splat(1));
  return v128.and(i32x4.add(v, i32x4.add(odd, i32x4.splat(0x7fff))), i32x4.splat(0xffff0000));
}

/** Packs 16 floats into 32 bytes of cache. */
export function pack16(x: usize, out: usize): void {
  for (let half: usize = 0; half < 2; half++) {
    const first = roundToBf16(v128.load(x + (half << 5))), second = roundToBf16(v128.load(x + (half << 5), 16));
    v128.store(out + (half << 4), v128.or(i32x4.shr_u(first, 16), second));
  }
}

/** Values 0…3 of a packed vector. */
// @ts-ignore: decorator
@inline
function firstFour(packed: v128): v128 {
  return i32x4.shl(packed, 16);
}

/** Values 4…7. */
// @ts-ignore: decorator
@inline
function lastFour(packed: v128): v128 {
  return v128.and(packed, i32x4.splat(0xffff0000));
}

/**
 * out[headSize] = softmax(q·K / √headSize)·V over the positions 0 … length - 1.
 * @param keys packed, as `values`; rows up to the next multiple of four may be read
 * @param scores room for `length` floats, rounded up to a multiple of four
 */
export function attend(q: usize, keys: usize, values: usize, length: i32, headSize: usize, scores: usize, out: usize): void {
  const row = headSize << 1;
  const scale = f32x4.splat(<f32>(1 / Math.sqrt(<f64>headSize)));
  const zero = f32x4.splat(0);
  let largest = f32x4.splat(MINUS_INFINITY);
  let k = keys;
  for (let t = 0; t < length; t += 4) {
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, r0 = zero, r1 = zero, r2 = zero, r3 = zero;
    for (let i: usize = 0; i < row; i += 16) {
      const x = v128.load(q + (i << 1)), y = v128.load(q + (i << 1), 16), p = k + i;
      const k0 = v128.load(p), k1 = v128.load(p + row), k2 = v128.load(p + (row << 1)), k3 = v128.load(p + row + (row << 1));
      s0 = madd(x, firstFour(k0), s0);
      r0 = madd(y, lastFour(k0), r0);
      s1 = madd(x, firstFour(k1), s1);
      r1 = madd(y, lastFour(k1), r1);
      s2 = madd(x, firstFour(k2), s2);
      r2 = madd(y, lastFour(k2), r2);
      s3 = madd(x, firstFour(k3), s3);
      r3 = madd(y, lastFour(k3), r3);
    }
    let s = horizontalSums(f32x4.add(s0, r0), f32x4.add(s1, r1), f32x4.add(s2, r2), f32x4.add(s3, r3));
    s = f32x4.mul(s, scale);
    // The last vector may reach past the sequence: what the cache holds there does not count.
    const inside = i32x4.lt_s(i32x4.add(i32x4.splat(t), i32x4(0, 1, 2, 3)), i32x4.splat(length));
    s = v128.bitselect(s, f32x4.splat(MINUS_INFINITY), inside);
    v128.store(scores + (<usize>t << 2), s);
    largest = f32x4.max(largest, s);
    k += row << 2;
  }
  const shift = f32x4.splat(horizontalMax(largest));
  let sum = zero;
  for (let t = 0; t < length; t += 4) {
    const p = scores + (<usize>t << 2), e = exp4(f32x4.sub(v128.load(p), shift));
    v128.store(p, e);
    sum = f32x4.add(sum, e);
  }
  const norm = f32x4.splat(1 / horizontalSum(sum));
  for (let i: usize = 0; i < row; i += 32) {
    // Even and odd positions are summed apart, so that additions need not wait for each other.
    let a0 = zero, a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero, b2 = zero, b3 = zero;
    let v = values + i, t = 0;
    for (; t + 1 < length; t += 2) {
      const e = v128.load32_splat(scores + (<usize>t << 2)), f = v128.load32_splat(scores + (<usize>t << 2), 4);
      const v0 = v128.load(v), v1 = v128.load(v, 16), w0 = v128.load(v + row), w1 = v128.load(v + row, 16);
      a0 = madd(e, firstFour(v0), a0);
      a1 = madd(e, lastFour(v0), a1);
      a2 = madd(e, firstFour(v1), a2);
      a3 = madd(e, lastFour(v1), a3);
      b0 = madd(f, firstFour(w0), b0);
      b1 = madd(f, lastFour(w0), b1);
      b2 = madd(f, firstFour(w1), b2);
      b3 = madd(f, lastFour(w1), b3);
      v += row << 1;
    }
    if (t < length) {
      const e = v128.load32_splat(scores + (<usize>t << 2)), v0 = v128.load(v), v1 = v128.load(v, 16);
      a0 = madd(e, firstFour(v0), a0);
      a1 = madd(e, lastFour(v0), a1);
      a2 = madd(e, firstFour(v1), a2);
      a3 = madd(e, lastFour(v1), a3);
    }
    const p = out + (i << 1);
    v128.store(p, f32x4.mul(f32x4.add(a0, b0), norm));
    v128.store(p, f32x4.mul(f32x4.add(a1, b1), norm), 16);
    v128.store(p, f32x4.mul(f32x4.add(a2, b2), norm), 32);
    v128.store(p, f32x4.mul(f32x4.add(a3, b3), norm), 48);
  }
}
