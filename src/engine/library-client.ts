import { EngineError } from './engine.ts';
import type {
  ChosenFile,
  Library,
  LibraryCall,
  LibraryReport,
  LibraryRequest,
  OfferedModel,
  RepoOffer,
  TransferProgress,
} from './library.ts';
import { type FailedAnswer, WorkerCalls } from './worker-calls.ts';

/** What the library's worker answers. */
export type LibraryAnswer =
  | { readonly type: 'progress'; readonly id: number; readonly progress: TransferProgress }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | FailedAnswer;

export interface LibraryClientOptions {
  /** Manifests of the models and drafts that come with the page, absolute. */
  readonly manifests: readonly string[];
  readonly createWorker?: () => Worker;
}

/**
 * The library, in a worker of its own: hashing and storing gigabytes must not hold up the page, and a download must not end because
 * the model's worker does. The worker starts with the first call.
 */
export class LibraryClient implements Library {
  readonly #manifests: readonly string[];
  readonly #calls: WorkerCalls<LibraryRequest, LibraryAnswer>;

  constructor({ manifests, createWorker }: LibraryClientOptions) {
    this.#manifests = manifests;
    this.#calls = new WorkerCalls({
      start: () =>
        createWorker?.() ??
        new Worker(new URL('../worker/library.ts', import.meta.url), {
          type: 'module',
          name: 'draftpick-library',
        }),
      crashed: cause =>
        new EngineError(
          'worker-crashed',
          `The library's worker stopped: ${cause}.`,
          'Try again; if it happens again, reload the page. What was stored is kept.',
        ),
    });
  }

  list(): Promise<LibraryReport> {
    return this.#ask({ type: 'list' });
  }
  remove(ids: readonly string[]): Promise<void> {
    return this.#ask({ type: 'remove', ids });
  }
  look(base: string, repo: string, revision: string, signal: AbortSignal): Promise<RepoOffer> {
    return this.#ask({ type: 'look', base, repo, revision }, signal);
  }
  add(offer: RepoOffer, model: OfferedModel): Promise<string> {
    return this.#ask({ type: 'add', offer, model });
  }
  download(
    modelId: string,
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#ask({ type: 'download', modelId }, signal, onProgress);
  }
  inspect(files: readonly ChosenFile[]): Promise<readonly OfferedModel[]> {
    return this.#ask({ type: 'inspect', files });
  }
  importFiles(
    name: string,
    files: readonly ChosenFile[],
    model: OfferedModel,
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<string> {
    return this.#ask({ type: 'import', name, files, model }, signal, onProgress);
  }

  #ask<T>(
    call: LibraryCall,
    signal?: AbortSignal,
    onProgress?: (progress: TransferProgress) => void,
  ): Promise<T> {
    return this.#calls.ask<T>(
      id => ({ type: 'call', id, manifests: this.#manifests, call }),
      signal,
      (answer, resolve) => {
        if (answer.type === 'progress') onProgress?.(answer.progress);
        // The worker's answers are typed by its own code (src/worker/library.ts); both are built from one source.
        if (answer.type === 'done') resolve(answer.value as T);
      },
    );
  }
}
