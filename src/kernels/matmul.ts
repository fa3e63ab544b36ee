// Matrix product of quantised weights and quantised activations: out[m][n] = Σ_k W[n][k] · x[m][k].
//
// Weights. Every supported GGUF type is written as  w = d·u + z  with an unsigned integer u per weight and two f16
// numbers d (scale) and z (zero offset) per row and block of 32:
//   Q4_0  u = q          z = -8d       one plane of 4 bits
//   Q4_1  u = q          z = m         one plane
//   Q8_0  u = q + 128    z = -128d     two planes: u = 16·high + low
// so  Σ_k w·x = d·Σ u·x + z·Σ x,  where Σ u·x is exact in integers.
//
// 16 rows form a group; a group is a run of tiles, one for each block of 32 columns:
//
//   tile   plane (high)         256 bytes   only when there are two planes
//          plane (low or only)  256 bytes
//          scales                64 bytes   16 × (z: f16, d: f16), row 0 first
//
//   plane  4 steps j of 64 bytes; a step holds 4 quads of 4 rows; a quad is one vector:
//          byte 4r + k of quad q = row 4q + r, low nibble column 4j + k, high nibble column 16 + 4j + k
//
// So one vector of weights meets four bytes of one activation row, repeated four times, and each 32-bit lane gathers
// one output. Activations (quantise.ts): K signed bytes a row, and for each block a pair (s, t) of f32.
//
// Bitwise equal rows: an output is summed by block, in the order of the blocks, by exactly the same operations
// whether it is computed by rows1, rows2, rows3 or rows4, on whatever thread, at one go or in several stretches.

import { dot4, finish, madd } from './simd';

/** Bytes of the scales in a tile. */
const SCALES: usize = 64;

/** Bits that hold an f16 when it sits in the exponent and mantissa of an f32: value · 2^-112. */
const F16_IN_F32: i32 = 0x8fffe000;

/** Undoes F16_IN_F32 together with the factor 2^100 that quantise.ts puts into s and t. All powers of two: exact. */
const SCALE_BACK: f32 = 4096;

// @ts-ignore: decorator
@inline
function scaleOf(scales: v128): v128 {
  return v128.and(i32x4.shr_s(scales, 3), i32x4.splat(F16_IN_F32));
}

// @ts-ignore: decorator
@inline
function zeroOf(scales: v128): v128 {
  return v128.and(i32x4.shr_s(i32x4.shl(scales, 16), 3), i32x4.splat(F16_IN_F32));
}

// @ts-ignore: decorator
@inline
function low(q: v128): v128 {
  return v128.and(q, i8x16.splat(15));
}

// @ts-ignore: decorator
@inline
function high(q: v128): v128 {
  return v128.and(i16x8.shr_u(q, 4), i8x16.splat(15));
}

/** Joins the planes: the first (high) one counts 16 times. `P` is u8 for one plane, u16 for two. */
// @ts-ignore: decorator
@inline
function joinPlanes<P>(first: v128, sum: v128): v128 {
  if (sizeof<P>() == 1) return finish(sum);
  return i32x4.add(i32x4.shl(first, 4), finish(sum));
}

/** f + d·s·c + z·t for four outputs, in this order everywhere. */
// @ts-ignore: decorator
@inline
function addBlock(scales: usize, c: v128, st: usize, f: v128): v128 {
  const packed = v128.load(scales);
  f = madd(f32x4.mul(scaleOf(packed), v128.load32_splat(st)), f32x4.convert_i32x4_s(c), f);
  return madd(zeroOf(packed), v128.load32_splat(st, 4), f);
}

// @ts-ignore: decorator
@inline
function storeOutput(out: usize, f: v128): void {
  v128.store(out, f32x4.mul(f, f32x4.splat(SCALE_BACK)));
}

/** The sum that `storeOutput` left after an earlier stretch of blocks. A power of two goes and comes back: exact. */
// @ts-ignore: decorator
@inline
function loadOutput(out: usize): v128 {
  return f32x4.mul(v128.load(out), f32x4.splat(1 / SCALE_BACK));
}

