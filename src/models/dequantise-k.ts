// K-quants of ggml (`block_q…_K` in ggml-common.h, `dequantize_row_q…_K` in ggml-quants.c): blocks of 256 weights, cut
// into sub-blocks of 16 or 32 with small integer scales of their own. d and dmin are f16, except where said.
//
//   Q2_K   84 bytes  scale,min[16] (4 bits each)  q[64]  d  dmin                d·scale·q2 − dmin·min, 16 weights a scale
//   Q3_K  110 bytes  high[32]  q[64]  scales[12]  d                             d·(scale − 32)·(q2 + 4·bit − 4), 16 a scale
//   Q4_K  144 bytes  d  dmin  scales[12]  q[128]                                d·scale·q4 − dmin·min, 32 a scale
//   Q5_K  176 bytes  d  dmin  scales[12]  high[32]  q[128]                      d·scale·(q4 + 16·bit) − dmin·min, 32 a scale
//   Q6_K  210 bytes  q[128]  high[64]  scale[16] (int8)  d                      d·scale·(q4 + 16·bits − 32), 16 a scale
//   Q8_K  292 bytes  d (f32)  int8[256]  sums[16] (not needed)                  d·value
//
// Order of the weights, by runs of 32: two-bit q: byte run r/4 (32 bytes), bits 2·(r mod 4); four-bit q of Q4_K and Q5_K:
// byte run r/2, low nibble for even r; `high` of Q3_K and Q5_K: bit r of byte i. Q6_K, halves of 128: runs 0…3 of a half
// take the low nibbles of bytes 0…31 and 32…63, then their high nibbles; its upper bits are those of a two-bit q.

import { halfTable } from './half.ts';

/** Types {@link dequantiseK} decodes. */
export type KType = 'Q2_K' | 'Q3_K' | 'Q4_K' | 'Q5_K' | 'Q6_K' | 'Q8_K';

/** Decodes the block of 256 weights at byte `at` into `out` from `to` on. */
export function dequantiseK(bytes: Uint8Array, at: number, type: KType, out: Float32Array, to: number): void {
  switch (type) {
    case 'Q2_K':
      decodeQ2(bytes, at, out, to);
      break;
    case 'Q3_K':
      decodeQ3(bytes, at, out, to);
      break;
    case 'Q4_K':
      decodeQ45(bytes, at, at + 16, undefined, out, to);
      break;
    case 'Q5_K':
      decodeQ45(bytes, at, at + 48, at + 16, out, to);
      break;
    case 'Q6_K':
      decodeQ6(bytes, at, out, to);
      break;
    case 'Q8_K':
      decodeQ8(bytes, at, out, to);
      break;
  }
}

/** The f16 at byte `at`. */
function half(bytes: Uint8Array, at: number): number {
  return halfTable()[(bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)] ?? 0;
}

function decodeQ2(bytes: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = half(bytes, at + 80);
  const dmin = half(bytes, at + 82);
  for (let group = 0; group < 16; group++) {
    const packed = bytes[at + group] ?? 0;
    const scale = d * (packed & 15);
    const minimum = dmin * (packed >> 4);
    const run = group >> 1;
    const q = at + 16 + (run >> 2) * 32 + (group & 1) * 16;
    for (let i = 0; i < 16; i++) {
      out[to + group * 16 + i] = scale * (((bytes[q + i] ?? 0) >> (2 * (run & 3))) & 3) - minimum;
    }
  }
}

/**
 * The j-th (0…15) of Q3_K's 16 scales of six bits: bytes 0…7 hold the low nibbles of scales 0…7 and, above them, of 8…15;
 * byte 8 + k holds the two upper bits of scales k, k + 4, k + 8 and k + 12.
 */
function scaleOfQ3(bytes: Uint8Array, at: number, j: number): number {
  const low = ((bytes[at + (j & 7)] ?? 0) >> (j < 8 ? 0 : 4)) & 15;
  const high = ((bytes[at + 8 + (j & 3)] ?? 0) >> (2 * (j >> 2))) & 3;
  return (low | (high << 4)) - 32;
}

function decodeQ3(bytes: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = half(bytes, at + 108);
  for (let group = 0; group < 16; group++) {
    const scale = d * scaleOfQ3(bytes, at + 96, group);
    const run = group >> 1;
    const inRun = (group & 1) * 16;
    const q = at + 32 + (run >> 2) * 32 + inRun;
    for (let i = 0; i < 16; i++) {
      const low = ((bytes[q + i] ?? 0) >> (2 * (run & 3))) & 3;
      const bit = ((bytes[at + inRun + i] ?? 0) >> run) & 1;
      out[to + group * 16 + i] = scale * (low + 4 * bit - 4);
    }
  }
}

/**
 * The j-th (0…7) scale and minimum of six bits each of Q4_K and Q5_K. Bytes 0…3 hold scales 0…3 and bytes 4…7 minima
 * 0…3 in their low six bits; byte 8 + k holds the low nibbles of scale and minimum 4 + k, whose upper two bits are on top
 * of bytes k and 4 + k.
 * @param at of the 12 bytes
 */
export function scaleAndMinimum(bytes: Uint8Array, at: number, j: number): [scale: number, minimum: number] {
  const first = bytes[at + (j & 3)] ?? 0;
  const second = bytes[at + 4 + (j & 3)] ?? 0;
  if (j < 4) return [first & 63, second & 63];
  const nibbles = bytes[at + 8 + (j & 3)] ?? 0;
  return [(nibbles & 15) | ((first >> 6) << 4), (nibbles >> 4) | ((second >> 6) << 4)];
}

function decodeQ45(
  bytes: Uint8Array,
  at: number,
  q: number,
  high: number | undefined,
  out: Float32Array,
  to: number,
): void {
  const d = half(bytes, at);
  const dmin = half(bytes, at + 2);
  for (let run = 0; run < 8; run++) {
    const [scale, minimum] = scaleAndMinimum(bytes, at + 4, run);
    const byte = q + (run >> 1) * 32;
    const shift = 4 * (run & 1);
    for (let i = 0; i < 32; i++) {
      const nibble = ((bytes[byte + i] ?? 0) >> shift) & 15;
      const bit = high === undefined ? 0 : ((bytes[high + i] ?? 0) >> run) & 1;
      out[to + run * 32 + i] = d * scale * (nibble + 16 * bit) - dmin * minimum;
    }
  }
}

function decodeQ6(bytes: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = half(bytes, at + 208);
  for (let group = 0; group < 16; group++) {
    const scale = d * (((bytes[at + 192 + group] ?? 0) << 24) >> 24);
    const inHalf = (group >> 1) & 3;
    const inRun = (group & 1) * 16;
    const low = at + (group >> 3) * 64 + (inHalf & 1) * 32 + inRun;
    const high = at + 128 + (group >> 3) * 32 + inRun;
    for (let i = 0; i < 16; i++) {
      const nibble = ((bytes[low + i] ?? 0) >> (4 * (inHalf >> 1))) & 15;
      const bits = ((bytes[high + i] ?? 0) >> (2 * inHalf)) & 3;
      out[to + group * 16 + i] = scale * (nibble + 16 * bits - 32);
    }
  }
}

function decodeQ8(bytes: Uint8Array, at: number, out: Float32Array, to: number): void {
  const d = new DataView(bytes.buffer, bytes.byteOffset + at).getFloat32(0, true);
  for (let i = 0; i < 256; i++) out[to + i] = d * (((bytes[at + 4 + i] ?? 0) << 24) >> 24);
}
