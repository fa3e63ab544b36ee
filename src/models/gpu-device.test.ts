import { describe, expect, test } from 'vitest';
import type { GpuFacts } from '../core/gpu-adapter.ts';
import { checkNeeds, exportNeeds, findAdapter, GpuError, gpuNeeds, openDevice } from './gpu-device.ts';
import type { HubConfig } from './hub-config.ts';

const facts: GpuFacts = {
  name: 'a GPU',
  software: false,
  shaderF16: false,
  maxBufferBytes: 256 * 2 ** 20,
  maxBindingBytes: 128 * 2 ** 20,
};

/** Just what is read of an adapter. */
function fakeAdapter(info: Partial<GPUAdapterInfo>, features: readonly string[] = []): GPUAdapter {
  const asked: GPUDeviceDescriptor[] = [];
  return {
    info: { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...info },
    features: new Set(features),
    limits: { maxBufferSize: 1000, maxStorageBufferBindingSize: 500 },
    asked,
    requestDevice: async (descriptor: GPUDeviceDescriptor) => {
      asked.push(descriptor);
      return {};
    },
  } as unknown as GPUAdapter;
}
const gpuWith = (adapter: GPUAdapter | null) => ({ requestAdapter: async () => adapter }) as unknown as GPU;

describe('looking for a GPU', () => {
  test('says why there is none', async () => {
    await expect(findAdapter(undefined)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(findAdapter(gpuWith(null))).rejects.toThrow('no adapter');
  });

  test('gives it with what it says of itself', async () => {
    const found = await findAdapter(gpuWith(fakeAdapter({ vendor: 'google', architecture: 'swiftshader' })));
    expect(found.facts).toMatchObject({ name: 'google swiftshader', software: true, maxBindingBytes: 500 });
  });

  test('asks only for features the adapter has, and for its own limits', async () => {
    const adapter = fakeAdapter({}, ['subgroups']);
    await openDevice(adapter);
    const [asked] = (adapter as unknown as { asked: GPUDeviceDescriptor[] }).asked;
    expect(asked?.requiredFeatures).toEqual(['subgroups']);
    expect(asked?.requiredLimits).toMatchObject({ maxBufferSize: 1000, maxStorageBufferBindingSize: 500 });
  });
});

describe('what a model needs', () => {
  const config = {
    width: 2048,
    feedForward: 8192,
    vocabularySize: 128_256,
    keyValueHeads: 8,
    headSize: 64,
  } as Parameters<typeof gpuNeeds>[0];

  test('is named with both sizes when a limit is smaller', () => {
    const check = () => checkNeeds(facts, gpuNeeds(config, 2048, 8));
    expect(check).toThrow(GpuError);
    expect(check).toThrow(
      'This GPU lets a shader see 134 MB at once (maxStorageBufferBindingSize); 263 MB are needed for the output head',
    );
  });

  test('of an ONNX export is its largest weight, of which shaders see pieces', () => {
    const config = { vocabularySize: 128_256, keyValueHeads: 8, headSize: 64 } as HubConfig;
    const check = (bytes: number) => () =>
      checkNeeds(facts, exportNeeds({ name: 'model.embed_tokens.weight', bytes }, config, 2048, 64));
    expect(check(525_336_576)).toThrow(
      'This GPU allows 268 MB in one buffer (maxBufferSize); 525 MB are needed for the weight model.embed_tokens.weight',
    );
    expect(check(facts.maxBufferBytes)).not.toThrow();
  });

  test('fits where limits are large', () => {
    expect(() =>
      checkNeeds({ ...facts, maxBufferBytes: 2 ** 31, maxBindingBytes: 2 ** 31 }, gpuNeeds(config, 2048, 8)),
    ).not.toThrow();
  });
});
