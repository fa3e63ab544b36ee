import { halfToFloat } from './half.ts';

// What every kernel computes, in plain scalar arithmetic. Sums are formed in 64 bits unless the kernel's own roundings
// are part of the definition.

const f32 = Math.fround;

/** Quantised weights as src/kernels/matmul.ts sees them: w = d·u + z. */
export interface QuantisedMatrix {
  readonly rows: number;
  /** A multiple of 32. */
  readonly columns: number;
  readonly planes: 1 | 2;
  /** u, shape `[rows][columns]`: below 16 with one plane, below 256 with two. */
  readonly units: Uint8Array;
  /** f16 bits of d and z, shape `[rows][columns / 32]`. */
  readonly scales: Uint16Array;
  readonly zeros: Uint16Array;
}

/** The weights themselves, shape `[rows][columns]`. */
export function weightsOf(matrix: QuantisedMatrix): Float64Array {
  return Float64Array.from(matrix.units, (u, i) => {
    const block = i >> 5;
    return halfToFloat(matrix.scales[block] ?? 0) * u + halfToFloat(matrix.zeros[block] ?? 0);
  });
}

/** The tiles that src/kernels/matmul.ts draws at its top; rows behind the last are zero. */
export function packTiles(matrix: QuantisedMatrix): Uint8Array {
  const { rows, columns, planes, units, scales, zeros } = matrix;
  const blocks = columns / 32;
  const tileBytes = planes * 256 + 64;
  const out = new Uint8Array(Math.ceil(rows / 16) * blocks * tileBytes);
  const view = new DataView(out.buffer);
  for (let row = 0; row < rows; row++) {
    const rowInGroup = row % 16;
    for (let block = 0; block < blocks; block++) {
      const tile = (Math.floor(row / 16) * blocks + block) * tileBytes;
      const quad = Math.floor(rowInGroup / 4) * 16 + (rowInGroup % 4) * 4;
      for (let k = 0; k < 32; k++) {
        const u = units[row * columns + block * 32 + k] ?? 0;
        const step = Math.floor((k % 16) / 4) * 64;
        const shift = k < 16 ? 0 : 4;
        for (let plane = 0; plane < planes; plane++) {
          const nibble = plane === planes - 1 ? u & 15 : u >> 4;
          const at = tile + plane * 256 + step + quad + (k % 4);
          out[at] = (out[at] ?? 0) | (nibble << shift);
        }
      }
      const pair = tile + planes * 256 + rowInGroup * 4;
      view.setUint16(pair, zeros[row * blocks + block] ?? 0, true);
      view.setUint16(pair + 2, scales[row * blocks + block] ?? 0, true);
    }
  }
  return out;
}

/** Activations as `quantise` leaves them: x ≈ s·q by blocks of 32, t = s·Σq, both times 2^100. */
export interface QuantisedRows {
  readonly bytes: Int8Array;
  /** Pairs (s, t), one for each block. */
  readonly pairs: Float32Array;
}

/** Exact, with the kernel's roundings: to the nearest, ties to even. */
export function quantise(x: Float32Array): QuantisedRows {
  const bytes = new Int8Array(x.length);
  const pairs = new Float32Array(x.length / 16);
  for (let block = 0; block * 32 < x.length; block++) {
    const values = x.subarray(block * 32, block * 32 + 32);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const factor = largest > 0 ? f32(127 / largest) : 0;
    let total = 0;
    values.forEach((value, i) => {
      const q = nearestEven(f32(value * factor));
      bytes[block * 32 + i] = q;
      total += q;
    });
    const s = f32(largest / 127);
    pairs[block * 2] = s * 2 ** 100;
    pairs[block * 2 + 1] = f32(s * total) * 2 ** 100;
  }
  return { bytes, pairs };
}

function nearestEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** An output and the sum of the magnitudes of what was added up: rounding errors are relative to that. */
export interface Estimate {
  readonly value: number;
  readonly magnitude: number;
}

/** Outputs `[row of x][row of the matrix]` of the product of quantised weights and activations. */
export function matmul(matrix: QuantisedMatrix, x: QuantisedRows): Estimate[] {
  const { rows, columns, units, scales, zeros } = matrix;
  const out: Estimate[] = [];
  for (let m = 0; m * columns < x.bytes.length; m++) {
    for (let n = 0; n < rows; n++) {
      let [value, magnitude] = [0, 0];
      for (let block = 0; block < columns / 32; block++) {
        let sum = 0;
        for (let k = 0; k < 32; k++) {
          const column = block * 32 + k;
          sum += (units[n * columns + column] ?? 0) * (x.bytes[m * columns + column] ?? 0);
        }
        const pair = m * (columns / 16) + block * 2;
        const s = (x.pairs[pair] ?? 0) * 2 ** -100;
        const t = (x.pairs[pair + 1] ?? 0) * 2 ** -100;
        const product = halfToFloat(scales[n * (columns / 32) + block] ?? 0) * s * sum;
        const offset = halfToFloat(zeros[n * (columns / 32) + block] ?? 0) * t;
        value += product + offset;
        magnitude += Math.abs(product) + Math.abs(offset);
      }
      out.push({ value, magnitude });
    }
  }
  return out;
}

