// Activations as signed bytes: each block of 32 floats becomes 32 integers -127…127 and the pair
//   s = max|x| / 127   (x ≈ s·q)      t = s · Σ q
// Both are stored times 2^100, the counterpart of how matmul.ts reads f16 scales.

import { horizontalMax } from './simd';

const SCALE_UP: f32 = 1.2676506002282294e30; // 2^100
const SCALE_DOWN: f32 = 7.888609052210118e-31; // 2^-100

// @ts-ignore: decorator
@inline
function toIntegers(x: usize, factor: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), factor)));
}

/** Quantises `count` floats (a multiple of 32) at x into bytes at q and pairs at st. */
export function quantise(x: usize, count: usize, q: usize, st: usize): void {
  for (let b: usize = 0; b < count >> 5; b++) {
    let largest = f32x4.splat(0);
    for (let i: usize = 0; i < 128; i += 16) largest = f32x4.max(largest, f32x4.abs(v128.load(x + i)));
    const m = horizontalMax(largest), s = m / 127;
    const factor = f32x4.splat(m > 0 ? 127 / m : 0);
    let sum = i32x4.splat(0);
    for (let i: usize = 0; i < 32; i += 16) {
      const p = x + (i << 2);
      const q0 = toIntegers(p, factor), q1 = toIntegers(p + 16, factor);
      const q2 = toIntegers(p + 32, factor), q3 = toIntegers(p + 48, factor);
      sum = i32x4.add(sum, i32x4.add(i32x4.add(q0, q1), i32x4.add(q2, q3)));
      v128.store(q + i, i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(q0, q1), i16x8.narrow_i32x4_s(q2, q3)));
    }
    const total = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
    store<f32>(st, s * SCALE_UP);
    store<f32>(st, s * <f32>total * SCALE_UP, 4);
    x += 128;
    q += 32;
    st += 8;
  }
}

/** What quantising left out: x -= s·q, for `count` floats at x that `quantise` turned into q and st. */
export function subtractQuantised(x: usize, count: usize, q: usize, st: usize): void {
  for (let i: usize = 0; i < count; i += 4) {
    const s = f32x4.splat(load<f32>(st + ((i >> 5) << 3)) * SCALE_DOWN);
    const integers = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(q + i)));
    const p = x + (i << 2);
    v128.store(p, f32x4.sub(v128.load(p), f32x4.mul(s, f32x4.convert_i32x4_s(integers))));
  }
}
