import { messageOf } from '../core/message-of.ts';
import type { ByteSource } from './byte-source.ts';
import { DownloadError, size } from './download-error.ts';
import { partSource } from './part-source.ts';
import { hex } from './sha256.ts';
import type { ShardCache } from './shard-loader.ts';
import {
  readStoredModel,
  type StoredFile,
  type StoredModel,
  type StoredPart,
  storedBytes,
} from './stored-model.ts';

/** Name of the Cache Storage that keeps models from a Hub and dropped files. */
export const libraryCacheName = 'draftpick-library';

/** Addresses in it; nothing is ever fetched there. */
const root = 'https://library.draftpick.invalid/';

/**
 * Models in Cache Storage, each file in parts of at most some megabytes, with one index entry a model that says which parts count.
 *
 * Why Cache Storage and not the origin's private file system: a part is written whole or not at all, so a crash leaves nothing
 * that looks like a part; page, workers and tabs read at the same time (a synchronous file handle locks everybody else out, and the
 * asynchronous one copies the file each time it goes on); it is the storage that shards and drafts are in, so there is one place to
 * count and to clear; and every browser with WebAssembly SIMD has it.
 *
 * The index is written after the part it names, and each part is checked against its hash when it is first read.
 */
export class PartStore {
  readonly #cache: ShardCache;

  constructor(cache: ShardCache) {
    this.#cache = cache;
  }

  /**
   * @param caches the browser's `caches` where it has them
   * @throws DownloadError `no-storage`
   */
  static async open(
    caches: { open(name: string): Promise<ShardCache> } | undefined = globalThis.caches,
  ): Promise<PartStore> {
    try {
      if (caches === undefined) throw new Error('the browser offers none to this page');
      return new PartStore(await caches.open(libraryCacheName));
    } catch (error) {
      throw new DownloadError(
        'no-storage',
        `The browser's storage cannot be used (${messageOf(error)}).`,
        'Open the page over https or on localhost, and outside a private window.',
      );
    }
  }

  /** Every model of the library, in no particular order. An index that this version cannot read is left out. */
  async models(): Promise<StoredModel[]> {
    const indices = (await this.#cache.keys())
      .map(({ url }) => url)
      .filter(url => url.endsWith('/index.json'));
    const found = await Promise.all(indices.map(url => this.#readIndex(url)));
    return found.filter(model => model !== undefined);
  }

  find(id: string): Promise<StoredModel | undefined> {
    return this.#readIndex(indexUrl(id));
  }

  async #readIndex(url: string): Promise<StoredModel | undefined> {
    try {
      return readStoredModel(await (await this.#cache.match(url))?.json());
    } catch {
      return undefined;
    }
  }

  /** Writes the index of a model. @throws DownloadError `storage-full` */
  async save(model: StoredModel): Promise<void> {
    const json = JSON.stringify({ version: 1, model });
    await this.#put(
      indexUrl(model.id),
      new Response(json, { headers: { 'content-type': 'application/json' } }),
    );
  }

  /** Writes part `index` of a file; it counts once the model's index names it. @throws DownloadError `storage-full` */
  async putPart(
    id: string,
    path: string,
    index: number,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<StoredPart> {
    const sha256 = hex(await crypto.subtle.digest('SHA-256', bytes));
    const headers = { 'content-length': String(bytes.length) };
    await this.#put(partUrl(id, path, index), new Response(bytes, { headers }));
    return { bytes: bytes.length, sha256 };
  }

  async #put(url: string, response: Response): Promise<void> {
    try {
      await this.#cache.put(url, response);
    } catch (error) {
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      throw new DownloadError(
        full ? 'storage-full' : 'no-storage',
        full
          ? 'The browser has no more room for this site.'
          : `The browser refused to store a file (${error}).`,
        'Delete something under Models, or free disk space, then resume: what is stored already is kept.',
      );
    }
  }

  /** A stored part, not checked. */
  async part(id: string, path: string, index: number): Promise<Blob | undefined> {
    return (await this.#cache.match(partUrl(id, path, index)))?.blob();
  }

  /**
   * A whole file of a model, read part by part: at most two parts are in memory. Each is checked when it is first touched.
   * @throws DownloadError when the file is unfinished or absent; the source's `read` when a part is gone or spoilt
   */
  source(model: StoredModel, path: string): ByteSource {
    const file = wholeFile(model, path);
    return partSource(path, file.parts, index => this.part(model.id, path, index));
  }

  /** Deletes the parts of one file from `from` on. */
  async removeParts(id: string, path: string, from = 0): Promise<void> {
    const prefix = partUrl(id, path, '');
    for (const { url } of await this.#cache.keys()) {
      if (url.startsWith(prefix) && Number(url.slice(prefix.length)) >= from) await this.#cache.delete(url);
    }
  }

  /** Deletes a model: its index first, so that what is half deleted is not taken for a model. */
  async remove(id: string): Promise<void> {
    await this.#cache.delete(indexUrl(id));
    const prefix = modelUrl(id);
    for (const { url } of await this.#cache.keys()) if (url.startsWith(prefix)) await this.#cache.delete(url);
  }
}

const modelUrl = (id: string) => `${root}${encodeURIComponent(id)}/`;
const indexUrl = (id: string) => `${modelUrl(id)}index.json`;
const partUrl = (id: string, path: string, index: number | '') =>
  `${modelUrl(id)}${encodeURIComponent(path)}/${index}`;

function wholeFile(model: StoredModel, path: string): StoredFile {
  const file = model.files.find(each => each.path === path);
  if (file?.complete) return file;
  const missing = file === undefined ? 'is not part of it' : 'is not whole yet';
  throw new DownloadError(
    'truncated',
    `${model.name} cannot be used: ${path} ${missing}.`,
    'Resume its download under Models.',
  );
}

/** What a full storage needs: which entries could be deleted, and how many bytes are missing. Other errors stay as they are. */
export async function explainFull(store: PartStore, model: StoredModel, error: unknown): Promise<unknown> {
  if (!(error instanceof DownloadError) || error.reason !== 'storage-full') return error;
  const total = model.files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const have = bytesOf(model);
  const advice = roomAdvice(await store.models(), model.id, Math.max(total - have, 0));
  return new DownloadError(
    'storage-full',
    `The browser has no more room for ${model.name}: ${size(have)} of ${size(total)} are stored.`,
    advice,
  );
}

const bytesOf = ({ files }: StoredModel) => files.reduce((sum, file) => sum + storedBytes(file), 0);

/** What can be deleted to make room, the largest first. */
function roomAdvice(models: readonly StoredModel[], except: string, needed: number): string {
  const others = models
    .filter(({ id }) => id !== except)
    .map(model => ({ name: model.name, bytes: bytesOf(model) }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 3);
  const what = others.map(({ name, bytes }) => `${name} (${size(bytes)})`).join(', ');
  const list = what === '' ? 'Free disk space' : `Delete what is no longer needed, for example ${what}`;
  return `${list}; ${size(needed)} more are needed. Then resume: what is stored already is kept.`;
}
