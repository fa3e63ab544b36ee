// From the blocks of a GGUF file to the tiles of matmul.ts. The file keeps, row by row, blocks of 32 weights:
//   Q4_0  18 bytes  d: f16, 16 bytes: low nibbles = columns 0…15, high nibbles = columns 16…31
//   Q4_1  20 bytes  d: f16, m: f16, 16 bytes as in Q4_0
//   Q8_0  34 bytes  d: f16, 32 signed bytes
// Our planes use the same pairing of columns, so 4-bit weights move as they are.

import { groupBytes, halfToFloat } from './matmul';

/** GGUF's numbers of the types. */
const Q4_0: i32 = 2;
const Q4_1: i32 = 3;
const Q8_0: i32 = 8;

/** f16 bits of a power of two (sign included) times an f16; exact unless it overflows. */
function timesPowerOfTwo(half: u32, factor: f32): u32 {
  const bits = reinterpret<u32>(halfToFloat(half) * factor);
  const sign = (bits >> 16) & 0x8000, magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x47800000) return sign | 0x7bff;
  if (magnitude >= 0x38800000) return sign | ((magnitude - 0x38000000) >> 13);
  return sign | <u32>(reinterpret<f32>(magnitude) * <f32>16777216); // subnormal: units of 2^-24
}

/** Moves one block of 4-bit weights: step j of the plane takes the four bytes 4j … 4j + 3. */
// @ts-ignore: decorator
@inline
function moveNibbles(from: usize, to: usize): void {
  for (let j: usize = 0; j < 4; j++) store<u32>(to + (j << 6), load<u32>(from + (j << 2)));
}

/** Splits one block of signed bytes into a high and a low plane of w + 128. */
// @ts-ignore: decorator
@inline
function splitBytes(from: usize, to: usize): void {
  for (let j: usize = 0; j < 4; j++) {
    const first = load<u32>(from + (j << 2)) ^ 0x80808080, second = load<u32>(from + 16 + (j << 2)) ^ 0x80808080;
    store<u32>(to + (j << 6), ((first >> 4) & 0x0f0f0f0f) | (second & 0xf0f0f0f0));
    store<u32>(to + (j << 6), (first & 0x0f0f0f0f) | ((second & 0x0f0f0f0f) << 4), 256);
  }
}

/**
 * Packs `rows` × `columns` weights; rows up to the next multiple of 16 become zero.
 * @param type a GGUF type number: 2 (Q4_0), 3 (Q4_1) or 8 (Q8_0)
 */
export function repack(type: i32, from: usize, to: usize, rows: i32, columns: i32): void {
  const planes = type == Q8_0 ? 2 : 1, blockBytes: usize = type == Q4_0 ? 18 : type == Q4_1 ? 20 : 34;
  const blocks = <usize>columns >> 5, tileBytes = <usize>planes * 256 + 64;
  const padded = (rows + 15) & ~15;
  if (padded > rows) {
    const last = groupBytes(planes, <usize>columns);
    memory.fill(to + <usize>((padded >> 4) - 1) * last, 0, last);
  }
  for (let row = 0; row < rows; row++) {
    const lane = <usize>(row & 15) << 2;
    let tile = to + <usize>(row >> 4) * groupBytes(planes, <usize>columns);
    for (let b: usize = 0; b < blocks; b++) {
      const d = <u32>load<u16>(from);
      let z: u32;
      if (type == Q4_1) {
        z = <u32>load<u16>(from, 2);
        moveNibbles(from + 4, tile + lane);
      } else if (type == Q4_0) {
        z = timesPowerOfTwo(d, -8);
        moveNibbles(from + 2, tile + lane);
      } else {
        z = timesPowerOfTwo(d, -128);
        splitBytes(from + 2, tile + lane);
      }
      store<u32>(tile + (<usize>planes << 8) + lane, (d << 16) | z);
      from += blockBytes;
      tile += tileBytes;
    }
  }
}