/** One activation row x against one group; four quads at a time. */
function rows1<P>(w: usize, blocks: i32, x: usize, st: usize, out: usize): void {
  let f0 = f32x4.splat(0), f1 = f32x4.splat(0), f2 = f32x4.splat(0), f3 = f32x4.splat(0);
  for (let b = 0; b < blocks; b++) {
    let c0 = i32x4.splat(0), c1 = i32x4.splat(0), c2 = i32x4.splat(0), c3 = i32x4.splat(0);
    for (let plane: usize = 0; plane < sizeof<P>(); plane++) {
      let a0 = i32x4.splat(0), a1 = i32x4.splat(0), a2 = i32x4.splat(0), a3 = i32x4.splat(0);
      for (let j: usize = 0; j < 16; j += 4) {
        const y = v128.load32_splat(x + j), z = v128.load32_splat(x + j, 16);
        const q0 = v128.load(w), q1 = v128.load(w, 16), q2 = v128.load(w, 32), q3 = v128.load(w, 48);
        a0 = dot4(z, high(q0), dot4(y, low(q0), a0));
        a1 = dot4(z, high(q1), dot4(y, low(q1), a1));
        a2 = dot4(z, high(q2), dot4(y, low(q2), a2));
        a3 = dot4(z, high(q3), dot4(y, low(q3), a3));
        w += 64;
      }
      c0 = joinPlanes<P>(c0, a0);
      c1 = joinPlanes<P>(c1, a1);
      c2 = joinPlanes<P>(c2, a2);
      c3 = joinPlanes<P>(c3, a3);
    }
    f0 = addBlock(w, c0, st, f0);
    f1 = addBlock(w + 16, c1, st, f1);
    f2 = addBlock(w + 32, c2, st, f2);
    f3 = addBlock(w + 48, c3, st, f3);
    w += SCALES;
    x += 32;
    st += 8;
  }
  storeOutput(out, f0);
  storeOutput(out + 16, f1);
  storeOutput(out + 32, f2);
  storeOutput(out + 48, f3);
}

/**
 * Two activation rows against half a group (two quads); `w` and `out` point at the half. With `goesOn`, the sums begin with
 * what lies in `out`.
 */
function rows2<P>(w: usize, blocks: i32, x: usize, st: usize, K: usize, out: usize, N: usize, goesOn: bool): void {
  const x1 = K, st1 = K >> 2;
  let f00 = f32x4.splat(0), f01 = f32x4.splat(0), f10 = f32x4.splat(0), f11 = f32x4.splat(0);
  if (goesOn) {
    const N4 = N << 2;
    f00 = loadOutput(out); f01 = loadOutput(out + 16);
    f10 = loadOutput(out + N4); f11 = loadOutput(out + N4 + 16);
  }
  for (let b = 0; b < blocks; b++) {
    let c00 = i32x4.splat(0), c01 = i32x4.splat(0), c10 = i32x4.splat(0), c11 = i32x4.splat(0);
    for (let plane: usize = 0; plane < sizeof<P>(); plane++) {
      let a00 = i32x4.splat(0), a01 = i32x4.splat(0), a10 = i32x4.splat(0), a11 = i32x4.splat(0);
      for (let j: usize = 0; j < 16; j += 4) {
        const q0 = v128.load(w), q1 = v128.load(w, 16), e = x + j, g = e + x1;
        let y = v128.load32_splat(e), z = v128.load32_splat(g);
        a00 = dot4(y, low(q0), a00);
        a01 = dot4(y, low(q1), a01);
        a10 = dot4(z, low(q0), a10);
        a11 = dot4(z, low(q1), a11);
        y = v128.load32_splat(e, 16);
        z = v128.load32_splat(g, 16);
        a00 = dot4(y, high(q0), a00);
        a01 = dot4(y, high(q1), a01);
        a10 = dot4(z, high(q0), a10);
        a11 = dot4(z, high(q1), a11);
        w += 64;
      }
      c00 = joinPlanes<P>(c00, a00);
      c01 = joinPlanes<P>(c01, a01);
      c10 = joinPlanes<P>(c10, a10);
      c11 = joinPlanes<P>(c11, a11);
    }
    f00 = addBlock(w, c00, st, f00);
    f01 = addBlock(w + 16, c01, st, f01);
    f10 = addBlock(w, c10, st + st1, f10);
    f11 = addBlock(w + 16, c11, st + st1, f11);
    w += SCALES;
    x += 32;
    st += 8;
  }
  storeOutput(out, f00);
  storeOutput(out + 16, f01);
  out += N << 2;
  storeOutput(out, f10);
  storeOutput(out + 16, f11);
}

