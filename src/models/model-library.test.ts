import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { DownloadError } from './download-error.ts';
import { importModel, type LocalFile, localChoices } from './import-files.ts';
import { openLibraryModel, transformersCache } from './library-files.ts';
import { type MemoryCache, memoryCache } from './memory-cache.test-helper.ts';
import { ModelLibrary } from './model-library.ts';
import type { RepoChoice } from './repo-choices.ts';
import type { ShardCache } from './shard-loader.ts';

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const shards = [1, 2].map(fill => new Uint8Array(1000).fill(fill));
const draft = new Uint8Array(300).fill(3);
const describeFile = (file: string, bytes: Uint8Array) => ({
  file,
  bytes: bytes.length,
  sha256: hash(bytes),
});

const manifests: Readonly<Record<string, unknown>> = {
  'https://page.test/model.json': {
    ...{ format: 'draftpick-model', version: 1, id: 'tiny', name: 'Tiny', licence: 'MIT', source: {} },
    ...{ bytes: 2000, sha256: hash(draft) },
    shards: shards.map((bytes, i) => describeFile(`model.0${i}`, bytes)),
  },
  'https://page.test/drafts.json': {
    ...{ format: 'draftpick-drafts', version: 1, target: 'tiny' },
    drafts: [{ id: 'ngram', type: 'ngram', ...describeFile('ngram.bin', draft) }],
  },
};

let own: MemoryCache;
let elsewhere: MemoryCache;
let time: number;

beforeEach(() => {
  own = memoryCache();
  elsewhere = memoryCache();
  time = 1000;
});

