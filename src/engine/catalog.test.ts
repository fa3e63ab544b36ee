import { describe, expect, test } from 'vitest';
import { armIds, hasWholeModel } from './arms.ts';
import { catalog, catalogDrafts, catalogEntry } from './catalog.ts';
import { type Capabilities, fits } from './catalog-fit.ts';

/** A whole model stands in the list by its own name. */
const listed = armIds.filter(id => !hasWholeModel(id));
const able: Capabilities = {
  webgpu: true,
  shaderF16: true,
  simd: true,
  memoryBytes: 8 * 2 ** 30,
  storageBytes: 50e9,
};
const entry = (id: string) => {
  const found = catalogEntry(id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
};
const usable = (id: string, device: Capabilities = able): string[] =>
  fits(entry(id), device).drafts.flatMap(draft => (draft.problem === undefined ? [draft.id] : []));
const problem = (id: string, draft: string, device: Capabilities = able): string | undefined =>
  fits(entry(id), device).drafts.find(each => each.id === draft)?.problem;

describe('the catalogue', () => {
  test('names each model once, and drafts that exist and have the same vocabulary', () => {
    expect(new Set(catalog.map(({ id }) => id)).size).toBe(catalog.length);
    expect(new Set(catalogDrafts.map(({ id }) => id)).size).toBe(catalogDrafts.length);
    for (const { drafts, vocabulary } of catalog) {
      for (const id of drafts) {
        expect(catalogDrafts.find(draft => draft.id === id)?.vocabulary, id).toBe(vocabulary);
      }
    }
  });

  test('has sources that the backends can read: GGUF on the CPU, ONNX on the GPU, the embedded one on both', () => {
    for (const { variants, id } of catalog) {
      for (const { backend, source, dtype, bytes } of variants) {
        if (bytes !== undefined) expect(bytes).toBeGreaterThan(5e7);
        switch (source.kind) {
          case 'hub-gguf':
            expect(backend, id).toBe('cpu');
            expect(source.file).toMatch(/^[^/]+\.gguf$/);
            expect(source.file.toUpperCase()).toContain(dtype);
            break;
          case 'hub-onnx':
            expect(backend, id).toBe('webgpu');
            expect(source.dtype).toBe(dtype);
            break;
          case 'embedded':
            expect(id).toBe('smollm2-135m');
            break;
          case 'file':
            throw new Error('a file is no entry of a catalogue');
        }
        if (source.kind !== 'embedded') expect(source.repo).toMatch(/^[\w.-]+\/[\w.-]+$/);
      }
    }
    for (const { source } of catalogDrafts) expect(['embedded', 'hub-gguf']).toContain(source.kind);
  });
});

describe('fits()', () => {
  test('takes the first variant the device can run', () => {
    const best = (device: Partial<Capabilities>) => {
      const variant = fits(entry('smollm2-1.7b'), { ...able, ...device }).best;
      return variant === undefined ? undefined : `${variant.backend} ${variant.dtype}`;
    };
    expect(best({})).toBe('webgpu q4f16');
    expect(best({ shaderF16: false })).toBe('webgpu q4');
    expect(best({ webgpu: false })).toBe('cpu Q4_K_M');
    expect(best({ webgpu: false, simd: false })).toBeUndefined();
    // 1.1 GB fit 1.2 GB of storage, 1.4 GB would not.
    expect(best({ shaderF16: false, storageBytes: 1.2e9 })).toBe('cpu Q4_K_M');
    expect(best({ memoryBytes: 2 * 2 ** 30 })).toBe('cpu Q4_K_M');
    expect(best({ memoryBytes: 2 ** 30 })).toBeUndefined();
    expect(best({ memoryBytes: undefined, storageBytes: undefined })).toBe('webgpu q4f16');
  });

  test('keeps what does not fit, each with its reason', () => {
    const { variants } = fits(entry('qwen2.5-1.5b'), { ...able, shaderF16: false, storageBytes: 1e9 });
    expect(variants.map(each => each.problem)).toEqual([
      expect.stringMatching(/shader-f16/),
      'It takes 1.8 GB of storage, and this site may store 1.0 GB more.',
      'It takes 1.1 GB of storage, and this site may store 1.0 GB more.',
    ]);
    const { variants: none } = fits(entry('llama-3.2-3b'), {
      ...able,
      webgpu: false,
      memoryBytes: 4 * 2 ** 30,
    });
    expect(none.map(each => each.problem)).toEqual([
      'This browser or device has no WebGPU.',
      'This browser or device has no WebGPU.',
      undefined,
    ]);
  });

  test('gives the embedded model every arm, and not itself', () => {
    expect(usable('smollm2-135m')).toEqual(listed);
    expect(problem('smollm2-135m', 'smollm2-135m')).toBe('It is the target itself.');
  });

  test('gives larger models of its vocabulary all but the heads, and the embedded model', () => {
    expect(usable('smollm2-1.7b')).toEqual([...listed.filter(id => !id.startsWith('head')), 'smollm2-135m']);
    expect(problem('smollm2-1.7b', 'head-tables')).toMatch(/hidden states of SmolLM2-135M/);
  });

  test('gives other families lookup, history, none and their own models', () => {
    const models = ['qwen2.5-0.5b', 'qwen2.5-coder-0.5b'];
    expect(usable('qwen2.5-1.5b')).toEqual(['none', 'prompt-lookup', 'history', ...models]);
    expect(usable('llama-3.2-3b')).toEqual(['none', 'prompt-lookup', 'history', 'llama-3.2-1b']);
    expect(problem('llama-3.2-3b', 'tables')).toBe('It was made for the vocabulary of SmolLM2.');
  });

  test('counts target and draft together', () => {
    const tight = { ...able, storageBytes: 1.5e9 };
    expect(fits(entry('qwen2.5-1.5b'), tight).best?.dtype).toBe('q4f16');
    expect(problem('qwen2.5-1.5b', 'qwen2.5-0.5b', tight)).toMatch(/takes 1.7 GB of storage/);
    expect(problem('smollm2-1.7b', 'smollm2-135m', tight)).toBeUndefined();
    expect(problem('smollm2-1.7b', 'smollm2-135m', { ...able, simd: false })).toMatch(/SIMD/);
  });
});
