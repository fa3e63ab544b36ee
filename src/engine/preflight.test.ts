import { expect, test } from 'vitest';
import { assess, type DeviceFacts } from './preflight.ts';

const complete: DeviceFacts = {
  isolated: true,
  threads: true,
  simd: true,
  relaxedSimd: true,
  webgpu: true,
  cores: 8,
  memoryGiB: 8,
  storageBytes: 1e9,
};

const ids = (facts: Partial<DeviceFacts>) => assess({ ...complete, ...facts }).findings.map(f => f.id);

test('a complete device has no findings', () => {
  expect(ids({})).toEqual([]);
});

test('each missing capability is one finding', () => {
  expect(ids({ isolated: false })).toEqual(['isolation']);
  expect(ids({ threads: false })).toEqual(['threads']);
  expect(ids({ relaxedSimd: false })).toEqual(['relaxed-simd']);
  expect(ids({ webgpu: false })).toEqual(['webgpu']);
  expect(ids({ memoryGiB: 0.5 })).toEqual(['memory']);
  expect(ids({ storageBytes: 50e6 })).toEqual(['storage']);
});

test('a missing base is reported once, not with what follows from it', () => {
  expect(ids({ isolated: false, threads: false })).toEqual(['isolation']);
  expect(ids({ simd: false, relaxedSimd: false })).toEqual(['simd']);
});

test('the worst comes first', () => {
  expect(ids({ webgpu: false, relaxedSimd: false, simd: true, storageBytes: 0 })).toEqual([
    'relaxed-simd',
    'storage',
    'webgpu',
  ]);
});

test('what the browser does not say is not held against it', () => {
  expect(ids({ memoryGiB: undefined, storageBytes: undefined, cores: undefined })).toEqual([]);
});
