import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memorySource } from './byte-source.ts';
import { dequantise } from './dequantise.ts';
import { readGguf } from './gguf.ts';
import { buildGguf, randomTensor } from './gguf-builder.ts';
import { dequantiseRow, halfSplitRow, levelsPerScale, readGpuMatrix } from './gpu-weights.ts';

const columns = 64;
const rows = 6;

async function matrixOf(type: 'F16' | 'Q4_0' | 'Q4_1' | 'Q8_0', seed: number) {
  let state = seed;
  const random = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  const shape = [columns, rows];
  const data = randomTensor(random, type, shape, 0.5);
  const source = memorySource(buildGguf({}, [{ name: 'm', type, shape, data }]));
  const gguf = await readGguf(source);
  const tensor = gguf.tensors[0];
  if (tensor === undefined) throw new Error('no tensor');
  return { source, tensor, values: dequantise(data, type) };
}

function rowOf(matrix: Awaited<ReturnType<typeof readGpuMatrix>>, row: number): Float32Array {
  const out = new Float32Array(columns);
  dequantiseRow(matrix, row, out);
  return out;
}

describe('weights for the GPU', () => {
  test.each(['Q4_0', 'Q8_0'] as const)('keep the values of %s exactly', async type => {
    const { source, tensor, values } = await matrixOf(type, 7);
    const matrix = await readGpuMatrix(source, tensor);
    for (let row = 0; row < rows; row++) {
      expect(rowOf(matrix, row)).toEqual(values.slice(row * columns, (row + 1) * columns));
    }
  });

  test.each(['Q4_1', 'F16'] as const)('are within half a step of %s', async type => {
    const { source, tensor, values } = await matrixOf(type, 8);
    const matrix = await readGpuMatrix(source, tensor);
    for (let row = 0; row < rows; row++) {
      const got = rowOf(matrix, row);
      for (let i = 0; i < columns; i++) {
        const block = values.subarray(row * columns + (i & ~31), row * columns + (i & ~31) + 32);
        // A block of Q4_1 may not use its outermost level, and its step may be twice the smallest possible.
        const step = ((type === 'Q4_1' ? 2.6 : 1) * Math.max(...block.map(Math.abs))) / 127;
        expect(Math.abs((got[i] ?? 0) - (values[row * columns + i] ?? 0))).toBeLessThanOrEqual(step * 0.51);
      }
    }
  });

  test('can put rows elsewhere', async () => {
    const { source, tensor, values } = await matrixOf('Q8_0', 9);
    const matrix = await readGpuMatrix(source, tensor, row => rows - 1 - row);
    expect(rowOf(matrix, 0)).toEqual(values.slice((rows - 1) * columns));
  });

  test('refuse a scale that is not finite', async () => {
    const data = randomTensor(Math.random, 'Q8_0', [columns, rows], 0.5);
    data[1] = 0x7c;
    const source = memorySource(buildGguf({}, [{ name: 'm', type: 'Q8_0', shape: [columns, rows], data }]));
    const tensor = (await readGguf(source)).tensors[0];
    if (tensor === undefined) throw new Error('no tensor');
    await expect(readGpuMatrix(source, tensor)).rejects.toThrow('not finite');
  });
});

/** Mean squared error of the 16 values n + ratio when a unit spans `levels` whole steps. */
function errorOf(ratio: number, levels: number): number {
  const errors = Array.from({ length: 16 }, (_, n) => {
    const value = levels * (n + ratio);
    return ((value - Math.round(value)) / levels) ** 2;
  });
  return errors.reduce((sum, error) => sum + error, 0) / 16;
}

describe('the step of a block with a minimum', () => {
  test('keeps every value within 127 steps, and uses half of them', () => {
    fc.assert(
      fc.property(fc.double({ min: -15, max: 0, noNaN: true }), ratio => {
        const largest = levelsPerScale(ratio) * Math.max(-ratio, 15 + ratio);
        expect(largest).toBeLessThan(127);
        expect(largest).toBeGreaterThan(63);
      }),
    );
  });

  test('is on average a good deal better than the smallest possible', () => {
    const ratios = Array.from({ length: 150 }, (_, i) => -0.05 - i / 10);
    const total = (levels: (ratio: number) => number) =>
      ratios.reduce((sum, ratio) => sum + errorOf(ratio, levels(ratio)), 0);
    const chosen = total(levelsPerScale);
    const smallest = total(ratio => 127 / Math.max(-ratio, 15 + ratio));
    expect(chosen).toBeLessThan(smallest / 3);
  });
});

test('rows of a head are told apart into first and second halves of pairs', () => {
  expect(Array.from({ length: 8 }, (_, row) => halfSplitRow(row, 8))).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 64 }), (heads, half) => {
      const all = Array.from({ length: heads * 2 * half }, (_, row) => halfSplitRow(row, 2 * half));
      expect(new Set(all).size).toBe(all.length);
      expect(Math.max(...all)).toBe(all.length - 1);
    }),
  );
});
