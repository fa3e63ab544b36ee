import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type HubFault, type HubServer, openHubServer } from '../../e2e/support/hub-server.ts';
import { DownloadError } from './download-error.ts';
import { downloadModel, type HubProgress } from './hub-download.ts';
import { listRepo } from './hub-repo.ts';
import { browserHub, type HubDeps, maxTries } from './hub-request.ts';
import { type MemoryCache, memoryCache } from './memory-cache.test-helper.ts';
import { PartStore } from './part-store.ts';
import { repoChoices } from './repo-choices.ts';
import { stallMs } from './stall.ts';
import { emptyFile, isComplete, type StoredModel } from './stored-model.ts';

const repo = 'someone/tiny-GGUF';
const path = 'tiny.Q4_0.gguf';
const bytesPerPart = 2 ** 16;
const weights = (seed: number, length = 300_000) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) + seed) & 0xff);
  bytes.set(new TextEncoder().encode('GGUF'));
  return bytes;
};
const file = weights(1);
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let server: HubServer;
let cache: MemoryCache;
let store: PartStore;
let pauses: number[];
let deps: HubDeps;

beforeAll(async () => {
  server = await openHubServer();
});
afterAll(() => server.close());
beforeEach(() => {
  cache = memoryCache();
  store = new PartStore(cache);
  pauses = [];
  deps = {
    ...browserHub,
    random: () => 0,
    // A pause takes no time here; only a stalled connection is waited for, and not long.
    wait: async (ms, signal) => {
      if (ms === stallMs) return browserHub.wait(400, signal);
      pauses.push(ms);
    },
  };
  server.put(repo, path, file, { lfs: true });
  server.asked.length = 0;
});
afterEach(() => server.mend());

/** What the library notes down before the first byte: as the repository lists it. */
async function listed(): Promise<StoredModel> {
  const listing = await listRepo(deps, server.url, repo, 'main');
  const [choice] = repoChoices(listing.files);
  if (choice === undefined) throw new Error('the repository lists no model');
  return {
    id: `hub/${repo}/${path}`,
    name: 'tiny',
    format: choice.format,
    dtype: choice.dtype,
    licence: listing.licence,
    origin: { type: 'hub', base: server.url, repo, revision: 'main', commit: listing.commit },
    files: choice.files.map(each => emptyFile(each.path, each)),
    addedAt: 1,
    usedAt: 1,
  };
}

/** The same, of a server that lists neither lengths nor hashes. */
async function unlisted(): Promise<StoredModel> {
  const model = await listed();
  return {
    ...model,
    origin: { type: 'hub', base: server.url, repo, revision: 'main', commit: undefined },
    files: [emptyFile(path)],
  };
}

const download = (model: StoredModel, more: { signal?: AbortSignal; seen?: HubProgress[] } = {}) =>
  downloadModel(model, {
    store,
    deps,
    bytesPerPart,
    signal: more.signal,
    onProgress: progress => more.seen?.push(progress),
  });

const stored = async (): Promise<StoredModel> => {
  const [model] = await store.models();
  if (model === undefined) throw new Error('nothing is stored');
  return model;
};
const read = async (model: StoredModel) => {
  const source = store.source(model, path);
  return source.read(0, source.bytes);
};
const failure = async (promise: Promise<unknown>): Promise<DownloadError> => {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof DownloadError) return error;
  throw new Error(`not a DownloadError: ${String(error)}`);
};
const ranges = () => server.asked.filter(each => each.path.startsWith('/cdn/')).map(each => each.range);

describe('a download', () => {
  test('follows the redirect, stores the file in parts, checks it and reads back the same', async () => {
    const seen: HubProgress[] = [];
    const model = await download(await listed(), { seen });
    expect(isComplete(model)).toBe(true);
    expect(model.files[0]).toMatchObject({ bytes: file.length, sha256: hash(file) });
    expect(model.files[0]?.parts.map(part => part.bytes)).toEqual([65536, 65536, 65536, 65536, 37856]);
    expect(hash(await read(await stored()))).toBe(hash(file));
    const loaded = seen.map(progress => progress.loadedBytes);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({ loadedBytes: file.length, totalBytes: file.length });
    expect(server.asked.map(each => each.path)).toContain(`/cdn/${repo}/${path}`);
  });

  test('works where the server lists nothing about the file', async () => {
    const model = await download(await unlisted());
    expect(model.files[0]).toMatchObject({ bytes: file.length, sha256: hash(file), complete: true });
  });

  test('of a small file is checked by its name in git', async () => {
    server.put(repo, path, file, { lfs: false });
    server.fail(repo, path, { type: 'spoil', edit: bytes => bytes.fill(7, 1000, 1010) }, 1);
    expect(await failure(download(await listed()))).toMatchObject({ reason: 'checksum' });
    expect(isComplete(await download(await stored()))).toBe(true);
  });

  test('of an empty file is whole at once', async () => {
    server.put(repo, path, new Uint8Array(0), { lfs: false });
    expect(isComplete(await download(await listed()))).toBe(true);
    expect(isComplete(await download(await unlisted()))).toBe(true);
  });

  test('reads any range across parts', async () => {
    const model = await download(await listed());
    const source = store.source(model, path);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length), fc.nat(150_000), async (offset, length) => {
        const count = Math.min(length, file.length - offset);
        expect(hash(await source.read(offset, count))).toBe(hash(file.slice(offset, offset + count)));
      }),
      { numRuns: 40 },
    );
    await expect(source.read(file.length, 1)).rejects.toThrow(RangeError);
    expect(hash(await source.read(0, file.length))).toBe(hash(file));
  });
});

