import { createHash, webcrypto } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkManifest, type ModelManifest, ModelStoreError } from './model-manifest.ts';
import { type DownloadProgress, modelCacheName, openModel } from './model-store.ts';
import { type ShardCache, shardKey } from './shard-loader.ts';
import { stallMs } from './stall.ts';

const address = 'https://example.test/models/tiny/manifest.json';
const shardBytes = 1000;
const model = Uint8Array.from({ length: 3 * shardBytes + 500 }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
const parts = [0, 1, 2, 3].map(i => model.slice(i * shardBytes, (i + 1) * shardBytes));
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const manifest: ModelManifest = {
  format: 'draftpick-model',
  version: 1,
  id: 'tiny',
  name: 'Tiny',
  bytes: model.length,
  sha256: hash(model),
  licence: 'Apache-2.0',
  source: { original: 'nobody' },
  shards: parts.map((bytes, i) => ({ file: `model.gguf.0${i}`, bytes: bytes.length, sha256: hash(bytes) })),
};

/** A body that comes in pieces and may break off after `cut` bytes. */
function streamOf(bytes: Uint8Array, cut = Number.POSITIVE_INFINITY): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= cut) return controller.error(new TypeError('connection reset'));
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, Math.min(at + 300, cut)));
      at = Math.min(at + 300, cut);
    },
  });
}

type Answer = (init: RequestInit) => Response | Promise<Response>;

/** A server of the model; `answers` replaces what it says for some files. */
function server(answers: Readonly<Record<string, Answer>> = {}) {
  const asked: string[] = [];
  const modes: (RequestCache | undefined)[] = [];
  const fetch = async (url: URL, init: RequestInit): Promise<Response> => {
    const file = url.href.slice('https://example.test/models/tiny/'.length);
    asked.push(file);
    modes.push(init.cache);
    const answer = answers[file];
    if (answer !== undefined) return answer(init);
    if (file === 'manifest.json') return Response.json(manifest);
    const index = manifest.shards.findIndex(shard => shard.file === file);
    const bytes = parts[index];
    return bytes === undefined ? new Response('', { status: 404 }) : new Response(streamOf(bytes));
  };
  return { fetch, asked, modes };
}

/** Cache Storage in memory. */
function memoryCaches(overrides: Partial<ShardCache> = {}) {
  const entries = new Map<string, Uint8Array<ArrayBuffer>>();
  const cache: ShardCache = {
    async match(request) {
      const bytes = entries.get(String(request));
      return bytes && new Response(bytes);
    },
    async put(request, response) {
      entries.set(String(request), new Uint8Array(await response.arrayBuffer()));
    },
    async delete(request) {
      return entries.delete(String(request));
    },
    async keys() {
      return [...entries.keys()].map(url => new Request(url));
    },
    ...overrides,
  };
  return {
    entries,
    async open(name: string) {
      expect(name).toBe(modelCacheName);
      return cache;
    },
  };
}

async function readAll(
  source: { bytes: number; read(at: number, length: number): Promise<Uint8Array> },
  step = 170,
) {
  const out = new Uint8Array(source.bytes);
  for (let at = 0; at < source.bytes; at += step) {
    out.set(await source.read(at, Math.min(step, source.bytes - at)), at);
  }
  return out;
}

/** The error a promise ends in. */
const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );

