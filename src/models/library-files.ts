import type { ByteSource } from './byte-source.ts';
import { ModelLibrary } from './model-library.ts';
import type { ShardCache } from './shard-loader.ts';
import type { StoredModel } from './stored-model.ts';

/** The files of a model that lies whole in the library. */
export interface LibraryFiles {
  readonly model: StoredModel;
  /** A file read in pieces, each checked; at most two parts of it are in memory. @throws DownloadError when there is no such file */
  source(path: string): ByteSource;
}

/**
 * Opens a model of the library for loading, and notes that it was used.
 * @param id as the library lists it
 * @throws DownloadError `not-found` when it is gone, `truncated` when it is not whole, `no-storage`
 */
export async function openLibraryModel(
  id: string,
  options: {
    readonly caches?: { open(name: string): Promise<ShardCache> } | undefined;
    readonly now?: () => number;
  } = {},
): Promise<LibraryFiles> {
  const { caches = globalThis.caches, now = Date.now } = options;
  const library = await ModelLibrary.open({ caches, now });
  const model = await library.use(id);
  return { model, source: path => library.store.source(model, path) };
}

/** Where the weights of a model lie that is one GGUF file. */
export function ggufPath({ files }: Pick<StoredModel, 'files'>): string | undefined {
  return files.find(({ path }) => path.endsWith('.gguf'))?.path;
}
