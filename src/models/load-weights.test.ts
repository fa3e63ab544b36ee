import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dequantise } from './dequantise.ts';
import { quantiseToQ8 } from './expand.ts';
import { floatToHalf, halfToFloat } from './half.ts';
import { pairRows } from './load-weights.ts';

describe('f16', () => {
  const patterns = Array.from({ length: 2 ** 16 }, (_, half) => half);
  const hasValue = (half: number) => (half & 0x7c00) !== 0x7c00;

  test('every finite pattern survives the way to a number and back', () => {
    const wrong = patterns.filter(half => hasValue(half) && floatToHalf(halfToFloat(half)) !== half);
    expect(wrong).toEqual([]);
  });

  test('the patterns mean what IEEE 754 says', () => {
    expect([0x3c00, 0xc000, 0x0001, 0x03ff, 0x0400, 0x7bff].map(halfToFloat)).toEqual([
      1,
      -2,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      65504,
    ]);
    expect(halfToFloat(0x8000)).toBe(-0);
    expect([halfToFloat(0x7c00), halfToFloat(0xfc00)]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
    expect(patterns.filter(half => Number.isNaN(halfToFloat(half)))).toHaveLength(2 * 1023);
  });

  test('rising patterns are rising numbers', () => {
    for (let half = 1; half < 0x7c00; half++)
      expect(halfToFloat(half)).toBeGreaterThan(halfToFloat(half - 1));
  });

  test('a number between two patterns takes the nearer one, the even one from the middle', () => {
    for (let half = 0; half < 0x7bff; half++) {
      const [low, high] = [halfToFloat(half), halfToFloat(half + 1)];
      const middle = (low + high) / 2;
      const even = half % 2 === 0 ? half : half + 1;
      const found = [low * 0.51 + high * 0.49, middle, low * 0.49 + high * 0.51].map(floatToHalf);
      if (found.join() !== [half, even, half + 1].join()) throw new Error(`${half}: ${found.join()}`);
      expect(floatToHalf(-middle)).toBe(0x8000 | even);
    }
  });

  test('what lies beyond the range takes the largest finite number', () => {
    expect([65505, 1e30, Number.POSITIVE_INFINITY].map(floatToHalf)).toEqual([0x7bff, 0x7bff, 0x7bff]);
    expect(floatToHalf(-1e30)).toBe(0xfbff);
  });
});

describe('pairRows', () => {
  test('puts rows i and i + half of each head next to each other', () => {
    // Two heads of four rows of two bytes; row r is (r, 10 · r).
    const raw = Uint8Array.from(Array.from({ length: 8 }, (_, r) => [r, 10 * r]).flat());
    const rows = pairRows(raw, 2, 4);
    expect([...rows].filter((_, i) => i % 2 === 0)).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
    expect([...rows].filter((_, i) => i % 2 === 1)).toEqual([0, 20, 10, 30, 40, 60, 50, 70]);
  });
});

describe('quantiseToQ8', () => {
  const weight = fc.float({ min: -64, max: 64, noNaN: true });
  const block = fc.array(weight, { minLength: 32, maxLength: 32 });
  const scaled = fc
    .tuple(block, fc.constantFrom(1, 1e-2, 1e-6, 1e-9))
    .map(([values, by]) => values.map(v => v * by));

  test('no weight is off by more than half a step, but for the rounding of the scale at the ends', () => {
    fc.assert(
      fc.property(fc.array(scaled, { minLength: 1, maxLength: 4 }), blocks => {
        const values = Float32Array.from(blocks.flat());
        const bytes = quantiseToQ8(values);
        expect(bytes.length).toBe(blocks.length * 34);
        const view = new DataView(bytes.buffer);
        dequantise(bytes, 'Q8_0').forEach((found, i) => {
          const value = values[i] ?? 0;
          const at = (i >> 5) * 34;
          const q = view.getInt8(at + 2 + (i % 32));
          const step = halfToFloat(view.getUint16(at, true));
          // The rounded scale may end a little short of the largest weight.
          const short = Math.abs(q) === 127 || step === 0 ? 127 * Math.max(step * 2 ** -11, 2 ** -25) : 0;
          const allowed = (step / 2 + short) * (1 + 1e-6);
          if (!(Math.abs(found - value) <= allowed))
            throw new Error(`${value} became ${found}, step ${step}`);
        });
      }),
    );
  });

  test('blocks do not touch each other, zeros stay zeros, and weights on the grid stay as they are', () => {
    const values = new Float32Array(96);
    for (let i = 0; i < 32; i++) values[i] = (i * 8 - 127) / 4;
    values[64] = 127e-3;
    const found = dequantise(quantiseToQ8(values), 'Q8_0');
    expect([...found.subarray(0, 32)]).toEqual([...values.subarray(0, 32)]);
    expect(found.subarray(32, 64).every(value => value === 0)).toBe(true);
    expect(found[64]).toBeCloseTo(0.127, 3);
  });
});