/** Lets work in the background go on. */
const settle = () => new Promise(resolve => setTimeout(resolve, 20));

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('without faults', () => {
  test('the model is read whole, across the cuts, and each shard is fetched once', async () => {
    const { fetch, asked } = server();
    const source = await openModel(address, { fetch, caches: memoryCaches() });
    expect(source.cached).toBe(false);
    expect(source.manifest).toEqual(manifest);
    expect(await readAll(source)).toEqual(model);
    expect(asked).toEqual(['manifest.json', ...manifest.shards.map(shard => shard.file)]);
  });

  test('one read may cover everything, or nothing, but not more', async () => {
    const source = await openModel(address, { fetch: server().fetch, caches: memoryCaches() });
    expect(await source.read(0, model.length)).toEqual(model);
    expect(await source.read(5, 0)).toEqual(new Uint8Array(0));
    await expect(source.read(0, model.length + 1)).rejects.toThrow(RangeError);
    await expect(source.read(-1, 2)).rejects.toThrow(RangeError);
  });

  test('the next shard is fetched ahead, and no further', async () => {
    const { fetch, asked } = server();
    const source = await openModel(address, { fetch, caches: memoryCaches() });
    await settle();
    expect(asked.slice(1)).toEqual(['model.gguf.00', 'model.gguf.01']);
    await source.read(shardBytes, 1);
    await settle();
    expect(asked.slice(1)).toEqual(['model.gguf.00', 'model.gguf.01', 'model.gguf.02']);
  });

  test('shards before the one being read are dropped', async () => {
    const { fetch, asked } = server();
    const source = await openModel(address, { fetch, caches: undefined });
    await source.read(2 * shardBytes, 1);
    asked.length = 0;
    await source.read(2 * shardBytes + 1, 1);
    expect(asked).not.toContain('model.gguf.02');
    expect(await source.read(0, 3)).toEqual(model.slice(0, 3));
    expect(asked).toContain('model.gguf.00');
  });

  test('progress counts every byte and never goes back', async () => {
    const seen: DownloadProgress[] = [];
    const options = {
      fetch: server().fetch,
      caches: memoryCaches(),
      onProgress: (p: DownloadProgress) => seen.push(p),
    };
    await readAll(await openModel(address, options));
    const counts = seen.map(progress => progress.loadedBytes);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ loadedBytes: model.length, totalBytes: model.length, cached: false });
    expect(counts.length).toBeGreaterThan(4);
  });

  test('the second time everything comes from the cache', async () => {
    const caches = memoryCaches();
    await readAll(await openModel(address, { fetch: server().fetch, caches }));
    await settle();
    expect([...caches.entries.keys()].sort()).toEqual(manifest.shards.map(shardKey).sort());
    const { fetch, asked } = server();
    const seen: DownloadProgress[] = [];
    const source = await openModel(address, { fetch, caches, onProgress: p => seen.push(p) });
    expect(source.cached).toBe(true);
    expect(await readAll(source)).toEqual(model);
    expect(asked).toEqual(['manifest.json']);
    expect(seen.at(-1)).toEqual({ loadedBytes: model.length, totalBytes: model.length, cached: true });
  });
});

describe('a cache that fails', () => {
  const faulty = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));

  test.each([
    ['has no room', memoryCaches({ put: faulty })],
    ['fails in every way', memoryCaches({ put: faulty, match: faulty, keys: faulty, delete: faulty })],
    ['cannot be opened', { open: faulty }],
  ])('because it %s only means that nothing is kept', async (_, caches) => {
    const source = await openModel(address, { fetch: server().fetch, caches });
    expect(source.cached).toBe(false);
    expect(await readAll(source)).toEqual(model);
  });

  test('because the browser has none only means that nothing is kept', async () => {
    vi.stubGlobal('caches', undefined);
    expect(await readAll(await openModel(address, { fetch: server().fetch }))).toEqual(model);
  });

  test('does not delay the load when writing never ends', async () => {
    const caches = memoryCaches({ put: () => new Promise(() => undefined) });
    expect(await readAll(await openModel(address, { fetch: server().fetch, caches }))).toEqual(model);
  });

  test.each([
    ['a flipped byte', (bytes: Uint8Array) => bytes.with(17, (bytes[17] ?? 0) ^ 1)],
    ['a missing end', (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['too long an end', (bytes: Uint8Array) => Uint8Array.of(...bytes, 0)],
  ])('with %s is repaired from the network, once', async (_, spoil) => {
    const caches = memoryCaches();
    await readAll(await openModel(address, { fetch: server().fetch, caches }));
    await settle();
    const [, shard] = manifest.shards;
    if (shard === undefined) throw new Error('no shard');
    caches.entries.set(shardKey(shard), new Uint8Array(spoil(parts[1] ?? new Uint8Array(0))));
    const { fetch, asked, modes } = server();
    expect(await readAll(await openModel(address, { fetch, caches }))).toEqual(model);
    await settle();
    expect(asked).toEqual(['manifest.json', shard.file]);
    expect(modes.at(-1)).toBe('no-store');
    expect(caches.entries.get(shardKey(shard))).toEqual(parts[1]);
  });

  test('and a server whose file is wrong too end in the checksum error after one fetch', async () => {
    const caches = memoryCaches();
    const [shard] = manifest.shards;
    if (shard === undefined) throw new Error('no shard');
    caches.entries.set(shardKey(shard), new Uint8Array(shardBytes));
    const { fetch, asked } = server({ 'model.gguf.00': () => new Response(new Uint8Array(shardBytes)) });
    const source = await openModel(address, { fetch, caches });
    expect(await failure(source.read(0, 1))).toMatchObject({ code: 'checksum-mismatch' });
    expect(asked).toEqual(['manifest.json', 'model.gguf.00']);
    expect(caches.entries.has(shardKey(shard))).toBe(false);
  });
});

