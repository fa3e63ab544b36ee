import { describe, expect, test } from 'vitest';
import { GpuError } from '../models/gpu-device.ts';
import { type BackendParts, chooseBackend, type KnownCosts } from './choose-backend.ts';

type Fake = 'cpu' | 'gpu';
const cpuMs = [4, 5, 6, 7, 8, 9, 10, 11];
const fastMs = [2, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7];
const slowMs = fastMs.map(ms => ms * 5);
const facts = {
  name: 'a GPU',
  software: false,
  shaderF16: true,
  maxBufferBytes: 2 ** 31,
  maxBindingBytes: 2 ** 31,
};
const noGpu = new GpuError('unavailable', 'This browser has no WebGPU', 'Use another.');

function parts(change: Partial<BackendParts<Fake>> = {}, gpuMs = fastMs) {
  const log: string[] = [];
  const all: BackendParts<Fake> = {
    loadCpu: async () => 'cpu',
    findGpu: async () => facts,
    loadGpu: async () => 'gpu',
    measure: async model => (model === 'cpu' ? cpuMs : gpuMs),
    findFault: async () => undefined,
    dispose: model => void log.push(`drop ${model}`),
    ...change,
  };
  const noted =
    <A extends unknown[], R>(name: string, f: (...args: A) => R) =>
    (...args: A): R => {
      log.push([name, ...args.filter(arg => typeof arg === 'string')].join(' '));
      return f(...args);
    };
  return {
    log,
    parts: {
      ...all,
      loadCpu: noted('load cpu', all.loadCpu),
      loadGpu: noted('load gpu', all.loadGpu),
      measure: noted('measure', all.measure),
    },
  };
}

describe('an automatic choice', () => {
  test('takes the faster backend, says why with numbers, and drops the other', async () => {
    const fast = parts();
    const chosen = await chooseBackend('auto', undefined, fast.parts);
    expect(chosen).toMatchObject({ model: 'gpu', backend: 'webgpu', targetMs: fastMs, compared: true });
    expect(chosen.reason).toContain('the GPU (a GPU) needs 2.0 ms a token');
    expect(chosen.reason).toContain('the CPU 4.0 ms');
    expect(fast.log.filter(line => line.startsWith('drop'))).toEqual(['drop cpu']);

    const slow = parts({}, slowMs);
    expect(await chooseBackend('auto', undefined, slow.parts)).toMatchObject({
      backend: 'cpu',
      targetMs: cpuMs,
    });
    expect(slow.log.filter(line => line.startsWith('drop'))).toEqual(['drop gpu']);
  });

  test('counts cheap rows: a GPU a little slower for one token can still win with drafts', async () => {
    const flat = cpuMs.map(() => 4.3);
    expect(await chooseBackend('auto', undefined, parts({}, flat).parts)).toMatchObject({
      backend: 'webgpu',
    });
  });

  test('stays on the CPU without a GPU, or with a program for one, and does not load it', async () => {
    const without = parts({ findGpu: () => Promise.reject(noGpu) });
    expect(await chooseBackend('auto', undefined, without.parts)).toMatchObject({
      backend: 'cpu',
      reason: 'This browser has no WebGPU.',
    });
    const program = parts({ findGpu: async () => ({ ...facts, name: 'SwiftShader', software: true }) });
    const chosen = await chooseBackend('auto', undefined, program.parts);
    expect(chosen).toMatchObject({ backend: 'cpu' });
    expect(chosen.reason).toContain('SwiftShader');
    expect([...without.log, ...program.log]).not.toContain('load gpu');
  });

  test.each([
    ['loading fails', { loadGpu: () => Promise.reject(new Error('no kernel')) }, 'no kernel'],
    ['its results are wrong', { findFault: async () => 'it gives other tokens' }, 'it gives other tokens'],
  ])('stays on the CPU when on the GPU %s', async (_, change, cause) => {
    const chosen = await chooseBackend('auto', undefined, parts(change).parts);
    expect(chosen).toMatchObject({ backend: 'cpu', model: 'cpu', compared: false });
    expect(chosen.reason).toContain(cause);
  });

  test('believes what was compared before, for the same GPU', async () => {
    const known: KnownCosts = { targetMs: fastMs, backend: 'webgpu', gpu: 'a GPU', reason: 'because' };
    const same = parts();
    expect(await chooseBackend('auto', known, same.parts)).toMatchObject({ model: 'gpu', reason: 'because' });
    expect(same.log).toEqual(['load gpu']);
    const other = parts();
    await chooseBackend('auto', { ...known, gpu: 'another' }, other.parts);
    expect(other.log).toContain('load cpu');
    expect(other.log).toContain('measure gpu');
  });

  test('ends when it is cancelled, and leaves nothing loaded', async () => {
    const abort = new DOMException('enough', 'AbortError');
    const cancelled = parts({ loadGpu: () => Promise.reject(abort) });
    await expect(chooseBackend('auto', undefined, cancelled.parts)).rejects.toBe(abort);
    expect(cancelled.log).toContain('drop cpu');
  });
});

describe('a choice of a person', () => {
  test('is kept, also for a program, or refused with the cause', async () => {
    const program = parts({ findGpu: async () => ({ ...facts, software: true }) }, slowMs);
    const chosen = await chooseBackend('webgpu', undefined, program.parts);
    expect(chosen).toMatchObject({ backend: 'webgpu' });
    expect(chosen.reason).toContain('a program');
    const without = parts({ findGpu: () => Promise.reject(noGpu) });
    await expect(chooseBackend('webgpu', undefined, without.parts)).rejects.toBe(noGpu);
  });

  test('of the CPU does not even look for a GPU', async () => {
    const cpu = parts({ findGpu: () => Promise.reject(new Error('looked')) });
    const known: KnownCosts = { targetMs: cpuMs, backend: 'cpu', gpu: undefined, reason: undefined };
    expect(await chooseBackend('cpu', known, cpu.parts)).toMatchObject({ backend: 'cpu' });
    expect(cpu.log).toEqual(['load cpu']);
  });
});
