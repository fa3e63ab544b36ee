import { describe, expect, test } from 'vitest';
import { dequantise, nonlinearValues } from './dequantise.ts';
import { expand, packedTypeOf } from './expand.ts';
import { randomTensor } from './gguf-builder.ts';
import { type TensorType, tensorLayouts, tensorTypes } from './gguf-types.ts';
import { halfToFloat } from './half.ts';
import { randomIntegers } from './kernel-builds.test-helper.ts';

const half = { one: [0x00, 0x3c], minusTwo: [0x00, 0xc0], half: [0x00, 0x38], tiniest: [0x01, 0x00] };
const nibbles = Array.from({ length: 16 }, (_, i) => i | ((15 - i) << 4));
const rising = Array.from({ length: 16 }, (_, i) => i);
const falling = rising.map(i => 15 - i);

test('F32 and F16 are read as they stand', () => {
  const bytes = new Uint8Array(new Float32Array([1.5, -0.25]).buffer);
  expect([...dequantise(bytes, 'F32')]).toEqual([1.5, -0.25]);
  const halves = Uint8Array.from([...half.one, ...half.minusTwo, ...half.tiniest]);
  expect([...dequantise(halves, 'F16')]).toEqual([1, -2, 2 ** -24]);
});

test('Q4_0: scale times nibble minus 8, low nibbles first', () => {
  const block = Uint8Array.from([...half.minusTwo, ...nibbles]);
  const expected = [...rising, ...falling].map(n => -2 * (n - 8));
  expect([...dequantise(block, 'Q4_0')].map(x => x + 0)).toEqual(expected.map(x => x + 0));
});

test('Q4_1: scale times nibble plus minimum, block after block', () => {
  const first = [...half.half, ...half.one, ...nibbles];
  const second = [...half.one, ...half.minusTwo, ...nibbles];
  const expected = [
    [0.5, 1],
    [1, -2],
  ].flatMap(([d = 0, m = 0]) => [...rising, ...falling].map(n => d * n + m));
  expect([...dequantise(Uint8Array.from([...first, ...second]), 'Q4_1')]).toEqual(expected);
});

test('Q8_0: scale times signed byte', () => {
  const values = Array.from({ length: 32 }, (_, i) => i * 8 - 128);
  const block = Uint8Array.from([...half.half, ...values.map(v => v & 255)]);
  expect([...dequantise(block, 'Q8_0')]).toEqual(values.map(v => v / 2));
});

test('BF16 is the upper half of an F32', () => {
  const floats = new Uint8Array(new Float32Array([1.5, -0.25, 3]).buffer);
  const upper = Uint8Array.from([2, 3, 6, 7, 10, 11].map(i => floats[i] ?? 0));
  expect([...dequantise(upper, 'BF16')]).toEqual([1.5, -0.25, 3]);
});

test('Q5_0 and Q5_1: the fifth bit of weight i is bit i of four bytes', () => {
  // Bits 0, 9 and 31.
  const high = [0x01, 0x02, 0x00, 0x80];
  const five = [...rising, ...falling].map((n, i) => n + ([0, 9, 31].includes(i) ? 16 : 0));
  const q50 = Uint8Array.from([...half.half, ...high, ...nibbles]);
  expect([...dequantise(q50, 'Q5_0')]).toEqual(five.map(n => (n - 16) / 2));
  const q51 = Uint8Array.from([...half.half, ...half.minusTwo, ...high, ...nibbles]);
  expect([...dequantise(q51, 'Q5_1')]).toEqual(five.map(n => n / 2 - 2));
});

test('IQ4_NL: a nibble is an index into sixteen values', () => {
  const block = Uint8Array.from([...half.half, ...nibbles]);
  const values = [...nonlinearValues, ...nonlinearValues.toReversed()];
  expect([...dequantise(block, 'IQ4_NL')]).toEqual(values.map(v => v / 2));
});

test('bytes that are not whole blocks are refused', () => {
  expect(() => dequantise(new Uint8Array(145), 'Q4_K')).toThrow(/145 bytes are not whole blocks of Q4_K/);
});

/** Bits `from … from + count - 1` of a byte. */
const field = (bytes: Uint8Array, at: number, from: number, count: number): number =>
  ((bytes[at] ?? Number.NaN) >> from) % 2 ** count;
const half16 = (bytes: Uint8Array, at: number): number =>
  halfToFloat((bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0));
const signed = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) ^ 128) - 128;

/** Q4_K and Q5_K: scale and minimum of the sub-block s of 32, from the 12 bytes at 4. */
function scaleMin(b: Uint8Array, s: number): { scale: number; min: number } {
  if (s < 4) return { scale: field(b, 4 + s, 0, 6), min: field(b, 8 + s, 0, 6) };
  const k = s - 4;
  return {
    scale: field(b, 12 + k, 0, 4) + 16 * field(b, 4 + k, 6, 2),
    min: field(b, 12 + k, 4, 4) + 16 * field(b, 8 + k, 6, 2),
  };
}

