import { checkShard, isRecord, type ModelShard, text, wrong } from './model-manifest.ts';
import { fetchManifest, type OpenModelOptions, openCache } from './model-store.ts';
import { ShardLoader } from './shard-loader.ts';

/** What a draft file holds: an n-gram table, a head on the target's hidden states, or a small model. */
export const draftTypes = ['ngram', 'head', 'model'] as const;
export type DraftType = (typeof draftTypes)[number];

/** One draft of `manifest.json` in the folder of drafts; described in docs/models.md. */
export interface DraftFile extends ModelShard {
  readonly id: string;
  readonly type: DraftType;
}

/** The drafts that are offered for one target. Nothing is downloaded before it is asked for. */
export class DraftStore {
  private constructor(
    readonly files: readonly DraftFile[],
    private readonly loader: (
      signal: AbortSignal | undefined,
      onBytes: (loaded: number) => void,
    ) => ShardLoader,
  ) {}

  /**
   * Reads the manifest.
   * @param manifestUrl absolute
   * @param target id of the model the drafts are to fit
   * @throws ModelStoreError; DOMException `AbortError` when cancelled.
   */
  static async open(manifestUrl: URL, target: string, options: OpenModelOptions = {}): Promise<DraftStore> {
    const { signal, fetch = globalThis.fetch.bind(globalThis) } = options;
    const files = checkDrafts(await fetchManifest(fetch, manifestUrl, signal), target);
    const cache = await openCache(options.caches ?? globalThis.caches);
    return new DraftStore(
      files,
      (cancel, onBytes) =>
        new ShardLoader({
          base: manifestUrl,
          fetch,
          cache,
          signal: cancel,
          onBytes: (_, loaded) => onBytes(loaded),
        }),
    );
  }

  /**
   * The bytes of a draft, checked against the manifest: from this browser's cache, else from the network.
   * @param onBytes bytes that have arrived, more with each call
   * @throws ModelStoreError when it cannot be had whole and unchanged; DOMException `AbortError` when cancelled.
   */
  read(
    file: DraftFile,
    signal?: AbortSignal,
    onBytes: (loaded: number) => void = () => {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.loader(signal, onBytes).load(file);
  }
}

/** Checks a parsed manifest of drafts, field by field. @throws ModelStoreError `manifest-invalid`, naming the field. */
export function checkDrafts(json: unknown, target: string): DraftFile[] {
  if (!isRecord(json)) throw wrong('it is not an object');
  if (json.format !== 'draftpick-drafts') throw wrong('format is not "draftpick-drafts"');
  if (json.version !== 1) throw wrong(`version is ${JSON.stringify(json.version)}; this app reads version 1`);
  if (json.target !== target) {
    throw wrong(`its drafts are for ${JSON.stringify(json.target)}, the model is "${target}"`);
  }
  if (!Array.isArray(json.drafts)) throw wrong('drafts is not a list');
  const files = json.drafts.map((draft: unknown, i): DraftFile => {
    const field = `drafts[${i}]`;
    if (!isRecord(draft)) throw wrong(`${field} is not an object`);
    const type = draftTypes.find(each => each === draft.type);
    if (type === undefined) throw wrong(`${field}.type is none of ${draftTypes.join(', ')}`);
    const id = text(draft.id, `${field}.id`, /^[a-z0-9][a-z0-9-]{0,39}$/);
    return { ...checkShard(draft, field), id, type };
  });
  if (new Set(files.map(({ id }) => id)).size < files.length) throw wrong('two drafts have the same id');
  return files;
}
