import type { TensorType } from '../../src/models/gguf-types.ts';

/**
 * The weights of a tensor as ggml defines them, one block after the other:
 * Q4_0: d·(nibble − 8); Q4_1: d·nibble + m; both with the low nibbles first, then the high ones. Q8_0: d·int8.
 * @param bytes whole blocks
 */
export function dequantise(bytes: Uint8Array, type: TensorType): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 'F32':
      return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
    case 'F16':
      return Float32Array.from({ length: bytes.length / 2 }, (_, i) => half(view.getUint16(2 * i, true)));
    case 'Q4_0':
      return byBlocks(bytes, 18, (block, out, at) => {
        const d = half(view.getUint16(block, true));
        for (let i = 0; i < 16; i++) {
          const pair = view.getUint8(block + 2 + i);
          out[at + i] = d * ((pair & 15) - 8);
          out[at + i + 16] = d * ((pair >> 4) - 8);
        }
      });
    case 'Q4_1':
      return byBlocks(bytes, 20, (block, out, at) => {
        const d = half(view.getUint16(block, true));
        const m = half(view.getUint16(block + 2, true));
        for (let i = 0; i < 16; i++) {
          const pair = view.getUint8(block + 4 + i);
          out[at + i] = d * (pair & 15) + m;
          out[at + i + 16] = d * (pair >> 4) + m;
        }
      });
    case 'Q8_0':
      return byBlocks(bytes, 34, (block, out, at) => {
        const d = half(view.getUint16(block, true));
        for (let i = 0; i < 32; i++) out[at + i] = d * view.getInt8(block + 2 + i);
      });
  }
}

/** Calls `decode` for each block of 32 weights with its first byte and where its weights go. */
function byBlocks(
  bytes: Uint8Array,
  blockBytes: number,
  decode: (block: number, out: Float32Array, at: number) => void,
): Float32Array {
  const blocks = bytes.length / blockBytes;
  const out = new Float32Array(blocks * 32);
  for (let i = 0; i < blocks; i++) decode(i * blockBytes, out, i * 32);
  return out;
}

/** Value of an IEEE half-precision bit pattern: sign 1, exponent 5 (bias 15), fraction 10. */
function half(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}
