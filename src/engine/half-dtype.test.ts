import { expect, test } from 'vitest';
import type { GpuFacts } from '../core/gpu-adapter.ts';
import { halfProblem, isHalf } from './half-dtype.ts';

const gpu: GpuFacts = {
  name: 'a GPU',
  software: false,
  shaderF16: true,
  maxBufferBytes: 1e9,
  maxBindingBytes: 1e9,
};

test('the names of roundings say which compute in 16 bits', () => {
  expect(['fp32', 'fp16', 'q8', 'int8', 'q4', 'q4f16', 'bnb4'].filter(isHalf)).toEqual(['fp16', 'q4f16']);
});

test('16-bit files are for GPUs with 16-bit shaders; others are for every device', () => {
  expect(halfProblem('q4f16', gpu)).toBeUndefined();
  expect(halfProblem('q4f16', undefined)).toBeUndefined();
  expect(halfProblem('q4', 'no-api')).toBeUndefined();
  expect(halfProblem('q4f16', { ...gpu, shaderF16: false })).toContain('this one cannot');
  expect(halfProblem('fp16', 'no-adapter')).toContain('the browser offers none');
});
