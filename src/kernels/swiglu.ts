import { exp4 } from './simd';

/** gate = silu(gate) · up over `count` floats (SwiGLU, Shazeer 2020). */
// @ts-ignore: decorator
@inline
export function swiglu(gate: usize, up: usize, count: usize): void {
  for (let i: usize = 0; i < count << 2; i += 16) {
    const g = v128.load(gate + i), sigmoid = f32x4.div(g, f32x4.add(f32x4.splat(1), exp4(f32x4.neg(g))));
    v128.store(gate + i, f32x4.mul(sigmoid, v128.load(up + i)));
  }
}
