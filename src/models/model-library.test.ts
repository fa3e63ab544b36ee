import { beforeEach, describe, expect, test } from 'vitest';
import { DownloadError } from './download-error.ts';
import { importModel, type LocalFile, localChoices } from './import-files.ts';
import { openLibraryModel } from './library-files.ts';
import { type MemoryCache, memoryCache } from './memory-cache.test-helper.ts';
import { ModelLibrary } from './model-library.ts';
import type { RepoChoice } from './repo-choices.ts';

let cache: MemoryCache;
let time: number;

beforeEach(() => {
  cache = memoryCache();
  time = 1000;
});

const open = (): Promise<ModelLibrary> =>
  ModelLibrary.open({ caches: { open: async () => cache }, now: () => time++ });

const text = (content: string) => new Blob([content]);
const gguf = (length: number) => {
  const bytes = new Uint8Array(length).fill(7);
  bytes.set(new TextEncoder().encode('GGUF'));
  return new Blob([bytes]);
};
const onnxFolder: readonly LocalFile[] = [
  { path: 'my-model/config.json', data: text('{"a":1}') },
  { path: 'my-model/tokenizer.json', data: text('{}') },
  { path: 'my-model/tokenizer_config.json', data: text('{}') },
  { path: 'my-model/onnx/model_q4.onnx', data: new Blob([Uint8Array.of(8, 1, 2)]) },
  { path: 'my-model/onnx/model_q4.onnx_data', data: new Blob([new Uint8Array(5000).fill(1)]) },
];

async function add(library: ModelLibrary, name: string, files: readonly LocalFile[]) {
  const placed = localChoices(files);
  const [choice] = placed.choices;
  if (choice === undefined) throw new Error('there is no model among the files');
  const model = library.planImport(name, choice);
  return importModel(library.store, model, placed.files, { bytesPerPart: 1024 });
}

describe('the library', () => {
  test('gives a whole model for use and notes when', async () => {
    const library = await open();
    const { id, usedAt } = await add(library, 'a', [{ path: 'a.gguf', data: gguf(2000) }]);
    const used = await library.use(id);
    expect(used.usedAt).toBeGreaterThan(usedAt ?? Number.POSITIVE_INFINITY);
    expect((await library.store.find(id))?.usedAt).toBe(used.usedAt);
    await expect(library.use('file/none')).rejects.toMatchObject({ reason: 'not-found' });
  });

  test('does not give an unfinished one, and notes a model once for each commit', async () => {
    const library = await open();
    const choice: RepoChoice = {
      ...{ format: 'gguf', dtype: 'Q4_0', bytes: 9, problem: undefined },
      files: [{ path: 'm.gguf', bytes: 9, sha256: undefined, gitSha1: undefined }],
    };
    const listing = { repo: 'a/m', revision: 'main', commit: undefined, licence: 'mit', files: [] };
    const { id } = await library.add('https://hub.test', listing, choice);
    await expect(library.use(id)).rejects.toMatchObject({ reason: 'truncated' });
    expect((await library.add('https://hub.test', listing, choice)).addedAt).toBe(1000);
    const moved = { ...listing, commit: 'c'.repeat(40) };
    expect((await library.add('https://hub.test', moved, choice)).addedAt).not.toBe(1000);
  });
});

describe('files from this device', () => {
  test('of an ONNX export are copied whole, with the folder left out of their names', async () => {
    const library = await open();
    const model = await add(library, 'my-model', onnxFolder);
    expect(model).toMatchObject({ format: 'onnx', dtype: 'q4', origin: { type: 'import' } });
    const path = 'onnx/model_q4.onnx_data';
    const source = library.store.source(await library.use(model.id), path);
    expect(source.bytes).toBe(5000);
    expect(await source.read(1000, 100)).toEqual(new Uint8Array(100).fill(1));
    expect(await library.store.source(model, 'config.json').read(0, 7)).toEqual(
      new TextEncoder().encode('{"a":1}'),
    );
  });

  test('are opened for a loader by their name', async () => {
    const { id } = await add(await open(), 'my-model', onnxFolder);
    const files = await openLibraryModel(id, { caches: { open: async () => cache }, now: () => 5 });
    expect(await files.source('tokenizer.json').read(0, 2)).toEqual(new TextEncoder().encode('{}'));
    expect(() => files.source('none')).toThrow(/not part of it/);
  });

  test('may lie flat in a folder', () => {
    const flat = onnxFolder.map(({ path, data }) => ({ path: path.replace('onnx/', ''), data }));
    expect(localChoices(flat).choices).toMatchObject([{ format: 'onnx', dtype: 'q4', problem: undefined }]);
  });

  test('without a tokenizer are offered with the reason why not', () => {
    expect(localChoices(onnxFolder.slice(3)).choices).toMatchObject([
      { dtype: 'q4', problem: expect.stringMatching(/config\.json/) },
    ]);
    expect(localChoices([{ path: 'readme.txt', data: text('') }]).choices).toEqual([]);
  });

  test.each<[string, LocalFile, RegExp]>([
    ['a text called .gguf', { path: 'x.gguf', data: text('hello there') }, /does not begin with “GGUF”/],
    ['an empty .gguf', { path: 'x.gguf', data: text('') }, /does not begin with “GGUF”/],
  ])('%s is refused and leaves nothing', async (_, file, message) => {
    const library = await open();
    const error = await add(library, 'x', [file]).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(DownloadError);
    expect(String(error)).toMatch(message);
    expect(cache.entries.size).toBe(0);
  });

  test('that are only git pointers, or not ONNX, are refused', async () => {
    const library = await open();
    const pointer = text('version https://git-lfs.github.com/spec/v1\noid sha256:0');
    for (const path of ['my-model/onnx/model_q4.onnx', 'my-model/onnx/model_q4.onnx_data']) {
      const files = onnxFolder.map(file => (file.path === path ? { path, data: pointer } : file));
      await expect(add(library, 'm', files)).rejects.toMatchObject({ reason: 'file-invalid' });
    }
    expect(cache.entries.size).toBe(0);
  });

  test('whose copy is cancelled leave nothing', async () => {
    const library = await open();
    const placed = localChoices([{ path: 'a.gguf', data: gguf(3_000_000) }]);
    const [choice] = placed.choices;
    if (choice === undefined) throw new Error('no model');
    const controller = new AbortController();
    const copied: number[] = [];
    const copy = importModel(library.store, library.planImport('a', choice), placed.files, {
      signal: controller.signal,
      bytesPerPart: 2 ** 18,
      onProgress: bytes => {
        copied.push(bytes);
        controller.abort();
      },
    });
    await expect(copy).rejects.toMatchObject({ name: 'AbortError' });
    expect(copied).toEqual([2 ** 20]);
    expect(cache.entries.size).toBe(0);
  });
});
