// The kernels know three block formats (src/kernels/repack.ts). What a file holds in another one is rewritten while it is
// read: without loss where the format allows it, else rounded once to the 8 bits of Q8_0.

import { dequantise, nonlinearValues } from './dequantise.ts';
import { scaleAndMinimum } from './dequantise-k.ts';
import { type TensorType, tensorLayouts } from './gguf-types.ts';
import { floatToHalf, halfToFloat } from './half.ts';

/** Block formats that the kernels pack. */
export type PackedType = 'Q4_0' | 'Q4_1' | 'Q8_0';

/**
 * What a tensor becomes in memory:
 * - Q4_K: Q4_1. A sub-block of 32 is d·scale·q − dmin·min: a scale and a minimum, which become f16 (a step of 2⁻¹¹).
 * - Q5_0 and IQ4_NL: Q8_0 with the same scale; exact, because their integers lie in −128…127.
 * - all others: Q8_0, rounded.
 */
export function packedTypeOf(type: TensorType): PackedType {
  switch (type) {
    case 'Q4_0':
    case 'Q4_1':
    case 'Q8_0':
      return type;
    case 'Q4_K':
      return 'Q4_1';
    case 'F32':
    case 'F16':
    case 'BF16':
    case 'Q5_0':
    case 'Q5_1':
    case 'Q2_K':
    case 'Q3_K':
    case 'Q5_K':
    case 'Q6_K':
    case 'Q8_K':
    case 'IQ4_NL':
      return 'Q8_0';
  }
}

/**
 * Whole blocks of a tensor in the format of {@link packedTypeOf}: the bytes themselves where nothing has to be done.
 * @param raw whole blocks; a multiple of 32 weights
 */
export function expand(raw: Uint8Array, type: TensorType): Uint8Array {
  switch (type) {
    case 'Q4_0':
    case 'Q4_1':
    case 'Q8_0':
      return raw;
    case 'Q4_K':
      return q4kAsQ41(raw);
    case 'Q5_0':
    case 'IQ4_NL':
      return asBytes(raw, type);
    case 'F32':
    case 'F16':
    case 'BF16':
    case 'Q5_1':
    case 'Q2_K':
    case 'Q3_K':
    case 'Q5_K':
    case 'Q6_K':
    case 'Q8_K':
      return quantiseToQ8(dequantise(raw, type));
  }
}

/**
 * Blocks of 32 signed bytes with one f16 scale, max|w| / 127, as ggml's Q8_0. The scale is rounded first, so that the
 * integers belong to the scale that is stored.
 */
export function quantiseToQ8(values: Float32Array): Uint8Array {
  const { blockBytes } = tensorLayouts.Q8_0;
  const out = new Uint8Array((values.length / 32) * blockBytes);
  for (let from = 0, to = 0; from < values.length; from += 32, to += blockBytes) {
    let largest = 0;
    for (let i = from; i < from + 32; i++) {
      const size = Math.abs(values[i] ?? 0);
      if (size > largest) largest = size;
    }
    const half = floatToHalf(largest / 127);
    const scale = halfToFloat(half);
    out[to] = half & 255;
    out[to + 1] = half >> 8;
    if (scale === 0) continue;
    for (let i = 0; i < 32; i++) {
      const q = Math.round((values[from + i] ?? 0) / scale);
      out[to + 2 + i] = (q > 127 ? 127 : Math.max(q, -127)) & 255;
    }
  }
  return out;
}

/** Each Q4_K block of 256 becomes eight blocks of Q4_1: f16 d·scale, f16 −dmin·min, nibbles. */
function q4kAsQ41(raw: Uint8Array): Uint8Array {
  const { blockBytes } = tensorLayouts.Q4_K;
  const out = new Uint8Array((raw.length / blockBytes) * 8 * tensorLayouts.Q4_1.blockBytes);
  let to = 0;
  const put = (half: number) => {
    out[to++] = half & 255;
    out[to++] = half >> 8;
  };
  for (let at = 0; at < raw.length; at += blockBytes) {
    const d = halfToFloat((raw[at] ?? 0) | ((raw[at + 1] ?? 0) << 8));
    const dmin = halfToFloat((raw[at + 2] ?? 0) | ((raw[at + 3] ?? 0) << 8));
    for (let run = 0; run < 8; run++) {
      const [scale, minimum] = scaleAndMinimum(raw, at + 4, run);
      put(floatToHalf(d * scale));
      put(floatToHalf(-dmin * minimum));
      // Q4_K keeps run 2k in the low and run 2k + 1 in the high nibbles of 32 bytes; Q4_1 pairs weights i and i + 16.
      const q = at + 16 + (run >> 1) * 32;
      const shift = 4 * (run & 1);
      for (let i = 0; i < 16; i++) {
        out[to++] = (((raw[q + i] ?? 0) >> shift) & 15) | ((((raw[q + 16 + i] ?? 0) >> shift) & 15) << 4);
      }
    }
  }
  return out;
}

/** Q5_0 and IQ4_NL as Q8_0: the scale stays, the integers are written out. */
function asBytes(raw: Uint8Array, type: 'Q5_0' | 'IQ4_NL'): Uint8Array {
  const { blockBytes } = tensorLayouts[type];
  const out = new Uint8Array((raw.length / blockBytes) * tensorLayouts.Q8_0.blockBytes);
  let to = 0;
  for (let at = 0; at < raw.length; at += blockBytes, to += tensorLayouts.Q8_0.blockBytes) {
    out[to] = raw[at] ?? 0;
    out[to + 1] = raw[at + 1] ?? 0;
    for (let i = 0; i < 32; i++) {
      const nibbles = raw[at + (type === 'Q5_0' ? 6 : 2) + (i & 15)] ?? 0;
      const nibble = i < 16 ? nibbles & 15 : nibbles >> 4;
      const high = type === 'Q5_0' ? ((raw[at + 2 + (i >> 3)] ?? 0) >> (i & 7)) & 1 : 0;
      out[to + 2 + i] = (type === 'Q5_0' ? nibble + 16 * high - 16 : (nonlinearValues[nibble] ?? 0)) & 255;
    }
  }
  return out;
}
