import { messageOf } from '../core/message-of.ts';
import { type ByteSource, checkRange } from './byte-source.ts';
import { checkManifest, type ModelManifest, type ModelShard, wrong } from './model-manifest.ts';
import {
  type Fetch,
  request,
  type ShardCache,
  ShardLoader,
  shardKey,
  throwIfAborted,
} from './shard-loader.ts';

/** Name of the Cache Storage that keeps shards. */
export const modelCacheName = 'draftpick-models';

export interface DownloadProgress {
  /** Never decreases. */
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** Whether every shard was in this browser's cache when the model was opened. */
  readonly cached: boolean;
}

export interface OpenModelOptions {
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Cancels the download, whichever part of it is under way. */
  readonly signal?: AbortSignal | undefined;
  /** Instead of the global `fetch`. */
  readonly fetch?: Fetch | undefined;
  /** Instead of the global `caches`. */
  readonly caches?: { open(name: string): Promise<ShardCache> } | undefined;
}

/** A model file that arrives while it is read. */
export interface ModelSource extends ByteSource {
  readonly manifest: ModelManifest;
  /** Whether every shard was in this browser's cache when the model was opened. */
  readonly cached: boolean;
}

/**
 * Opens the model a manifest describes. The promise is kept once the manifest is checked; the shards then arrive one by one:
 * the first at once, each next one when its predecessor is whole, never further than one ahead of what is being read.
 *
 * Made for reading in file order: a read drops the shards before the one it touches, so at most two are in memory. Reading
 * backwards works, but fetches again. Every shard is checked against its size and SHA-256 before a byte of it is served.
 *
 * @param manifestUrl absolute, or relative to the page or worker.
 * @throws ModelStoreError from here and from `read`; DOMException `AbortError` when cancelled.
 */
export async function openModel(
  manifestUrl: string | URL,
  options: OpenModelOptions = {},
): Promise<ModelSource> {
  const { signal, fetch = globalThis.fetch.bind(globalThis) } = options;
  throwIfAborted(signal);
  const base = new URL(manifestUrl, globalThis.location?.href);
  const manifest = checkManifest(await fetchManifest(fetch, base, signal));
  const cache = await openCache(options.caches ?? globalThis.caches);
  const cached = await isCached(cache, manifest);
  throwIfAborted(signal);
  const report = progressReporter(manifest, cached, options.onProgress);
  const loader = new ShardLoader({ base, fetch, cache, signal, onBytes: report });
  return new ShardedSource(manifest, cached, loader, signal);
}

class ShardedSource implements ModelSource {
  readonly bytes: number;
  /** Shards under way or in memory. */
  readonly #shards = new Map<number, Promise<Uint8Array>>();
  /** The shard last touched by a read. */
  #reading = 0;
  readonly #loader: ShardLoader;
  readonly #signal: AbortSignal | undefined;

  constructor(
    readonly manifest: ModelManifest,
    readonly cached: boolean,
    loader: ShardLoader,
    signal: AbortSignal | undefined,
  ) {
    this.bytes = manifest.bytes;
    this.#loader = loader;
    this.#signal = signal;
    this.#start(0)?.then(
      () => this.#startAfter(0),
      () => undefined,
    );
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    checkRange(this.bytes, offset, length);
    throwIfAborted(this.#signal);
    const out = new Uint8Array(length);
    let start = 0;
    for (const [index, shard] of this.manifest.shards.entries()) {
      const from = Math.max(offset, start);
      const to = Math.min(offset + length, start + shard.bytes);
      if (from < to) {
        const bytes = await this.#touch(index);
        out.set(bytes.subarray(from - start, to - start), from - offset);
      }
      start += shard.bytes;
    }
    return out;
  }

  /** The bytes of a shard that is being read: earlier ones are done with, the next one may come. */
  async #touch(index: number): Promise<Uint8Array> {
    this.#reading = index;
    for (const held of this.#shards.keys()) if (held < index) this.#shards.delete(held);
    const bytes = await this.#start(index);
    throwIfAborted(this.#signal);
    if (bytes === undefined) throw new RangeError(`there is no shard ${index}`);
    this.#startAfter(index);
    return bytes;
  }

  /** One shard ahead, unless reading has moved on meanwhile. */
  #startAfter(index: number): void {
    if (index === this.#reading) this.#start(index + 1);
  }

  #start(index: number): Promise<Uint8Array> | undefined {
    const shard = this.manifest.shards[index];
    if (shard === undefined) return undefined;
    let pending = this.#shards.get(index);
    if (pending === undefined) {
      pending = this.#loader.load(shard);
      // Whoever reads the shard gets the error; until then it must not count as unhandled.
      pending.catch(() => undefined);
      this.#shards.set(index, pending);
    }
    return pending;
  }
}

/**
 * The JSON of a manifest, not checked yet.
 * @throws ModelStoreError when it cannot be had or is no JSON; DOMException `AbortError`.
 */
export async function fetchManifest(
  fetch: Fetch,
  url: URL,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const response = await request(fetch, url, { cache: 'no-cache' }, signal);
  try {
    return await response.json();
  } catch (error) {
    throwIfAborted(signal);
    throw wrong(`it is not JSON (${messageOf(error)})`);
  }
}

/** The cache, or undefined where there is none (an insecure page) or it may not be used (some private windows). */
export async function openCache(
  caches: { open(name: string): Promise<ShardCache> } | undefined,
): Promise<ShardCache | undefined> {
  try {
    return await caches?.open(modelCacheName);
  } catch {
    return undefined;
  }
}

async function isCached(cache: ShardCache | undefined, manifest: ModelManifest): Promise<boolean> {
  try {
    const urls = new Set((await cache?.keys())?.map(entry => entry.url));
    return manifest.shards.every(shard => urls.has(shardKey(shard)));
  } catch {
    return false;
  }
}

/** Adds up the shards' bytes and reports about two hundred times over the whole file. */
function progressReporter(
  manifest: ModelManifest,
  cached: boolean,
  onProgress: ((progress: DownloadProgress) => void) | undefined,
): (shard: ModelShard, loaded: number) => void {
  const most = new Map<ModelShard, number>();
  let reported = -1;
  return (shard, loaded) => {
    most.set(shard, Math.max(loaded, most.get(shard) ?? 0));
    let loadedBytes = 0;
    for (const bytes of most.values()) loadedBytes += bytes;
    const step = loadedBytes - reported;
    if (step <= 0 || (step < manifest.bytes / 200 && loadedBytes < manifest.bytes)) return;
    reported = loadedBytes;
    onProgress?.({ loadedBytes, totalBytes: manifest.bytes, cached });
  };
}
