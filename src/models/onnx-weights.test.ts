import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OnnxInitializer, writeOnnxModel } from './onnx-proto.ts';
import { largestWeight } from './onnx-weights.ts';

const model = (initializers: readonly OnnxInitializer[]) =>
  writeOnnxModel(
    {
      name: 'g',
      nodes: [
        { op: 'Add', inputs: ['a', 'b'], outputs: ['c'], attributes: { alpha: { float: 1 }, axis: -1 } },
      ],
      initializers,
      inputs: [{ name: 'a', type: 'float32', shape: [1, 'n'] }],
      outputs: [{ name: 'c', type: 'float32', shape: [1, 'n'] }],
    },
    { '': 20 },
  );
const here = (name: string, bytes: number): OnnxInitializer => ({
  name,
  type: 'uint8',
  shape: [bytes],
  data: new Uint8Array(bytes).fill(255),
});
const beside = (name: string, bytes: number): OnnxInitializer => ({
  name,
  type: 'uint8',
  shape: [bytes],
  data: { file: 'weights', offset: 4096, bytes },
});

test('the largest constant is found in the graph and in the file beside it', () => {
  expect(largestWeight(model([here('a', 5), here('b', 300), here('c', 7)]))).toEqual({
    name: 'b',
    bytes: 300,
  });
  expect(largestWeight(model([here('a', 5000), beside('embedding', 525_336_576)]))).toEqual({
    name: 'embedding',
    bytes: 525_336_576,
  });
  expect(largestWeight(model([]))).toBeUndefined();
});

test('a file that is something else, or damaged, is read to its end and no further', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      expect(largestWeight(bytes)?.bytes ?? 0).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    }),
  );
  const whole = model([here('a', 50), beside('embedding', 1e9)]);
  for (let length = 0; length < whole.length; length++) {
    expect(() => largestWeight(whole.subarray(0, length))).not.toThrow();
  }
});
