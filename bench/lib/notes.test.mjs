import { describe, expect, test } from 'vitest';
import { backendNote, choiceNote, memoryNote, movedNote, passesNote, softwareGpuNote } from './notes.mjs';

const gpu = { name: 'SwiftShader', software: true };

describe('notes beside the figures', () => {
  test('a program that plays the GPU is named before the run, and nothing else is', () => {
    expect(softwareGpuNote(gpu)).toMatch(/SwiftShader\) is a program, not a GPU/);
    expect(softwareGpuNote({ ...gpu, software: false })).toBeUndefined();
    expect(softwareGpuNote('no-adapter')).toBeUndefined();
  });

  test('say where the target runs, what its passes cost, and what it keeps in memory', async () => {
    const info = {
      backend: 'cpu',
      backendReason: 'Chosen.',
      memoryBytes: 159e6,
      cost: { targetMs: [3.851, 12.34] },
    };
    expect(backendNote(info)).toBe('The target runs on the CPU. Chosen.');
    expect(movedNote({ ...info, backend: 'webgpu' })).toContain('since then the target runs on the GPU');
    expect(passesNote(info)).toBe(
      'Passes of the target over 1 to 2 tokens took 3.85, 12.3 ms when it was loaded.',
    );
    expect(memoryNote(info)).toBe('Memory: WebAssembly 159 MB.');
    expect(memoryNote({ ...info, backend: 'webgpu' }, 2e8)).toMatch(
      /^Memory: GPU 159 MB; .* 200 MB resident\.$/,
    );
  });

  test('time the choice for the longest prompt', async () => {
    const asked = [];
    const product = { choiceMs: async request => asked.push(request) / 8 };
    const note = await choiceNote(product, [{ prompt: 'ab' }, { prompt: 'abcd' }, { prompt: 'abc' }]);
    expect(asked).toEqual([{ prompt: 'abcd' }]);
    expect(note).toContain('(4 characters) takes 0.125 ms');
  });
});
