/** What an entry of the library is. `leftover`: parts that no list of this page names any more. */
export type LibraryKind = 'embedded' | 'draft' | 'gguf' | 'onnx' | 'leftover';

/** One thing in the browser's storage that a person can keep or delete. */
export interface LibraryEntry {
  readonly id: string;
  readonly name: string;
  readonly kind: LibraryKind;
  /** How the weights are rounded, where the files' names say: `Q4_0`, `q4f16`. */
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

/** The library and the room it has. */
export interface LibraryReport {
  readonly entries: readonly LibraryEntry[];
  /** Bytes of everything that this site stores, as the browser estimates; undefined where it does not say. */
  readonly usageBytes: number | undefined;
  /** Most bytes that this site may store. */
  readonly quotaBytes: number | undefined;
}

/** One file of a model that is offered. */
export interface OfferedFile {
  readonly path: string;
  readonly bytes: number | undefined;
  readonly sha256: string | undefined;
  readonly gitSha1: string | undefined;
}

/** One model that a repository or a folder offers: the same weights often come in several sizes. */
export interface OfferedModel {
  readonly format: 'gguf' | 'onnx';
  readonly dtype: string;
  readonly files: readonly OfferedFile[];
  readonly bytes: number | undefined;
  /** Why it cannot be taken; undefined when it can. */
  readonly problem: string | undefined;
}

/** What a Hub says about a repository. */
export interface RepoOffer {
  /** Address of the Hub. */
  readonly base: string;
  readonly repo: string;
  readonly revision: string;
  readonly commit: string | undefined;
  readonly licence: string | undefined;
  readonly models: readonly OfferedModel[];
}

/** How a download or a copy stands. */
export interface TransferProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number | undefined;
  /** The file under way. */
  readonly path: string;
  /** `waiting`: the next try follows in `waitMs`, because of `cause`. */
  readonly state: 'downloading' | 'waiting' | 'copying';
  readonly waitMs?: number | undefined;
  readonly cause?: string | undefined;
}

/** A file that somebody chose or dropped, with its path below the folder it came in. */
export interface ChosenFile {
  readonly path: string;
  readonly data: Blob;
}

/**
 * Models in the browser's storage. Errors are EngineErrors with a remedy; a cancelled transfer rejects with `AbortError` and keeps
 * what a download has brought.
 */
export interface Library {
  list(): Promise<LibraryReport>;
  /** Deletes entries, one after the other. */
  remove(ids: readonly string[]): Promise<void>;
  /** Asks a Hub what a repository offers. @param repo `owner/name` or the address of its page */
  look(base: string, repo: string, revision: string, signal: AbortSignal): Promise<RepoOffer>;
  /** Notes a model for download. @returns its id */
  add(offer: RepoOffer, model: OfferedModel): Promise<string>;
  /** Downloads what is missing of a model. */
  download(id: string, onProgress: (progress: TransferProgress) => void, signal: AbortSignal): Promise<void>;
  /** The models among files. */
  inspect(files: readonly ChosenFile[]): Promise<readonly OfferedModel[]>;
  /** Copies one of them. @returns its id */
  importFiles(
    name: string,
    files: readonly ChosenFile[],
    model: OfferedModel,
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<string>;
}

/** What the page asks of the library's worker. */
export type LibraryCall =
  | { readonly type: 'list' }
  | { readonly type: 'remove'; readonly ids: readonly string[] }
  | { readonly type: 'look'; readonly base: string; readonly repo: string; readonly revision: string }
  | { readonly type: 'add'; readonly offer: RepoOffer; readonly model: OfferedModel }
  | { readonly type: 'download'; readonly modelId: string }
  | { readonly type: 'inspect'; readonly files: readonly ChosenFile[] }
  | {
      readonly type: 'import';
      readonly name: string;
      readonly files: readonly ChosenFile[];
      readonly model: OfferedModel;
    };

/** A call on its way; `manifests`: addresses of the lists of what comes with the page. */
export type LibraryRequest =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly manifests: readonly string[];
      readonly call: LibraryCall;
    }
  | { readonly type: 'cancel'; readonly id: number };
