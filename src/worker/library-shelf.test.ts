import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { importModel, localChoices } from '../models/import-files.ts';
import { type MemoryCache, memoryCache } from '../models/memory-cache.test-helper.ts';
import { ModelLibrary } from '../models/model-library.ts';
import type { RepoChoice } from '../models/repo-choices.ts';
import type { ShardCache } from '../models/shard-loader.ts';
import { LibraryShelf } from './library-shelf.ts';

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

async function open(fetchJson: (url: string) => unknown = url => manifests[url]) {
  const named: Readonly<Record<string, ShardCache>> = {
    'draftpick-models': own,
    'draftpick-library': elsewhere,
  };
  const caches = {
    open: async (name: string) => {
      const cache = named[name];
      if (cache === undefined) throw new Error(`no cache ${name}`);
      return cache;
    },
  };
  const library = await ModelLibrary.open({ caches, now: () => time++ });
  const fetch = async (url: URL) => Response.json(fetchJson(url.href));
  const shelf = new LibraryShelf({ caches, fetch, manifests: Object.keys(manifests) }, library.store);
  return { library, shelf };
}

const keep = (bytes: Uint8Array<ArrayBuffer>) =>
  own.entries.set(`https://shards.draftpick.invalid/${hash(bytes)}`, bytes);

/** Copies a GGUF file into the library. */
async function add(library: ModelLibrary, name: string, path = `${name}.gguf`) {
  const bytes = new Uint8Array(3000).fill(7);
  bytes.set(new TextEncoder().encode('GGUF'));
  const { files, choices } = localChoices([{ path, data: new Blob([bytes]) }]);
  const [choice] = choices;
  if (choice === undefined) throw new Error('there is no model among the files');
  return importModel(library.store, library.planImport(name, choice), files, { bytesPerPart: 1024 });
}

describe('the shelf of the library', () => {
  test('lists what is stored: the model of the page, its drafts, and models from elsewhere', async () => {
    for (const shard of shards) keep(shard);
    keep(draft);
    const { library, shelf } = await open();
    await add(library, 'dropped', 'dropped.Q8_0.gguf');
    const entries = await shelf.entries();
    expect(entries.map(({ id, kind, bytes, complete }) => [id, kind, bytes, complete])).toEqual([
      ['model:tiny', 'embedded', 2000, true],
      ['draft:ngram', 'draft', 300, true],
      ['file/dropped/gguf Q8_0', 'gguf', 3000, true],
    ]);
    expect(entries[2]).toMatchObject({ dtype: 'Q8_0', from: 'a file of this device', resumable: false });
  });

  test('says how much of a model is there', async () => {
    for (const shard of shards.slice(1)) keep(shard);
    expect(await (await open()).shelf.entries()).toMatchObject([
      { id: 'model:tiny', bytes: 1000, totalBytes: 2000, complete: false, resumable: false },
    ]);
  });

  test('is empty where nothing is stored', async () => {
    expect(await (await open()).shelf.entries()).toEqual([]);
  });

  test('names what no list names, and what is there while the lists cannot be read', async () => {
    keep(new Uint8Array(77));
    expect(await (await open()).shelf.entries()).toMatchObject([
      { id: 'leftover', kind: 'leftover', bytes: 77, name: expect.stringMatching(/another version/) },
    ]);
    const { shelf: offline } = await open(() => {
      throw new TypeError('offline');
    });
    expect(await offline.entries()).toMatchObject([
      { id: 'leftover', name: expect.stringMatching(/of this page/) },
    ]);
  });

  test('deletes one entry and nothing else', async () => {
    for (const bytes of [...shards, draft, new Uint8Array(77)]) keep(bytes);
    const { library, shelf } = await open();
    await add(library, 'a');
    await add(library, 'b');
    const ids = async () => (await shelf.entries()).map(({ id }) => id);
    expect(await shelf.remove('draft:ngram')).toBe(true);
    expect(await ids()).toEqual(['model:tiny', 'leftover', 'file/b/gguf b', 'file/a/gguf a']);
    expect(await shelf.remove('leftover')).toBe(true);
    expect(await shelf.remove('file/a/gguf a')).toBe(true);
    expect(await ids()).toEqual(['model:tiny', 'file/b/gguf b']);
    expect(await shelf.remove('file/a/gguf a')).toBe(false);
    expect(await shelf.remove('model:tiny')).toBe(true);
    expect(own.entries.size).toBe(0);
    await shelf.remove('file/b/gguf b');
    expect(elsewhere.entries.size).toBe(0);
  });

  test('lists the model used last first', async () => {
    const { library, shelf } = await open();
    const { id } = await add(library, 'a');
    await add(library, 'b');
    expect((await shelf.entries())[0]?.name).toBe('b');
    await library.use(id);
    expect((await shelf.entries())[0]?.name).toBe('a');
  });

  test('lists an unfinished model as one that can go on', async () => {
    const { library, shelf } = await open();
    const choice: RepoChoice = {
      ...{ format: 'gguf', dtype: 'Q4_0', bytes: 9, problem: undefined },
      files: [{ path: 'm.gguf', bytes: 9, sha256: undefined, gitSha1: undefined }],
    };
    const listing = { repo: 'a/m', revision: 'main', commit: undefined, licence: 'mit', files: [] };
    const { id } = await library.add('https://hub.test', listing, choice);
    expect(await shelf.entries()).toMatchObject([{ id, complete: false, resumable: true, totalBytes: 9 }]);
  });

  test('leaves out a model whose index is not what this version writes', async () => {
    const { library, shelf } = await open();
    await add(library, 'a');
    const [index] = [...elsewhere.entries.keys()].filter(url => url.endsWith('index.json'));
    if (index === undefined) throw new Error('no index');
    const json = JSON.parse(new TextDecoder().decode(elsewhere.entries.get(index)));
    json.model.files[0].parts.pop();
    elsewhere.entries.set(index, new Uint8Array(new TextEncoder().encode(JSON.stringify(json))));
    expect(await shelf.entries()).toEqual([]);
    elsewhere.entries.set(index, new Uint8Array(3));
    expect(await shelf.entries()).toEqual([]);
  });
});
