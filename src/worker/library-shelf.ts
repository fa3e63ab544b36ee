import type { LibraryEntry } from '../engine/library.ts';
import { checkDrafts } from '../models/draft-store.ts';
import { checkManifest, isRecord, type ModelShard } from '../models/model-manifest.ts';
import { modelCacheName } from '../models/model-store.ts';
import type { PartStore } from '../models/part-store.ts';
import { type Fetch, type ShardCache, shardKey } from '../models/shard-loader.ts';
import { isComplete, type StoredModel, storedBytes } from '../models/stored-model.ts';

export interface ShelfOptions {
  /** The browser's `caches`. */
  readonly caches: { open(name: string): Promise<ShardCache> };
  readonly fetch: Fetch;
  /** Manifests of the models and drafts that come with the page, absolute. */
  readonly manifests: readonly string[];
}

/** What the Models room shows: the page's own files and the models from elsewhere, as they are stored, and deleting them. */
export class LibraryShelf {
  readonly #options: ShelfOptions;
  readonly #store: PartStore;

  /** @param store of the models from elsewhere */
  constructor(options: ShelfOptions, store: PartStore) {
    this.#options = options;
    this.#store = store;
  }

  /** Everything stored, the page's own first, then the last used. */
  async entries(): Promise<LibraryEntry[]> {
    const models = (await this.#store.models()).map(entryOf);
    models.sort((a, b) => (b.usedAt ?? 0) - (a.usedAt ?? 0));
    return [...(await this.#ownEntries()), ...models];
  }

  async #ownEntries(): Promise<LibraryEntry[]> {
    const cache = await this.#options.caches.open(modelCacheName);
    const stored = new Set((await cache.keys()).map(({ url }) => url));
    const entries: LibraryEntry[] = [];
    const named = new Set<string>();
    const own = await this.#ownModels();
    for (const { id, name, kind, licence, shards } of own.models) {
      const here = shards.filter(shard => stored.has(shardKey(shard)));
      for (const shard of here) named.add(shardKey(shard));
      if (here.length === 0) continue;
      const sum = (list: readonly ModelShard[]) => list.reduce((total, { bytes }) => total + bytes, 0);
      const complete = here.length === shards.length;
      const from = 'comes with this page';
      const common = { dtype: undefined, resumable: false, addedAt: undefined, usedAt: undefined };
      const bytes = { bytes: sum(here), totalBytes: sum(shards), complete };
      entries.push({ id, name, kind, licence, from, ...common, ...bytes });
    }
    const rest = [...stored].filter(url => !named.has(url));
    if (rest.length > 0) entries.push(await leftover(cache, rest, own.whole));
    return entries;
  }

  /** What the page comes with, and whether every list of it could be read. */
  async #ownModels(): Promise<{ readonly models: readonly OwnModel[]; readonly whole: boolean }> {
    let whole = true;
    const lists = await Promise.all(
      this.#options.manifests.map(async (url): Promise<OwnModel[]> => {
        try {
          const response = await this.#options.fetch(new URL(url), { cache: 'no-cache' });
          return readOwn(await response.json());
        } catch {
          // What it would name is then shown without a name.
          whole = false;
          return [];
        }
      }),
    );
    return { models: lists.flat(), whole };
  }

  /** Deletes one entry. @returns whether it was there */
  async remove(id: string): Promise<boolean> {
    const { models } = await this.#ownModels();
    const own = models.find(each => each.id === id);
    if (own === undefined && id !== leftoverId) {
      const found = (await this.#store.find(id)) !== undefined;
      await this.#store.remove(id);
      return found;
    }
    const cache = await this.#options.caches.open(modelCacheName);
    const named = models.flatMap(({ shards }) => shards.map(shardKey));
    const urls =
      own?.shards.map(shardKey) ??
      (await cache.keys()).map(({ url }) => url).filter(url => !named.includes(url));
    const deleted = await Promise.all(urls.map(url => cache.delete(url)));
    return deleted.includes(true);
  }
}

const leftoverId = 'leftover';

interface OwnModel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'embedded' | 'draft';
  readonly licence: string | undefined;
  readonly shards: readonly ModelShard[];
}

/** The models of a manifest, or the drafts of a list of drafts. @throws ModelStoreError */
function readOwn(json: unknown): OwnModel[] {
  if (isRecord(json) && json.format === 'draftpick-drafts') {
    return checkDrafts(json, String(json.target)).map(draft => ({
      id: `draft:${draft.id}`,
      name: draft.id,
      kind: 'draft',
      licence: undefined,
      shards: [draft],
    }));
  }
  const { id, name, licence, shards } = checkManifest(json);
  return [{ id: `model:${id}`, name, kind: 'embedded', licence, shards }];
}

async function leftover(
  cache: ShardCache,
  urls: readonly string[],
  listsRead: boolean,
): Promise<LibraryEntry> {
  let bytes = 0;
  for (const url of urls) bytes += (await (await cache.match(url))?.blob())?.size ?? 0;
  return {
    id: leftoverId,
    name: listsRead ? 'Files of another version of this page' : 'Model and drafts of this page',
    kind: 'leftover',
    from: listsRead ? 'no list of this page names them' : 'their lists cannot be reached now',
    ...{ dtype: undefined, licence: undefined, resumable: false, addedAt: undefined, usedAt: undefined },
    ...{ bytes, totalBytes: bytes, complete: true },
  };
}

function entryOf(model: StoredModel): LibraryEntry {
  const { id, name, format, dtype, licence, origin, files, addedAt, usedAt } = model;
  const sizes = files.map(file => file.bytes);
  return {
    ...{ id, name, kind: format, dtype, licence, addedAt, usedAt },
    from: origin.type === 'hub' ? `${origin.repo}, ${origin.revision}` : 'a file of this device',
    bytes: files.reduce((sum, file) => sum + storedBytes(file), 0),
    totalBytes: sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, n) => sum + (n ?? 0), 0),
    complete: isComplete(model),
    resumable: origin.type === 'hub' && !isComplete(model),
  };
}
