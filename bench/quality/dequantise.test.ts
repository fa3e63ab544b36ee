import { expect, test } from 'vitest';
import { dequantise } from './dequantise.ts';

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