/** Three activation rows against half a group. */
function rows3<P>(w: usize, blocks: i32, x: usize, st: usize, K: usize, out: usize, N: usize, goesOn: bool): void {
  const x1 = K, x2 = K << 1, st1 = K >> 2, st2 = K >> 1;
  let f00 = f32x4.splat(0), f01 = f32x4.splat(0), f10 = f32x4.splat(0);
  let f11 = f32x4.splat(0), f20 = f32x4.splat(0), f21 = f32x4.splat(0);
  if (goesOn) {
    const N4 = N << 2;
    f00 = loadOutput(out); f01 = loadOutput(out + 16);
    f10 = loadOutput(out + N4); f11 = loadOutput(out + N4 + 16);
    f20 = loadOutput(out + 2 * N4); f21 = loadOutput(out + 2 * N4 + 16);
  }
  for (let b = 0; b < blocks; b++) {
    let c00 = i32x4.splat(0), c01 = i32x4.splat(0), c10 = i32x4.splat(0);
    let c11 = i32x4.splat(0), c20 = i32x4.splat(0), c21 = i32x4.splat(0);
    for (let plane: usize = 0; plane < sizeof<P>(); plane++) {
      let a00 = i32x4.splat(0), a01 = i32x4.splat(0), a10 = i32x4.splat(0);
      let a11 = i32x4.splat(0), a20 = i32x4.splat(0), a21 = i32x4.splat(0);
      for (let j: usize = 0; j < 16; j += 4) {
        const q0 = v128.load(w), q1 = v128.load(w, 16), e = x + j;
        let p0 = low(q0), p1 = low(q1);
        let y = v128.load32_splat(e);
        a00 = dot4(y, p0, a00);
        a01 = dot4(y, p1, a01);
        y = v128.load32_splat(e + x1);
        a10 = dot4(y, p0, a10);
        a11 = dot4(y, p1, a11);
        y = v128.load32_splat(e + x2);
        a20 = dot4(y, p0, a20);
        a21 = dot4(y, p1, a21);
        p0 = high(q0);
        p1 = high(q1);
        y = v128.load32_splat(e, 16);
        a00 = dot4(y, p0, a00);
        a01 = dot4(y, p1, a01);
        y = v128.load32_splat(e + x1, 16);
        a10 = dot4(y, p0, a10);
        a11 = dot4(y, p1, a11);
        y = v128.load32_splat(e + x2, 16);
        a20 = dot4(y, p0, a20);
        a21 = dot4(y, p1, a21);
        w += 64;
      }
      c00 = joinPlanes<P>(c00, a00);
      c01 = joinPlanes<P>(c01, a01);
      c10 = joinPlanes<P>(c10, a10);
      c11 = joinPlanes<P>(c11, a11);
      c20 = joinPlanes<P>(c20, a20);
      c21 = joinPlanes<P>(c21, a21);
    }
    f00 = addBlock(w, c00, st, f00);
    f01 = addBlock(w + 16, c01, st, f01);
    f10 = addBlock(w, c10, st + st1, f10);
    f11 = addBlock(w + 16, c11, st + st1, f11);
    f20 = addBlock(w, c20, st + st2, f20);
    f21 = addBlock(w + 16, c21, st + st2, f21);
    w += SCALES;
    x += 32;
    st += 8;
  }
  storeOutput(out, f00);
  storeOutput(out + 16, f01);
  out += N << 2;
  storeOutput(out, f10);
  storeOutput(out + 16, f11);
  out += N << 2;
  storeOutput(out, f20);
  storeOutput(out + 16, f21);
}