describe('a connection that breaks', () => {
  test('goes on from the byte it had, by itself', async () => {
    server.fail(repo, path, { type: 'cut', after: 100_000 }, 2);
    const seen: HubProgress[] = [];
    const model = await download(await listed(), { seen });
    expect(hash(await read(model))).toBe(hash(file));
    expect(ranges()).toEqual(['bytes=0-', 'bytes=100000-', 'bytes=200000-']);
    expect(seen.filter(({ state }) => state === 'waiting')).toHaveLength(2);
    expect(pauses).toEqual([1000, 1000]);
  });

  test('at the same place again and again is given up, with what arrived kept and never taken for whole', async () => {
    server.fail(repo, path, { type: 'cut', after: 70_000 }, 1);
    server.fail(repo, path, { type: 'cut', after: 0 });
    const error = await failure(download(await listed()));
    expect(error).toMatchObject({ reason: 'network', remedy: expect.stringMatching(/resume/) });
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
    const model = await stored();
    expect(model.files[0]?.complete).toBe(false);
    expect(() => store.source(model, path)).toThrow(/not whole yet/);
    server.mend();
    server.asked.length = 0;
    expect(hash(await read(await download(model)))).toBe(hash(file));
    expect(ranges()).toEqual(['bytes=65536-']);
  });

  test('that falls silent is noticed, and the rest fetched anew', async () => {
    server.fail(repo, path, { type: 'stall', after: 131_072 }, 1);
    const seen: HubProgress[] = [];
    expect(hash(await read(await download(await listed(), { seen })))).toBe(hash(file));
    expect(seen.find(({ state }) => state === 'waiting')?.cause).toMatch(/sent nothing for 30 seconds/);
    expect(ranges()).toEqual(['bytes=0-', 'bytes=131072-']);
  });

  test('wherever it breaks, the bytes are those of the file', async () => {
    const model = await listed();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(file.length), { maxLength: 3 }), async cuts => {
        await store.remove(model.id);
        for (const after of cuts) server.fail(repo, path, { type: 'cut', after }, 1);
        expect(hash(await read(await download(model)))).toBe(hash(file));
        server.mend();
      }),
      { numRuns: 12 },
    );
  });
});

describe('a file that changed on the server since', () => {
  const other = weights(2, 280_000);

  /** Leaves the first part stored. */
  async function half(model: StoredModel, anonymous = false): Promise<StoredModel> {
    server.fail(repo, path, { type: 'cut', after: 70_000, anonymous }, 1);
    server.fail(repo, path, { type: 'cut', after: 0, anonymous });
    await failure(download(model));
    server.mend();
    return stored();
  }

  test('begins anew where the server knows versions', async () => {
    const model = await half(await unlisted());
    server.put(repo, path, other, { lfs: true });
    expect(hash(await read(await download(model)))).toBe(hash(other));
  });

  test('begins anew where nothing could give it away', async () => {
    server.fail(repo, path, { type: 'cut', after: 70_000, anonymous: true }, 1);
    server.fail(repo, path, { type: 'anonymous' });
    expect(hash(await read(await download(await unlisted())))).toBe(hash(file));
    expect(ranges()).toEqual(['bytes=0-', 'bytes=0-']);
  });

  test('begins anew where the server sends no ranges', async () => {
    const model = await half(await listed());
    server.fail(repo, path, { type: 'no-ranges' });
    expect(hash(await read(await download(model)))).toBe(hash(file));
  });

  test('cannot be mixed with the new one even if nothing gives it away', async () => {
    const model = await half(await listed(), true);
    server.fail(repo, path, { type: 'spoil', edit: bytes => bytes.fill(9, 200_000) }, 1);
    server.asked.length = 0;
    expect(await failure(download(model))).toMatchObject({ reason: 'checksum' });
    expect(ranges()).toEqual(['bytes=65536-']);
    expect((await stored()).files[0]?.parts).toEqual([]);
    expect([...cache.entries.keys()].filter(url => /\/\d+$/.test(url))).toEqual([]);
  });

  test('is fetched from the commit that was listed while the Hub keeps it', async () => {
    await download(await listed());
    expect(server.asked.at(-2)?.path).toBe(`/${repo}/resolve/${server.commit(repo)}/${path}`);
  });
});

