import { DownloadError } from './download-error.ts';
import type { RepoListing } from './hub-repo.ts';
import { explainFull, PartStore } from './part-store.ts';
import type { RepoChoice } from './repo-choices.ts';
import type { ShardCache } from './shard-loader.ts';
import { emptyFile, isComplete, type ModelOrigin, type StoredModel } from './stored-model.ts';

export interface LibraryOptions {
  /** The browser's `caches`. */
  readonly caches: { open(name: string): Promise<ShardCache> } | undefined;
  readonly now: () => number;
}

/** The models from elsewhere: noting one for download or copy, and giving a whole one for use. */
export class ModelLibrary {
  readonly #now: () => number;
  readonly store: PartStore;

  private constructor(store: PartStore, now: () => number) {
    this.store = store;
    this.#now = now;
  }

  /** @throws DownloadError `no-storage` */
  static async open({ caches, now }: LibraryOptions): Promise<ModelLibrary> {
    return new ModelLibrary(await PartStore.open(caches), now);
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
    const now = this.#now();
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
    const used = { ...model, usedAt: this.#now() };
    // A note that cannot be written must not keep a model from being used.
    await this.store.save(used).catch(() => undefined);
    return used;
  }
}