/** Four activation rows against half a group: eight sums, two weights and one activation fill the registers. */
function rows4<P>(w: usize, blocks: i32, x: usize, st: usize, K: usize, out: usize, N: usize, goesOn: bool): void {
  const x1 = K, x2 = K << 1, x3 = x1 + x2, st1 = K >> 2, st2 = K >> 1, st3 = st1 + st2;
  let f00 = f32x4.splat(0), f01 = f32x4.splat(0), f10 = f32x4.splat(0), f11 = f32x4.splat(0);
  let f20 = f32x4.splat(0), f21 = f32x4.splat(0), f30 = f32x4.splat(0), f31 = f32x4.splat(0);
  if (goesOn) {
    const N4 = N << 2;
    f00 = loadOutput(out); f01 = loadOutput(out + 16);
    f10 = loadOutput(out + N4); f11 = loadOutput(out + N4 + 16);
    f20 = loadOutput(out + 2 * N4); f21 = loadOutput(out + 2 * N4 + 16);
    f30 = loadOutput(out + 3 * N4); f31 = loadOutput(out + 3 * N4 + 16);
  }
  for (let b = 0; b < blocks; b++) {
    let c00 = i32x4.splat(0), c01 = i32x4.splat(0), c10 = i32x4.splat(0), c11 = i32x4.splat(0);
    let c20 = i32x4.splat(0), c21 = i32x4.splat(0), c30 = i32x4.splat(0), c31 = i32x4.splat(0);
    for (let plane: usize = 0; plane < sizeof<P>(); plane++) {
      let a00 = i32x4.splat(0), a01 = i32x4.splat(0), a10 = i32x4.splat(0), a11 = i32x4.splat(0);
      let a20 = i32x4.splat(0), a21 = i32x4.splat(0), a30 = i32x4.splat(0), a31 = i32x4.splat(0);
      for (let j: usize = 0; j < 16; j += 4) {
        const q0 = v128.load(w), q1 = v128.load(w, 16), e = x + j;
        let p0 = low(q0), p1 = low(q1);
        let y = v128.load32_splat(e);
        a00 = dot4(y, p0, a00);
        a01 = dot4(y, p1, a01);
        y = v128.load32_splat(e + x1);
        a10 = dot4(y, p0, a10);
        a11 = dot4(y, p1, a11);
        y = v128.load32_splat(e + x2);
        a20 = dot4(y, p0, a20);
        a21 = dot4(y, p1, a21);
        y = v128.load32_splat(e + x3);
        a30 = dot4(y, p0, a30);
        a31 = dot4(y, p1, a31);
        p0 = high(q0);
        p1 = high(q1);
        y = v128.load32_splat(e, 16);
        a00 = dot4(y, p0, a00);
        a01 = dot4(y, p1, a01);
        y = v128.load32_splat(e + x1, 16);
        a10 = dot4(y, p0, a10);
        a11 = dot4(y, p1, a11);
        y = v128.load32_splat(e + x2, 16);
        a20 = dot4(y, p0, a20);
        a21 = dot4(y, p1, a21);
        y = v128.load32_splat(e + x3, 16);
        a30 = dot4(y, p0, a30);
        a31 = dot4(y, p1, a31);
        w += 64;
      }
      c00 = joinPlanes<P>(c00, a00);
      c01 = joinPlanes<P>(c01, a01);
      c10 = joinPlanes<P>(c10, a10);
      c11 = joinPlanes<P>(c11, a11);
      c20 = joinPlanes<P>(c20, a20);
      c21 = joinPlanes<P>(c21, a21);
      c30 = joinPlanes<P>(c30, a30);
      c31 = joinPlanes<P>(c31, a31);
    }
    f00 = addBlock(w, c00, st, f00);
    f01 = addBlock(w + 16, c01, st, f01);
    f10 = addBlock(w, c10, st + st1, f10);
    f11 = addBlock(w + 16, c11, st + st1, f11);
    f20 = addBlock(w, c20, st + st2, f20);
    f21 = addBlock(w + 16, c21, st + st2, f21);
    f30 = addBlock(w, c30, st + st3, f30);
    f31 = addBlock(w + 16, c31, st + st3, f31);
    w += SCALES;
    x += 32;
    st += 8;
  }
  storeOutput(out, f00);
  storeOutput(out + 16, f01);
  out += N << 2;
  storeOutput(out, f10);
  storeOutput(out + 16, f11);
  out += N << 2;
  storeOutput(out, f20);
  storeOutput(out + 16, f21);
  out += N << 2;
  storeOutput(out, f30);
  storeOutput(out + 16, f31);
}