/** Weight i (0…255) of one block, by the plain definition: where its bits are and what they mean. */
const definitions: Partial<Record<TensorType, (b: Uint8Array, i: number) => number>> = {
  Q2_K: (b, i) => {
    const q = field(b, 16 + 32 * Math.floor(i / 128) + (i % 32), 2 * (Math.floor(i / 32) % 4), 2);
    const s = Math.floor(i / 16);
    return half16(b, 80) * field(b, s, 0, 4) * q - half16(b, 82) * field(b, s, 4, 4);
  },
  Q3_K: (b, i) => {
    const q = field(b, 32 + 32 * Math.floor(i / 128) + (i % 32), 2 * (Math.floor(i / 32) % 4), 2);
    const high = field(b, i % 32, Math.floor(i / 32), 1);
    const s = Math.floor(i / 16);
    const scale =
      field(b, 96 + (s % 8), s < 8 ? 0 : 4, 4) + 16 * field(b, 104 + (s % 4), 2 * Math.floor(s / 4), 2);
    return half16(b, 108) * (scale - 32) * (q - (high === 1 ? 0 : 4));
  },
  Q4_K: (b, i) => {
    const q = field(b, 16 + 32 * Math.floor(i / 64) + (i % 32), i % 64 < 32 ? 0 : 4, 4);
    const { scale, min } = scaleMin(b, Math.floor(i / 32));
    return half16(b, 0) * scale * q - half16(b, 2) * min;
  },
  Q5_K: (b, i) => {
    const q = field(b, 48 + 32 * Math.floor(i / 64) + (i % 32), i % 64 < 32 ? 0 : 4, 4);
    const high = field(b, 16 + (i % 32), Math.floor(i / 32), 1);
    const { scale, min } = scaleMin(b, Math.floor(i / 32));
    return half16(b, 0) * scale * (q + 16 * high) - half16(b, 2) * min;
  },
  Q6_K: (b, i) => {
    const [n, j] = [Math.floor(i / 128), i % 128];
    const low = field(b, 64 * n + (j % 64), j < 64 ? 0 : 4, 4);
    const high = field(b, 128 + 32 * n + (j % 32), 2 * Math.floor(j / 32), 2);
    return half16(b, 208) * signed(b, 192 + Math.floor(i / 16)) * (low + 16 * high - 32);
  },
  Q8_K: (b, i) => new DataView(b.buffer, b.byteOffset).getFloat32(0, true) * signed(b, 4 + i),
};

const random = (seed: number) => {
  const integers = randomIntegers(seed);
  return () => integers(2 ** 24) / 2 ** 24;
};
const blocksOf = (type: TensorType, count: number, seed: number): Uint8Array =>
  randomTensor(random(seed), type, [tensorLayouts[type].blockElements, count], 1);

describe.each(Object.keys(definitions) as TensorType[])('%s', type => {
  test('every weight is what its bits say', () => {
    const { blockBytes } = tensorLayouts[type];
    const bytes = blocksOf(type, 40, 7);
    const found = dequantise(bytes, type);
    expect(found.length).toBe(40 * 256);
    found.forEach((value, i) => {
      const block = bytes.subarray(Math.floor(i / 256) * blockBytes, Math.floor(i / 256 + 1) * blockBytes);
      const wanted = definitions[type]?.(block, i % 256) ?? Number.NaN;
      if (!(Math.abs(value - wanted) <= 1e-6)) throw new Error(`weight ${i}: ${value}, not ${wanted}`);
    });
    // Weights spread on both sides of zero, so that a wrong sign or offset cannot hide.
    expect(Math.min(...found)).toBeLessThan(-0.3);
    expect(Math.max(...found)).toBeGreaterThan(0.3);
  });
});

describe('expanded for the kernels', () => {
  test.each(tensorTypes)('%s keeps its weights, to half a step of what it becomes', type => {
    const count = 32 * Math.ceil(256 / tensorLayouts[type].blockElements);
    const bytes = blocksOf(type, count, 11);
    const packed = packedTypeOf(type);
    const wanted = dequantise(bytes, type);
    const expanded = expand(bytes, type);
    const found = dequantise(expanded, packed);
    expect(found.length).toBe(wanted.length);
    const exact = ['Q4_0', 'Q4_1', 'Q8_0', 'Q5_0', 'IQ4_NL'].includes(type);
    for (let from = 0; from < wanted.length; from += 32) {
      const block = wanted.subarray(from, from + 32);
      const largest = block.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      // Q8_0: half a step of max / 127, and the rounding of the scale. Q4_1: scale and minimum, up to 2·max, to 11 bits.
      const step = exact ? 0 : packed === 'Q8_0' ? largest * (0.5 / 127 + 2 ** -11) : 3 * largest * 2 ** -11;
      block.forEach((value, i) => {
        const off = Math.abs(value - (found[from + i] ?? Number.NaN));
        if (!(off <= step * (1 + 1e-5) + 2 ** -24))
          throw new Error(`weight ${from + i}: ${value} is off by ${off}`);
      });
    }
  });

  test('stays as it is, without a copy, where the kernels read it', () => {
    for (const type of ['Q4_0', 'Q4_1', 'Q8_0'] as const) {
      const bytes = blocksOf(type, 1, 3);
      expect(expand(bytes, type)).toBe(bytes);
    }
  });
});