describe('a fault on the way', () => {
  const second = parts[1] ?? new Uint8Array(0);
  const flipped = second.with(3, (second[3] ?? 0) ^ 0x80);

  test.each<[string, Answer, string, RegExp]>([
    ['404', () => new Response('', { status: 404 }), 'download-failed', /model\.gguf\.01 .*404/],
    [
      'no network',
      () => Promise.reject(new TypeError('offline')),
      'download-failed',
      /could not be fetched \(offline\)/,
    ],
    [
      'a cut stream',
      () => new Response(streamOf(second, 700)),
      'download-failed',
      /connection reset.*700 bytes, expected 1000/,
    ],
    [
      'a short body',
      () => new Response(second.slice(0, 600)),
      'download-failed',
      /too short; got 600 bytes, expected 1000/,
    ],
    ['a long body', () => new Response(model), 'download-failed', /too long/],
    ['an empty body', () => new Response(null), 'download-failed', /empty/],
    [
      'a flipped byte',
      () => new Response(flipped),
      'checksum-mismatch',
      new RegExp(`${hash(flipped)}, expected ${hash(second)}`),
    ],
  ])('(%s) is told with its file and what to do', async (_, answer, code, message) => {
    const caches = memoryCaches();
    const source = await openModel(address, { fetch: server({ 'model.gguf.01': answer }).fetch, caches });
    expect(await source.read(0, shardBytes)).toEqual(parts[0]);
    const error = await failure(source.read(shardBytes, 1));
    expect(error).toBeInstanceOf(ModelStoreError);
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/./),
    });
    await settle();
    expect(caches.entries.size).toBe(1);
  });

  test('does not lose the shards that came before: a new load fetches only the rest', async () => {
    const caches = memoryCaches();
    const broken = server({ 'model.gguf.02': () => new Response('', { status: 503 }) });
    await failure(openModel(address, { fetch: broken.fetch, caches }).then(source => readAll(source)));
    await settle();
    const { fetch, asked } = server();
    expect(await readAll(await openModel(address, { fetch, caches }))).toEqual(model);
    expect(asked).toEqual(['manifest.json', 'model.gguf.02', 'model.gguf.03']);
  });

  test.each<[string, Answer, RegExp]>([
    [
      'before its first byte',
      ({ signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
      /model\.gguf\.01 could not be fetched \(the server sent nothing for 30 seconds\)/,
    ],
    [
      'in the middle',
      () =>
        new Response(new ReadableStream({ start: controller => controller.enqueue(second.slice(0, 700)) })),
      /model\.gguf\.01: the server sent nothing for 30 seconds; got 700 bytes, expected 1000/,
    ],
  ])('(a stall %s) ends after a while, with its file and what to do', async (_, answer, message) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const caches = memoryCaches();
    const source = await openModel(address, { fetch: server({ 'model.gguf.01': answer }).fetch, caches });
    await source.read(0, shardBytes);
    const error = failure(source.read(shardBytes, 1));
    await vi.advanceTimersByTimeAsync(stallMs);
    expect(await error).toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/load again/),
    });
  });

  test('on a page without SHA-256 says how to open it', async () => {
    vi.stubGlobal('crypto', { ...webcrypto, subtle: undefined });
    const source = await openModel(address, { fetch: server().fetch });
    expect(await failure(source.read(0, 1))).toMatchObject({ remedy: expect.stringMatching(/https/) });
  });
});