/** Bytes of one group of 16 rows with K columns. */
// @ts-ignore: decorator
@inline
export function groupBytes(planes: i32, K: usize): usize {
  return (K >> 5) * (<usize>planes * 256 + SCALES);
}

/** Several rows pass over a long group in stretches of `STRETCH` blocks, one of at most `WHOLE` blocks at one go. */
const STRETCH: i32 = 12;
const WHOLE: i32 = 24;

function matmulPlanes<P>(w: usize, x: usize, st: usize, M: i32, K: usize, out: usize, N: usize, from: i32, to: i32): void {
  const blocks = <i32>(K >> 5), bytes = groupBytes(sizeof<P>(), K), tile = groupBytes(sizeof<P>(), 32);
  // All rows pass over a stretch of weights while it is in the first-level cache. Over long groups the processor's prefetching
  // gets out of step: with K = 1536, stretches make products of 2, 3, 4 rows 1.4, 1.3, 1.2 times as fast on a Zen 4.
  const stretch = M == 1 || blocks <= WHOLE ? blocks : STRETCH;
  for (let g = from; g < to; g++) {
    for (let b = 0; b < blocks; b += stretch) {
      const count = min(stretch, blocks - b), goesOn = b > 0;
      const wg = w + <usize>g * bytes + <usize>b * tile;
      for (let m = 0; m < M; ) {
        const r = <usize>m, left = M - m;
        const xr = x + r * K + (<usize>b << 5), sr = st + r * (K >> 2) + (<usize>b << 3), o = out + (r * N + <usize>g * 16) * 4;
        if (left == 1) {
          // Only where it is the only row, and so at one go.
          rows1<P>(wg, count, xr, sr, o);
          m += 1;
        } else if (left == 2) {
          rows2<P>(wg, count, xr, sr, K, o, N, goesOn);
          rows2<P>(wg + 32, count, xr, sr, K, o + 32, N, goesOn);
          m += 2;
        } else if (left == 3 || left == 5 || left == 6) {
          rows3<P>(wg, count, xr, sr, K, o, N, goesOn);
          rows3<P>(wg + 32, count, xr, sr, K, o + 32, N, goesOn);
          m += 3;
        } else {
          rows4<P>(wg, count, xr, sr, K, o, N, goesOn);
          rows4<P>(wg + 32, count, xr, sr, K, o + 32, N, goesOn);
          m += 4;
        }
      }
    }
  }
}

/**
 * out[m][n] for the groups `from … to - 1` of 16 output rows and all M activation rows.
 * @param w packed weights  @param planes 1 or 2  @param x bytes [M][K]  @param st pairs of f32 [M][K/32][2]
 * @param out f32 [M][N]
 */
export function matmul(w: usize, planes: i32, x: usize, st: usize, M: i32, K: usize, out: usize, N: usize, from: i32, to: i32): void {
  if (planes == 1) matmulPlanes<u8>(w, x, st, M, K, out, N, from, to);
  else matmulPlanes<u16>(w, x, st, M, K, out, N, from, to);
}

/** Writes row `row` of packed weights as K floats: the embedding of a token. */
export function unpackRow(w: usize, planes: i32, row: usize, K: usize, out: usize): void {
  const lane = (row & 15) << 2;
  let tile = w + (row >> 4) * groupBytes(planes, K);
  for (let b: usize = 0; b < K >> 5; b++) {
    const scales = tile + (<usize>planes << 8) + lane;
    const d = halfToFloat(load<u16>(scales, 2)), z = halfToFloat(load<u16>(scales));
    for (let k: usize = 0; k < 32; k++) {
      const at = tile + ((k & 12) << 4) + lane + (k & 3), shift = <u32>(k >> 4) << 2;
      let u = (<u32>load<u8>(at) >> shift) & 15;
      if (planes == 2) u = (u << 4) | ((<u32>load<u8>(at, 256) >> shift) & 15);
      store<f32>(out + (b * 32 + k) * 4, d * <f32>u + z);
    }
    tile += (<usize>planes << 8) + SCALES;
  }
}

/** The f32 value of an f16 bit pattern (finite values). */
export function halfToFloat(half: u32): f32 {
  const bits = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
  return reinterpret<f32>(bits) * reinterpret<f32>(0x77800000); // 2^112
}
