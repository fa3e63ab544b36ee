// The few operations that differ between the builds, and small helpers on vectors of four floats.
//
// One source makes three builds. They do the same arithmetic on the same integers in the same order, so all of them
// give the same bits; only the instructions differ:
//   relaxed-dot-add  one instruction multiplies 16 pairs and adds them up in 32 bits (ARM dot product, AVX-VNNI)
//   relaxed-dot      one instruction multiplies 16 pairs and adds neighbours in 16 bits (any x86 since SSSE3)
//   plain            fixed-width SIMD only, for browsers without relaxed SIMD

import { DOT_ADD } from './build-options';

/** Σ over neighbouring pairs of y·w in 16 bits. y: signed bytes. w: bytes 0…127 with |Σ| below 2^15. */
// @ts-ignore: decorator
@inline
function dotPairs(y: v128, w: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i16x8.relaxed_dot_i8x16_i7x16_s(y, w);
  const even = i16x8.mul(i16x8.shr_s(i16x8.shl(y, 8), 8), v128.and(w, i16x8.splat(0x00ff)));
  const odd = i16x8.mul(i16x8.shr_s(y, 8), i16x8.shr_u(w, 8));
  return i16x8.add(even, odd);
}

/**
 * Adds to each of four sums the products of its four bytes: sum[r] += Σ_k y[4r+k]·w[4r+k].
 * Holds 32-bit sums in the dot-add build and pairs of 16-bit sums otherwise: eight calls with w ≤ 15 stay below
 * 8·2·127·15 = 30,480 < 2^15. `finish` turns either into 32-bit sums.
 */
// @ts-ignore: decorator
@inline
export function dot4(y: v128, w: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    if (DOT_ADD) return i32x4.relaxed_dot_i8x16_i7x16_add_s(y, w, sum);
  }
  return i16x8.add(sum, dotPairs(y, w));
}

/** The four 32-bit sums that `dot4` gathered. */
// @ts-ignore: decorator
@inline
export function finish(sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    if (DOT_ADD) return sum;
  }
  return i32x4.dot_i16x8_s(sum, i16x8.splat(1));
}

/** a·b + c, rounded twice in every build: a fused version would make the builds differ. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function horizontalSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

// @ts-ignore: decorator
@inline
export function horizontalMax(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

/** Lane i = sum of the lanes of the i-th argument. */
// @ts-ignore: decorator
@inline
export function horizontalSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/**
 * exp of four floats (Cephes `expf`: reduce by ln 2 in two parts, then a polynomial of degree 5); relative error
 * below 2e-7. Inputs are clamped to ±87.
 */
export function exp4(x: v128): v128 {
  x = f32x4.max(f32x4.min(x, f32x4.splat(87)), f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(f32x4.mul(r, r), p, r), f32x4.splat(1));
  const powerOfTwo = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, powerOfTwo);
}