describe('cancelling', () => {
  test('before anything gives an AbortError and asks for nothing', async () => {
    const { fetch, asked } = server();
    expect(await failure(openModel(address, { fetch, signal: AbortSignal.abort() }))).toMatchObject({
      name: 'AbortError',
    });
    expect(asked).toEqual([]);
  });

  test('while the manifest is awaited gives an AbortError', async () => {
    const controller = new AbortController();
    const never: Answer = init =>
      new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
    const opening = failure(
      openModel(address, { fetch: server({ 'manifest.json': never }).fetch, signal: controller.signal }),
    );
    controller.abort();
    expect(await opening).toMatchObject({ name: 'AbortError' });
  });

  test('in the middle of a shard ends the read, closes the stream and keeps nothing of it', async () => {
    const controller = new AbortController();
    const caches = memoryCaches();
    let closed = false;
    const stalled = new ReadableStream<Uint8Array>({
      start: stream => stream.enqueue(parts[1]?.slice(0, 100) ?? new Uint8Array(1)),
      cancel: () => {
        closed = true;
      },
    });
    const { fetch } = server({ 'model.gguf.01': () => new Response(stalled) });
    const source = await openModel(address, { fetch, caches, signal: controller.signal });
    const reading = failure(source.read(shardBytes - 1, 2));
    await settle();
    controller.abort();
    expect(await reading).toMatchObject({ name: 'AbortError' });
    expect(await failure(source.read(0, 1))).toMatchObject({ name: 'AbortError' });
    await settle();
    expect(closed).toBe(true);
    expect([...caches.entries.keys()]).toEqual(manifest.shards.slice(0, 1).map(shardKey));
  });
});

describe('a manifest', () => {
  const change = (fields: Record<string, unknown>): unknown => ({ ...manifest, ...fields });
  const shard = { file: 'a', bytes: 3500, sha256: manifest.sha256 };

  test.each<[string, unknown, RegExp]>([
    ['is a list', [], /not an object/],
    ['is of another format', change({ format: 'zip' }), /format/],
    ['is of another version', change({ version: 2 }), /version is 2/],
    ['has no name', change({ name: '' }), /name/],
    ['has a short checksum', change({ sha256: 'abc' }), /sha256/],
    ['has no shards', change({ shards: [] }), /shards/],
    ['does not add up', change({ bytes: 3499 }), /come to 3500 bytes, but bytes is 3499/],
    ['leads out of its folder', change({ shards: [{ ...shard, file: '../secret' }] }), /shards\[0\]\.file/],
    [
      'leads to another origin',
      change({ shards: [{ ...shard, file: 'https://evil.test/x' }] }),
      /shards\[0\]\.file/,
    ],
    ['asks for a huge shard', change({ shards: [{ ...shard, bytes: 1e12 }] }), /shards\[0\]\.bytes/],
    ['asks for a part of a byte', change({ shards: [{ ...shard, bytes: 0.5 }] }), /shards\[0\]\.bytes/],
    ['has a source that is no text', change({ source: { original: 1 } }), /source\.original/],
  ])('that %s is refused', (_, json, message) => {
    expect(() => checkManifest(json)).toThrow(ModelStoreError);
    expect(() => checkManifest(json)).toThrow(message);
  });

  test('that is a web page, or absent, is told apart', async () => {
    const page = server({ 'manifest.json': () => new Response('<!doctype html>') });
    expect(await failure(openModel(address, { fetch: page.fetch }))).toMatchObject({
      code: 'manifest-invalid',
    });
    const none = server({ 'manifest.json': () => new Response('', { status: 404 }) });
    expect(await failure(openModel(address, { fetch: none.fetch }))).toMatchObject({
      code: 'download-failed',
    });
  });
});
