import { messageOf } from '../core/message-of.ts';
import { type ModelShard, ModelStoreError } from './model-manifest.ts';
import { browserWait, stallCause, withoutStall } from './stall.ts';

/** The part of `Cache` that is used. */
export type ShardCache = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>;
export type Fetch = (input: URL, init: RequestInit) => Promise<Response>;

/** Bytes of one shard, never shared with another thread. */
export type ShardBytes = Uint8Array<ArrayBuffer>;

/** Where the body of a shard comes from. */
type From = 'cache' | 'network';

/** Address of a shard in Cache Storage: by content, so that every model and folder shares it. Nothing is fetched there. */
export function shardKey(shard: ModelShard): string {
  return `https://shards.draftpick.invalid/${shard.sha256}`;
}

/** @throws DOMException `AbortError` once the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DOMException('loading was cancelled', 'AbortError');
}

export interface ShardLoaderOptions {
  /** The manifest's address; shards lie beside it. */
  readonly base: URL;
  readonly fetch: Fetch;
  /** Absent where there is no Cache Storage, or it cannot be opened. */
  readonly cache: ShardCache | undefined;
  readonly signal: AbortSignal | undefined;
  /** Bytes of this shard that have arrived, more with each call. */
  readonly onBytes: (shard: ModelShard, loaded: number) => void;
}

/** Gets whole shards, checked: from the cache if there, else from the network and then into the cache. */
export class ShardLoader {
  readonly #options: ShardLoaderOptions;

  constructor(options: ShardLoaderOptions) {
    this.#options = options;
  }

  /** @throws ModelStoreError `download-failed` or `checksum-mismatch`; DOMException `AbortError`. */
  async load(shard: ModelShard): Promise<ShardBytes> {
    const { cache, signal } = this.#options;
    throwIfAborted(signal);
    const found = cache === undefined ? undefined : await this.#fromCache(cache, shard);
    if (found !== undefined) return found;
    // A second copy in the browser's HTTP cache would only cost time and disk space, and could be stale or spoilt.
    const bytes = await this.#download(shard, cache === undefined ? 'default' : 'no-store');
    if (cache !== undefined) void keep(cache, shard, bytes);
    return bytes;
  }

  /** The cached shard, or undefined when there is none; a copy that fails its check is deleted. */
  async #fromCache(cache: ShardCache, shard: ModelShard): Promise<ShardBytes | undefined> {
    try {
      const response = await cache.match(shardKey(shard));
      if (response === undefined) return undefined;
      return await this.#checked(response, shard, 'cache');
    } catch {
      throwIfAborted(this.#options.signal);
      // A cache that fails is as good as none; a copy that fails its check must go.
      await cache.delete(shardKey(shard)).catch(() => false);
      return undefined;
    }
  }

  async #download(shard: ModelShard, cacheMode: RequestCache): Promise<ShardBytes> {
    const { base, fetch, signal } = this.#options;
    const response = await request(fetch, new URL(shard.file, base), { cache: cacheMode }, signal);
    return this.#checked(response, shard, 'network');
  }

  /** Reads a body that must have the shard's size and checksum. */
  async #checked(response: Response, shard: ModelShard, from: From): Promise<ShardBytes> {
    const bytes = await this.#body(response, shard, from);
    const found = await sha256(bytes);
    throwIfAborted(this.#options.signal);
    if (found !== shard.sha256) {
      throw new ModelStoreError(
        'checksum-mismatch',
        `${shard.file} was changed on its way: sha256 ${found}, expected ${shard.sha256}`,
        'Load again; if it happens again, the file on the server differs from its manifest.',
      );
    }
    return bytes;
  }

  async #body(response: Response, shard: ModelShard, from: From): Promise<ShardBytes> {
    const { signal, onBytes } = this.#options;
    const bytes = new Uint8Array(shard.bytes);
    let loaded = 0;
    const broken = (cause: string) =>
      failed(`${shard.file}: ${cause}; got ${loaded} bytes, expected ${shard.bytes}`);
    if (response.body === null) throw broken('the answer was empty');
    const reader = response.body.getReader();
    // A disk may take its time: a copy taken for dead would be deleted.
    const next = () =>
      from === 'cache'
        ? reader.read()
        : withoutStall(reader.read(), browserWait, signal, () => broken(stallCause));
    // Cancelling ends a read that is waiting for bytes which may never come.
    const cancel = () => void reader.cancel().catch(() => undefined);
    signal?.addEventListener('abort', cancel);
    try {
      for (;;) {
        const { done, value } = await next().catch((error: unknown) => {
          throwIfAborted(signal);
          if (error instanceof ModelStoreError) throw error;
          throw broken(`the download broke off (${messageOf(error)})`);
        });
        throwIfAborted(signal);
        if (done) break;
        if (value.length > bytes.length - loaded) {
          loaded += value.length;
          throw broken('the file is too long');
        }
        bytes.set(value, loaded);
        loaded += value.length;
        onBytes(shard, loaded);
      }
    } finally {
      signal?.removeEventListener('abort', cancel);
      cancel();
    }
    if (loaded !== bytes.length) throw broken('the file is too short');
    return bytes;
  }
}

/**
 * Fetches, turning every failure into one a person can act on.
 * @throws ModelStoreError `download-failed`; DOMException `AbortError`.
 */
export async function request(
  fetch: Fetch,
  url: URL,
  init: RequestInit,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const file = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  throwIfAborted(signal);
  const stop = new AbortController();
  // Stays: the body, too, must end when somebody cancels.
  signal?.addEventListener('abort', () => stop.abort(), { once: true });
  let response: Response;
  try {
    const answer = fetch(url, { ...init, signal: stop.signal });
    response = await withoutStall(answer, browserWait, signal, () => new Error(stallCause));
  } catch (error) {
    stop.abort();
    throwIfAborted(signal);
    throw failed(`${file} could not be fetched (${messageOf(error)})`);
  }
  throwIfAborted(signal);
  if (!response.ok) {
    void response.body?.cancel().catch(() => undefined);
    throw failed(
      `${file} could not be fetched: the server answered ${response.status} ${response.statusText}`.trim(),
    );
  }
  return response;
}

/** Puts a shard into the cache; where it cannot, it is simply not cached. */
async function keep(cache: ShardCache, shard: ModelShard, bytes: ShardBytes): Promise<void> {
  try {
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(bytes.length) };
    await cache.put(shardKey(shard), new Response(bytes, { headers }));
  } catch {
    // No room, or no permission: the next load downloads again.
  }
}

async function sha256(bytes: ShardBytes): Promise<string> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw new ModelStoreError(
      'download-failed',
      'the model cannot be checked: browsers offer SHA-256 only on secure pages',
      'Open the page over https, or on localhost.',
    );
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}

function failed(message: string): ModelStoreError {
  return new ModelStoreError(
    'download-failed',
    message,
    'Check the connection and load again; parts that arrived whole need not be downloaded again.',
  );
}
