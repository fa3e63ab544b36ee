import { dequantiseK } from './dequantise-k.ts';
import { type TensorType, tensorLayouts } from './gguf-types.ts';
import { halfTable } from './half.ts';

/** The 16 values of an IQ4_NL nibble (`kvalues_iq4nl` in ggml-common.h): finer around zero, where most weights lie. */
export const nonlinearValues = [
  -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113,
] as const;

/**
 * The weights of a tensor as ggml defines them (ggml-quants.c, `dequantize_row_…`), one block after the other. Layouts of
 * the types with blocks of 32; d and m are f16, `l` and `h` are the low and high nibble of byte i (0…15), which belong to
 * weights i and i + 16:
 * ```
 * Q4_0    d  l,h[16]             d·(nibble − 8)
 * Q4_1    d  m  l,h[16]          d·nibble + m
 * Q5_0    d  high[4]  l,h[16]    d·(nibble + 16·bit − 16), bit i of `high` belongs to weight i
 * Q5_1    d  m  high[4]  l,h[16] d·(nibble + 16·bit) + m
 * Q8_0    d  int8[32]            d·value
 * IQ4_NL  d  l,h[16]             d·nonlinearValues[nibble]
 * ```
 * @param bytes whole blocks
 */
export function dequantise(bytes: Uint8Array, type: TensorType): Float32Array {
  const { blockBytes, blockElements } = tensorLayouts[type];
  const blocks = bytes.length / blockBytes;
  if (!Number.isInteger(blocks)) {
    throw new RangeError(`${bytes.length} bytes are not whole blocks of ${type} (${blockBytes} bytes each)`);
  }
  const out = new Float32Array(blocks * blockElements);
  switch (type) {
    case 'F32':
      new Uint8Array(out.buffer).set(bytes);
      break;
    case 'F16': {
      const halves = halfTable();
      for (let i = 0; i < blocks; i++) out[i] = halves[word(bytes, 2 * i)] ?? 0;
      break;
    }
    case 'BF16': {
      // The upper half of an f32.
      const words = new Uint32Array(out.buffer);
      for (let i = 0; i < blocks; i++) words[i] = word(bytes, 2 * i) << 16;
      break;
    }
    case 'Q4_0':
    case 'Q4_1':
    case 'Q5_0':
    case 'Q5_1':
    case 'Q8_0':
    case 'IQ4_NL':
      for (let b = 0; b < blocks; b++) decode32(bytes, b * blockBytes, type, out, b * 32);
      break;
    case 'Q2_K':
    case 'Q3_K':
    case 'Q4_K':
    case 'Q5_K':
    case 'Q6_K':
    case 'Q8_K':
      for (let b = 0; b < blocks; b++) dequantiseK(bytes, b * blockBytes, type, out, b * 256);
      break;
  }
  return out;
}

/** One block of 32 weights from byte `at` on. */
function decode32(
  bytes: Uint8Array,
  at: number,
  type: 'Q4_0' | 'Q4_1' | 'Q5_0' | 'Q5_1' | 'Q8_0' | 'IQ4_NL',
  out: Float32Array,
  to: number,
): void {
  const halves = halfTable();
  const d = halves[word(bytes, at)] ?? 0;
  if (type === 'Q8_0') {
    for (let i = 0; i < 32; i++) out[to + i] = d * (((bytes[at + 2 + i] ?? 0) << 24) >> 24);
    return;
  }
  if (type === 'IQ4_NL') {
    for (let i = 0; i < 16; i++) {
      const pair = bytes[at + 2 + i] ?? 0;
      out[to + i] = d * (nonlinearValues[pair & 15] ?? 0);
      out[to + i + 16] = d * (nonlinearValues[pair >> 4] ?? 0);
    }
    return;
  }
  const hasMinimum = type === 'Q4_1' || type === 'Q5_1';
  const middle = type === 'Q4_0' ? 8 : type === 'Q5_0' ? 16 : 0;
  const m = hasMinimum ? (halves[word(bytes, at + 2)] ?? 0) : -middle * d;
  let nibbles = at + (hasMinimum ? 4 : 2);
  let high = 0;
  if (type === 'Q5_0' || type === 'Q5_1') {
    high = word(bytes, nibbles) | (word(bytes, nibbles + 2) << 16);
    nibbles += 4;
  }
  for (let i = 0; i < 16; i++) {
    const pair = bytes[nibbles + i] ?? 0;
    out[to + i] = d * ((pair & 15) | (((high >>> i) & 1) << 4)) + m;
    out[to + i + 16] = d * ((pair >> 4) | (((high >>> (i + 16)) & 1) << 4)) + m;
  }
}

/** The 16-bit little-endian number at `at`. */
function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}
