import type { ByteSource } from './byte-source.ts';
import { ModelLibrary } from './model-library.ts';
import type { ShardCache } from './shard-loader.ts';
import type { StoredModel } from './stored-model.ts';

/** The files of a model that lies whole in the library. */
export interface LibraryFiles {
  readonly model: StoredModel;
  /** A file read in pieces, each checked; at most two parts of it are in memory. @throws DownloadError when there is no such file */
  source(path: string): ByteSource;
  /** A file as a Blob, which the browser keeps on disk where it can: for onnxruntime's external data. Not checked again. */
  blob(path: string): Promise<Blob>;
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
  const fetch = () => Promise.reject(new TypeError('nothing is fetched here'));
  const library = await ModelLibrary.open({ caches, fetch, manifests: [], now });
  const model = await library.use(id);
  return {
    model,
    source: path => library.store.source(model, path),
    blob: path => library.store.blob(model, path),
  };
}

/** Where the weights of a model lie that is one GGUF file. */
export function ggufPath({ files }: Pick<StoredModel, 'files'>): string | undefined {
  return files.find(({ path }) => path.endsWith('.gguf'))?.path;
}

/**
 * The same files as a cache of transformers.js (`env.customCache`): every address that ends in `/resolve/<revision>/<path>`, and
 * every local path that ends in the path of a file, is answered from the library; nothing is written.
 */
export function transformersCache(files: LibraryFiles): {
  match(request: string): Promise<Response | undefined>;
  put(request: string, response: Response): Promise<void>;
} {
  return {
    async match(request) {
      const path = files.model.files
        .map(file => file.path)
        .filter(each => request === each || request.endsWith(`/${each}`))
        // The longest: `config.json` is also the end of `generation/config.json`.
        .sort((a, b) => b.length - a.length)[0];
      if (path === undefined) return undefined;
      const blob = await files.blob(path);
      return new Response(blob, { headers: { 'content-length': String(blob.size) } });
    },
    put: () => Promise.resolve(),
  };
}
