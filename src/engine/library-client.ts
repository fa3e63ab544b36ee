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
import type { WireError } from './protocol.ts';

/** What the library's worker answers. */
export type LibraryAnswer =
  | { readonly type: 'progress'; readonly id: number; readonly progress: TransferProgress }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: WireError };

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: TransferProgress) => void) | undefined;
}

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
  readonly #options: LibraryClientOptions;
  readonly #calls = new Map<number, Call>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(options: LibraryClientOptions) {
    this.#options = options;
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
    this.#lastId += 1;
    const id = this.#lastId;
    const cancel = () => this.#post({ type: 'cancel', id });
    return new Promise<T>((resolve, reject) => {
      // The worker's answers are typed by its own code (src/worker/library.ts); both are built from one source.
      this.#calls.set(id, { resolve: value => resolve(value as T), reject, onProgress });
      this.#post({ type: 'call', id, manifests: this.#options.manifests, call });
      signal?.addEventListener('abort', cancel, { once: true });
      if (signal?.aborted) cancel();
    }).finally(() => {
      signal?.removeEventListener('abort', cancel);
      this.#calls.delete(id);
    });
  }

  #post(request: LibraryRequest): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
  }

  #start(): Worker {
    const worker =
      this.#options.createWorker?.() ??
      new Worker(new URL('../worker/library.ts', import.meta.url), {
        type: 'module',
        name: 'draftpick-library',
      });
    worker.onmessage = (event: MessageEvent<LibraryAnswer>) => {
      const answer = event.data;
      const call = this.#calls.get(answer.id);
      switch (answer.type) {
        case 'progress':
          return call?.onProgress?.(answer.progress);
        case 'done':
          return call?.resolve(answer.value);
        case 'failed':
          return call?.reject(fromWire(answer.error));
      }
    };
    worker.onerror = event => {
      worker.terminate();
      this.#worker = undefined;
      const error = new EngineError(
        'worker-crashed',
        `The library's worker stopped: ${event.message || 'it could not be started'}.`,
        'Try again; if it happens again, reload the page. What was stored is kept.',
      );
      for (const call of [...this.#calls.values()]) call.reject(error);
    };
    return worker;
  }
}

function fromWire({ code, message, remedy }: WireError): Error {
  return code === 'aborted'
    ? new DOMException(message, 'AbortError')
    : new EngineError(code, message, remedy);
}
