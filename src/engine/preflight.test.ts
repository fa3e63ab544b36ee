import { describe, expect, test } from 'vitest';
import type { Adapter } from '../core/gpu-adapter.ts';
import { readGpu } from './gpu-facts.ts';
import { assess, type DeviceFacts, embeddedNeed, type ModelNeed } from './preflight.ts';

const gpu = {
  name: 'A graphics card',
  software: false,
  shaderF16: true,
  maxBufferBytes: 2 ** 31,
  maxBindingBytes: 2 ** 31,
};
const complete: DeviceFacts = {
  isolated: true,
  threads: true,
  simd: true,
  relaxedSimd: true,
  gpu,
  cores: 8,
  memoryGiB: 8,
  storageBytes: 1e9,
  persisted: true,
};
/** A model on the GPU, as its files on the Hub are. */
const large: ModelNeed = {
  name: 'a large model',
  backend: 'webgpu',
  f16: true,
  largestBufferBytes: 250e6,
  storageBytes: 600e6,
  memoryBytes: 900e6,
};

const ids = (facts: Partial<DeviceFacts>, need?: ModelNeed) =>
  assess({ ...complete, ...facts }, need).findings.map(f => f.id);

test('a complete device has no findings', () => {
  expect(ids({})).toEqual([]);
  expect(ids({}, large)).toEqual([]);
});

test('each missing capability is one finding', () => {
  expect(ids({ isolated: false })).toEqual(['isolation']);
  expect(ids({ threads: false })).toEqual(['threads']);
  expect(ids({ relaxedSimd: false })).toEqual(['relaxed-simd']);
  expect(ids({ gpu: 'no-api' })).toEqual(['webgpu']);
  expect(ids({ memoryGiB: 0.25 })).toEqual(['memory']);
  expect(ids({ storageBytes: 50e6 })).toEqual(['storage']);
  expect(ids({ persisted: false })).toEqual(['persistence']);
});

test('a missing base is reported once, not with what follows from it', () => {
  expect(ids({ isolated: false, threads: false })).toEqual(['isolation']);
  expect(ids({ simd: false, relaxedSimd: false })).toEqual(['simd']);
  expect(ids({ storageBytes: 50e6, persisted: false })).toEqual(['storage']);
});

test('the worst comes first', () => {
  expect(ids({ gpu: 'no-adapter', relaxedSimd: false, storageBytes: 0 })).toEqual([
    'relaxed-simd',
    'storage',
    'webgpu',
  ]);
  expect(ids({ gpu: 'no-adapter', relaxedSimd: false }, large)).toEqual(['webgpu', 'relaxed-simd']);
});

test('what the browser does not say is not held against it', () => {
  expect(
    ids({ memoryGiB: undefined, storageBytes: undefined, cores: undefined, persisted: undefined }),
  ).toEqual([]);
});

describe('the GPU', () => {
  test('is a note for a model on the CPU, and decides for one that runs there', () => {
    const [note] = assess({ ...complete, gpu: 'no-api' }).findings;
    const [blocker] = assess({ ...complete, gpu: 'no-api' }, large).findings;
    expect([note?.severity, blocker?.severity]).toEqual(['note', 'blocker']);
    expect(ids({ gpu: { ...gpu, shaderF16: false, maxBindingBytes: 128e6 } })).toEqual([]);
  });

  test.each(['no-api', 'insecure', 'no-adapter', 'failed'] as const)(
    'that is absent (%s) has a cause and a remedy',
    why => {
      const [finding] = assess({ ...complete, gpu: why }).findings;
      expect(finding).toMatchObject({ id: 'webgpu', cause: /./, remedy: /./, stillWorks: /embedded model/ });
    },
  );

  test('with buffers too small for the model says both sizes', () => {
    const { findings } = assess({ ...complete, gpu: { ...gpu, maxBindingBytes: 134_217_728 } }, large);
    expect(findings).toMatchObject([{ id: 'gpu-buffer', severity: 'blocker', cause: /250 MB.*134 MB/ }]);
  });

  test('without 16-bit floats refuses only files made for them', () => {
    expect(ids({ gpu: { ...gpu, shaderF16: false } }, large)).toEqual(['gpu-f16']);
    expect(ids({ gpu: { ...gpu, shaderF16: false } }, { ...large, f16: false })).toEqual([]);
  });

  test('that is a program is named', () => {
    expect(ids({ gpu: { ...gpu, software: true } }, large)).toEqual(['gpu-software']);
  });
});

test('memory and storage are held against what the model needs', () => {
  expect(ids({ memoryGiB: 1 }, embeddedNeed)).toEqual([]);
  expect(ids({ memoryGiB: 1 }, large)).toEqual(['memory']);
  expect(ids({ storageBytes: 300e6 }, large)).toEqual(['storage']);
});

describe('asking for an adapter', () => {
  const adapter: Adapter = {
    info: { vendor: 'acme', architecture: 'gen-9', device: '', description: '' },
    features: new Set(['shader-f16']),
    limits: { maxBufferSize: 10, maxStorageBufferBindingSize: 5 },
  };
  const offering = (answer: Adapter | null) => ({ requestAdapter: async () => answer });

  test('gives its name, features and limits', async () => {
    expect(await readGpu(offering(adapter), true)).toEqual({
      name: 'acme gen-9',
      software: false,
      shaderF16: true,
      maxBufferBytes: 10,
      maxBindingBytes: 5,
    });
  });

  test('says why there is none', async () => {
    expect(await readGpu(undefined, true)).toBe('no-api');
    expect(await readGpu(undefined, false)).toBe('insecure');
    expect(await readGpu(offering(null), true)).toBe('no-adapter');
    expect(await readGpu({ requestAdapter: () => Promise.reject(new Error('lost')) }, true)).toBe('failed');
  });
});