function open(fetchJson: (url: string) => unknown = url => manifests[url]): Promise<ModelLibrary> {
  const named: Readonly<Record<string, ShardCache>> = {
    'draftpick-models': own,
    'draftpick-library': elsewhere,
  };
  return ModelLibrary.open({
    caches: {
      open: async name => {
        const cache = named[name];
        if (cache === undefined) throw new Error(`no cache ${name}`);
        return cache;
      },
    },
    fetch: async url => Response.json(fetchJson(url.href)),
    manifests: Object.keys(manifests),
    now: () => time++,
  });
}
const keep = (bytes: Uint8Array<ArrayBuffer>) =>
  own.entries.set(`https://shards.draftpick.invalid/${hash(bytes)}`, bytes);

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
  test('lists what is stored: the model of the page, its drafts, and models from elsewhere', async () => {
    for (const shard of shards) keep(shard);
    keep(draft);
    const library = await open();
    await add(library, 'dropped', [{ path: 'dropped.Q8_0.gguf', data: gguf(3000) }]);
    const entries = await library.entries();
    expect(entries.map(({ id, kind, bytes, complete }) => [id, kind, bytes, complete])).toEqual([
      ['model:tiny', 'embedded', 2000, true],
      ['draft:ngram', 'draft', 300, true],
      ['file/dropped/gguf Q8_0', 'gguf', 3000, true],
    ]);
    expect(entries[2]).toMatchObject({ dtype: 'Q8_0', from: 'a file of this device', resumable: false });
  });

  test('says how much of a model is there', async () => {
    for (const shard of shards.slice(1)) keep(shard);
    expect(await (await open()).entries()).toMatchObject([
      { id: 'model:tiny', bytes: 1000, totalBytes: 2000, complete: false, resumable: false },
    ]);
  });

  test('is empty where nothing is stored', async () => {
    expect(await (await open()).entries()).toEqual([]);
  });

  test('names what no list names, and what is there while the lists cannot be read', async () => {
    keep(new Uint8Array(77));
    expect(await (await open()).entries()).toMatchObject([
      { id: 'leftover', kind: 'leftover', bytes: 77, name: expect.stringMatching(/another version/) },
    ]);
    const offline = await open(() => {
      throw new TypeError('offline');
    });
    expect(await offline.entries()).toMatchObject([
      { id: 'leftover', name: expect.stringMatching(/of this page/) },
    ]);
  });

  test('deletes one entry and nothing else', async () => {
    for (const bytes of [...shards, draft, new Uint8Array(77)]) keep(bytes);
    const library = await open();
    await add(library, 'a', [{ path: 'a.gguf', data: gguf(2000) }]);
    await add(library, 'b', [{ path: 'b.gguf', data: gguf(2000) }]);
    const ids = async () => (await library.entries()).map(({ id }) => id);
    expect(await library.remove('draft:ngram')).toBe(true);
    expect(await ids()).toEqual(['model:tiny', 'leftover', 'file/b/gguf b', 'file/a/gguf a']);
    expect(await library.remove('leftover')).toBe(true);
    expect(await library.remove('file/a/gguf a')).toBe(true);
    expect(await ids()).toEqual(['model:tiny', 'file/b/gguf b']);
    expect(await library.remove('file/a/gguf a')).toBe(false);
    expect(await library.remove('model:tiny')).toBe(true);
    expect(own.entries.size).toBe(0);
    await library.remove('file/b/gguf b');
    expect(elsewhere.entries.size).toBe(0);
  });

  test('gives a whole model for use and notes when', async () => {
    const library = await open();
    const { id } = await add(library, 'a', [{ path: 'a.gguf', data: gguf(2000) }]);
    await add(library, 'b', [{ path: 'b.gguf', data: gguf(2000) }]);
    expect((await library.entries())[0]?.name).toBe('b');
    await library.use(id);
    expect((await library.entries())[0]?.name).toBe('a');
    await expect(library.use('file/none')).rejects.toMatchObject({ reason: 'not-found' });
  });

  test('does not give an unfinished one', async () => {
    const library = await open();
    const choice: RepoChoice = {
      ...{ format: 'gguf', dtype: 'Q4_0', bytes: 9, problem: undefined },
      files: [{ path: 'm.gguf', bytes: 9, sha256: undefined, gitSha1: undefined }],
    };
    const listing = { repo: 'a/m', revision: 'main', commit: undefined, licence: 'mit', files: [] };
    const { id } = await library.add('https://hub.test', listing, choice);
    expect(await library.entries()).toMatchObject([{ id, complete: false, resumable: true, totalBytes: 9 }]);
    await expect(library.use(id)).rejects.toMatchObject({ reason: 'truncated' });
    expect((await library.add('https://hub.test', listing, choice)).addedAt).toBe(1000);
    const moved = { ...listing, commit: 'c'.repeat(40) };
    expect((await library.add('https://hub.test', moved, choice)).addedAt).not.toBe(1000);
  });

  test('whose index is not what this version writes leaves the model out', async () => {
    const library = await open();
    await add(library, 'a', [{ path: 'a.gguf', data: gguf(2000) }]);
    const [index] = [...elsewhere.entries.keys()].filter(url => url.endsWith('index.json'));
    if (index === undefined) throw new Error('no index');
    const json = JSON.parse(new TextDecoder().decode(elsewhere.entries.get(index)));
    json.model.files[0].parts.pop();
    elsewhere.entries.set(index, new Uint8Array(new TextEncoder().encode(JSON.stringify(json))));
    expect(await library.entries()).toEqual([]);
    elsewhere.entries.set(index, new Uint8Array(3));
    expect(await library.entries()).toEqual([]);
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
    expect(await (await library.store.blob(model, 'config.json')).text()).toBe('{"a":1}');
  });

  test('are opened for a loader by their name, and answer as a cache of transformers.js does', async () => {
    const { id } = await add(await open(), 'my-model', onnxFolder);
    const files = await openLibraryModel(id, { caches: { open: async () => elsewhere }, now: () => 5 });
    expect(await files.source('tokenizer.json').read(0, 2)).toEqual(new TextEncoder().encode('{}'));
    expect(() => files.source('none')).toThrow(/not part of it/);
    const cache = transformersCache(files);
    const found = await cache.match('https://huggingface.co/a/b/resolve/main/onnx/model_q4.onnx_data');
    expect(found?.headers.get('content-length')).toBe('5000');
    expect(await (await cache.match('/models/a/b/config.json'))?.text()).toBe('{"a":1}');
    expect(await cache.match('/models/a/b/generation_config.json')).toBeUndefined();
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
    expect(elsewhere.entries.size).toBe(0);
  });

  test('that are only git pointers, or not ONNX, are refused', async () => {
    const library = await open();
    const pointer = text('version https://git-lfs.github.com/spec/v1\noid sha256:0');
    for (const path of ['my-model/onnx/model_q4.onnx', 'my-model/onnx/model_q4.onnx_data']) {
      const files = onnxFolder.map(file => (file.path === path ? { path, data: pointer } : file));
      await expect(add(library, 'm', files)).rejects.toMatchObject({ reason: 'file-invalid' });
    }
    expect(elsewhere.entries.size).toBe(0);
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
    expect(elsewhere.entries.size).toBe(0);
  });
});
