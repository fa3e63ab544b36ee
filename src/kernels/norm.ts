import { horizontalSum, madd } from './simd';

/** out = x / √(mean(x²) + eps) · weight, over `count` floats (RMSNorm, Zhang & Sennrich 2019). */
export function rmsNorm(x: usize, weight: usize, count: usize, eps: f32, out: usize): void {
  const bytes = count << 2;
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const v = v128.load(x + i);
    sum = madd(v, v, sum);
  }
  const r = f32x4.splat(<f32>(1 / Math.sqrt(<f64>horizontalSum(sum) / <f64>count + <f64>eps)));
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(out + i, f32x4.mul(f32x4.mul(v128.load(x + i), r), v128.load(weight + i)));
  }
}

/** x += y over `count` floats. */
export function addTo(x: usize, y: usize, count: usize): void {
  const bytes = count << 2;
  for (let i: usize = 0; i < bytes; i += 16) v128.store(x + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
}
