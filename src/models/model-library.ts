import { DownloadError } from './download-error.ts';
import { checkDrafts } from './draft-store.ts';
import type { RepoListing } from './hub-repo.ts';
import { checkManifest, isRecord, type ModelShard } from './model-manifest.ts';
import { modelCacheName } from './model-store.ts';
import { explainFull, PartStore } from './part-store.ts';
import type { RepoChoice } from './repo-choices.ts';
import { type Fetch, type ShardCache, shardKey } from './shard-loader.ts';
import { emptyFile, isComplete, type ModelOrigin, type StoredModel, storedBytes } from './stored-model.ts';

/** What an entry of the library is. `leftover`: parts that no manifest of this page names any more. */
export type LibraryKind = 'embedded' | 'draft' | 'gguf' | 'onnx' | 'leftover';

/** One thing in the browser's storage that a person can keep or delete. */
export interface LibraryEntry {
  readonly id: string;
  readonly name: string;
  readonly kind: LibraryKind;
  /** How the weights are rounded, where the files' names say. */
  readonly dtype: string | undefined;
  readonly licence: string | undefined;
  /** Where it came from, in words. */
  readonly from: string;
  /** Stored. */
  readonly bytes: number;
  /** Of the whole; undefined while nobody has said. */
  readonly totalBytes: number | undefined;
  readonly complete: boolean;
  /** Whether an unfinished one can go on by itself. */
  readonly resumable: boolean;
  /** Milliseconds since 1970; undefined where nobody noted it. */
  readonly addedAt: number | undefined;
  readonly usedAt: number | undefined;
}

export interface LibraryOptions {
  /** The browser's `caches`. */
  readonly caches: { open(name: string): Promise<ShardCache> } | undefined;
  readonly fetch: Fetch;
  /** Manifests of the models and drafts that come with the page, absolute. */
  readonly manifests: readonly string[];
  readonly now: () => number;
}

/** The embedded model's shards, drafts, and models from elsewhere: what is stored, and deleting it. */
export class ModelLibrary {
  readonly #options: LibraryOptions;
  readonly store: PartStore;

  private constructor(options: LibraryOptions, store: PartStore) {
    this.#options = options;
    this.store = store;
  }

  /** @throws DownloadError `no-storage` */
  static async open(options: LibraryOptions): Promise<ModelLibrary> {
    return new ModelLibrary(options, await PartStore.open(options.caches));
  }

  /** Everything stored, the page's own first, then the last used. */
  async entries(): Promise<LibraryEntry[]> {
    const models = (await this.store.models()).map(entryOf);
    models.sort((a, b) => (b.usedAt ?? 0) - (a.usedAt ?? 0));
    return [...(await this.#ownEntries()), ...models];
  }

  async #ownEntries(): Promise<LibraryEntry[]> {
    const cache = await this.#shards();
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

  async #shards(): Promise<ShardCache> {
    if (this.#options.caches === undefined) throw noStorage();
    return this.#options.caches.open(modelCacheName);
  }

  /** Deletes one entry. @returns whether it was there */
  async remove(id: string): Promise<boolean> {
    const { models } = await this.#ownModels();
    const own = models.find(each => each.id === id);
    if (own === undefined && id !== leftoverId) {
      const found = (await this.store.find(id)) !== undefined;
      await this.store.remove(id);
      return found;
    }
    const cache = await this.#shards();
    const named = models.flatMap(({ shards }) => shards.map(shardKey));
    const urls =
      own?.shards.map(shardKey) ??
      (await cache.keys()).map(({ url }) => url).filter(url => !named.includes(url));
    const deleted = await Promise.all(urls.map(url => cache.delete(url)));
    return deleted.includes(true);
  }

  /** Notes a model that is to be downloaded. An unfinished one of the same name goes on; its files are as listed now. */
  async add(base: string, listing: RepoListing, choice: RepoChoice): Promise<StoredModel> {
    const { repo, revision, commit, licence } = listing;
    const [file] = choice.files;
    if (file === undefined || choice.problem !== undefined) {
      throw new DownloadError(
        'file-invalid',
        `${repo} cannot be added: ${choice.problem}.`,
        'Choose another.',
      );
    }
    const what = choice.format === 'gguf' ? file.path : `onnx ${choice.dtype}`;
    const id = `hub/${repo}@${revision}/${what}`;
    const existing = await this.store.find(id);
    const same =
      existing?.origin.type === 'hub' && existing.origin.commit === commit && existing.origin.base === base;
    if (existing !== undefined && same) return existing;
    if (existing !== undefined) await this.store.remove(id);
    const origin: ModelOrigin = { type: 'hub', base, repo, revision, commit };
    const model = this.#new(id, repo.slice(repo.indexOf('/') + 1), choice, origin, licence);
    await this.store.save(model).catch(async (error: unknown) => {
      throw await explainFull(this.store, model, error);
    });
    return model;
  }

  /** A model that is to be copied from files; nothing is stored yet. */
  planImport(name: string, choice: RepoChoice): StoredModel {
    const id = `file/${name}/${choice.format} ${choice.dtype}`;
    return this.#new(id, name, choice, { type: 'import' }, undefined);
  }

  #new(
    id: string,
    name: string,
    choice: RepoChoice,
    origin: ModelOrigin,
    licence: string | undefined,
  ): StoredModel {
    const now = this.#options.now();
    const files = choice.files.map(each => emptyFile(each.path, each));
    const { format, dtype } = choice;
    return { id, name, format, dtype, licence, origin, files, addedAt: now, usedAt: now };
  }

  /**
   * A model that is whole, for loading; notes that it was used.
   * @throws DownloadError `not-found` or `truncated`
   */
  async use(id: string): Promise<StoredModel> {
    const model = await this.store.find(id);
    if (model === undefined) {
      throw new DownloadError(
        'not-found',
        'This model is not in the library any more.',
        'Add it again under Models.',
      );
    }
    if (!isComplete(model)) {
      throw new DownloadError(
        'truncated',
        `${model.name} is not whole yet.`,
        'Resume its download under Models.',
      );
    }
    const used = { ...model, usedAt: this.#options.now() };
    // A note that cannot be written must not keep a model from being used.
    await this.store.save(used).catch(() => undefined);
    return used;
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

function noStorage(): DownloadError {
  return new DownloadError(
    'no-storage',
    'The browser offers this page no storage.',
    'Open the page over https or on localhost, and outside a private window.',
  );
}