describe('an answer that is no success', () => {
  test.each<[number, Record<string, string>, string, RegExp, RegExp]>([
    [
      401,
      { 'x-error-message': 'Access is restricted' },
      'refused',
      /401 \(Access is restricted\).*gated, private/,
      /drop the file/,
    ],
    [403, {}, 'refused', /403/, /signing in/],
    [404, {}, 'not-found', /no such repository, revision or file/, /capital letters/],
    [500, {}, 'server', /answered 500/, /resume/],
    [429, { 'retry-after': '600' }, 'rate-limited', /too many requests/, /Wait 10 minutes/],
  ])('(%i) is named with what to do', async (status, headers, reason, message, remedy) => {
    server.fail(repo, path, { type: 'status', status, headers });
    const error = await failure(download(await listed()));
    expect(error).toMatchObject({
      code: 'download-failed',
      reason,
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(remedy),
    });
    const tries = server.asked.filter(each => each.path.startsWith('/cdn/')).length;
    expect(tries).toBe(reason === 'server' ? maxTries : 1);
  });

  test('that passes is tried again, after as long as the server asks', async () => {
    server.fail(repo, path, { type: 'status', status: 429, headers: { 'retry-after': '7' } }, 1);
    server.fail(repo, path, { type: 'status', status: 503 }, 1);
    expect(isComplete(await download(await listed()))).toBe(true);
    expect(pauses).toEqual([7000, 2000]);
  });

  test('or a network without one is named', async () => {
    deps = { ...deps, fetch: () => Promise.reject(new TypeError('Failed to fetch')) };
    expect(await failure(listRepo(deps, server.url, repo, 'main'))).toMatchObject({
      reason: 'network',
      message: expect.stringMatching(/could not be reached \(Failed to fetch\)/),
    });
  });
});

test.each<[string, HubFault, RegExp]>([
  ['a sign-in page', { type: 'page' }, /a web page came instead \(text\/html\)/],
  ['something else', { type: 'spoil', edit: bytes => bytes.fill(0, 0, 4) }, /does not begin with “GGUF”/],
])('%s instead of a GGUF file is named, and not stored', async (_, fault, message) => {
  server.fail(repo, path, fault);
  const error = await failure(download(await listed()));
  expect(error).toMatchObject({ reason: 'file-invalid', message: expect.stringMatching(message) });
  expect((await stored()).files[0]?.parts).toEqual([]);
});

describe('cancelling', () => {
  test('ends at once, keeps what has come and closes the connection', async () => {
    const controller = new AbortController();
    server.fail(repo, path, { type: 'stall', after: 140_000 });
    const seen: HubProgress[] = [];
    const running = downloadModel(await listed(), {
      store,
      deps,
      bytesPerPart,
      signal: controller.signal,
      onProgress: progress => {
        seen.push(progress);
        if (progress.loadedBytes >= 140_000) controller.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen.length).toBeGreaterThan(0);
    server.mend();
    server.asked.length = 0;
    const model = await stored();
    expect(model.files[0]?.complete).toBe(false);
    expect(hash(await read(await download(model)))).toBe(hash(file));
    expect(ranges()).toEqual(['bytes=131072-']);
  });

  test('ends a pause between two tries', async () => {
    const controller = new AbortController();
    server.fail(repo, path, { type: 'status', status: 503 });
    deps = {
      ...deps,
      wait: (ms, signal) => {
        if (ms !== stallMs) controller.abort();
        return browserHub.wait(60_000, signal);
      },
    };
    await expect(download(await listed(), { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('a storage', () => {
  const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));

  test('that is full says what to delete and how much is missing, and the download goes on later', async () => {
    const model = await listed();
    await download({ ...model, id: 'hub/another', name: 'Another model' });
    let room = 3;
    const limited = new PartStore({
      ...cache,
      put: async (url, response) => {
        if (/\/\d+$/.test(String(url)) && room-- <= 0) return full();
        return cache.put(url, response);
      },
    });
    const error = await failure(downloadModel(model, { store: limited, deps, bytesPerPart }));
    expect(error).toMatchObject({
      reason: 'storage-full',
      message: expect.stringMatching(/no more room for tiny: 197 kB of 300 kB are stored/),
      remedy: expect.stringMatching(/for example Another model \(300 kB\); 103 kB more are needed/),
    });
    server.asked.length = 0;
    const kept = await store.find(model.id);
    if (kept === undefined) throw new Error('what was stored is gone');
    expect(hash(await read(await download(kept)))).toBe(hash(file));
    expect(ranges()).toEqual(['bytes=196608-']);
  });

  test('that loses or spoils a part is noticed when the part is read', async () => {
    const model = await download(await listed());
    const [part] = [...cache.entries.keys()].filter(url => url.endsWith('/2'));
    if (part === undefined) throw new Error('no part');
    const bytes = cache.entries.get(part) ?? new Uint8Array(0);
    cache.entries.set(part, bytes.with(5, (bytes[5] ?? 0) ^ 1));
    const source = store.source(model, path);
    expect(await source.read(0, 1000)).toEqual(file.slice(0, 1000));
    expect(await failure(source.read(131_072, 1))).toMatchObject({ reason: 'checksum', remedy: /Delete/ });
    cache.entries.delete(part);
    expect(await failure(store.source(model, path).read(131_072, 1))).toMatchObject({ reason: 'checksum' });
  });

  test('forgets a model whole', async () => {
    const model = await download(await listed());
    await store.remove(model.id);
    expect(cache.entries.size).toBe(0);
  });
});