/** x / √(mean(x²) + ε) · weight. */
export function rmsNorm(x: Float32Array, weight: Float32Array, epsilon: number): number[] {
  const mean = x.reduce((sum, value) => sum + value * value, 0) / x.length;
  return Array.from(x, (value, i) => (value / Math.sqrt(mean + epsilon)) * (weight[i] ?? 0));
}

/** Turns the pair (x[2i], x[2i + 1]) by `angles[i]`. */
export function rotate(x: Float32Array, angles: readonly number[]): number[] {
  return angles.flatMap((angle, i) => {
    const [a, b] = [x[2 * i] ?? 0, x[2 * i + 1] ?? 0];
    return [a * Math.cos(angle) - b * Math.sin(angle), a * Math.sin(angle) + b * Math.cos(angle)];
  });
}

/** softmax(q·K / √size)·V over the first `length` rows of keys and values. */
export function attend(q: Float32Array, keys: Float32Array, values: Float32Array, length: number): number[] {
  const size = q.length;
  const scores = Array.from({ length }, (_, t) => {
    return q.reduce((sum, value, i) => sum + value * (keys[t * size + i] ?? 0), 0) / Math.sqrt(size);
  });
  const most = Math.max(...scores);
  const powers = scores.map(score => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return Array.from(q, (_, i) =>
    powers.reduce((total, power, t) => total + (power / sum) * (values[t * size + i] ?? 0), 0),
  );
}

/** Values rounded to bf16: the nearest with 8 bits of mantissa, ties to even. */
export function roundToBf16(values: Float32Array): Float32Array {
  const words = new Uint32Array(values.slice().buffer);
  const rounded = words.map(word => {
    const below = word & 0xffff0000;
    const rest = word & 0xffff;
    const up = rest > 0x8000 || (rest === 0x8000 && (word & 0x10000) !== 0);
    return up ? below + 0x10000 : below;
  });
  return new Float32Array(rounded.buffer);
}

/** The cache's form of bf16 values: of eight, value j is the lower half of word j and value 4 + j its upper half. */
export function packCache(values: Float32Array): Uint8Array {
  const upperHalves = new Uint32Array(roundToBf16(values).buffer).map(word => word >>> 16);
  const out = new Uint32Array(values.length / 2);
  for (let i = 0; i < values.length; i += 8) {
    for (let j = 0; j < 4; j++) {
      out[i / 2 + j] = (upperHalves[i + j] ?? 0) | ((upperHalves[i + 4 + j] ?? 0) << 16);
    }
  }
  return new Uint8Array(out.buffer);
}

/** log Σ exp(logit). */
export function logSumExp(logits: Float32Array): number {
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return most + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
}

/** The `count` largest, best first; on a tie the lower id first. */
export function topTokens(logits: Float32Array, count: number): { token: number; logit: number }[] {
  return Array.from(logits, (logit, token) => ({ token, logit }))
    .sort((a, b) => b.logit - a.logit || a.token - b.token)
    .slice(0, count);
}

/** The GGUF types that `repack` takes. */
export type PackedType = 'Q4_0' | 'Q4_1' | 'Q8_0';

/**
 * Blocks of a GGUF file as u, d and z. The zero offset of Q4_0 and Q8_0 is a power of two times the scale, which f16
 * holds exactly as long as it does not overflow.
 */
export function unblock(
  type: PackedType,
  blocks: Uint8Array,
  rows: number,
  columns: number,
): QuantisedMatrix {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  const blockBytes = { Q4_0: 18, Q4_1: 20, Q8_0: 34 }[type];
  const units = new Uint8Array(rows * columns);
  const scales = new Uint16Array(units.length / 32);
  const zeros = new Uint16Array(units.length / 32);
  for (let block = 0; block < scales.length; block++) {
    const at = block * blockBytes;
    scales[block] = view.getUint16(at, true);
    if (type === 'Q4_1') zeros[block] = view.getUint16(at + 2, true);
    else zeros[block] = halfOf(halfToFloat(scales[block] ?? 0) * (type === 'Q4_0' ? -8 : -128));
    for (let k = 0; k < 32; k++) {
      const byte = view.getUint8(at + (type === 'Q4_1' ? 4 : 2) + (type === 'Q8_0' ? k : k % 16));
      units[block * 32 + k] = type === 'Q8_0' ? (byte + 128) & 255 : k < 16 ? byte & 15 : byte >> 4;
    }
  }
  return { rows, columns, planes: type === 'Q8_0' ? 2 : 1, units, scales, zeros };
}

let halves: Map<number, number> | undefined;

/** The f16 bits of a number that f16 holds exactly, looked up among all of them. */
function halfOf(value: number): number {
  halves ??= new Map(
    Array.from({ length: 2 ** 16 }, (_, half): [number, number] => [halfToFloat(half), half]).filter(
      ([v, half]) => v !== 0 || half === 0,
    ),
  );
  if (value === 0) return Object.is(value, -0) ? 0x8000 : 0;
  const half = halves.get(value);
  if (half === undefined) throw new RangeError(`${value} is no f16`);
  return half;
}
