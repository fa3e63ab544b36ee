import { loadCost, saveCost } from './cost-storage.ts';
import {
  type BackendChoice,
  type ChatMessage,
  type DraftProgress,
  type Engine,
  EngineError,
  type GenerateEvent,
  type GenerateRequest,
  type LoadProgress,
  type ModelInfo,
  type RecordedRow,
  type RecordRequest,
} from './engine.ts';
import type { WireError, WorkerAnswer, WorkerRequest } from './protocol.ts';
import type { TargetSource } from './target-source.ts';

export interface WorkerEngineOptions {
  /** Folder with the model's manifest.json; relative addresses are resolved against the page. */
  readonly modelUrl: string;
  /** The manifest of the drafts for it. */
  readonly draftsUrl: string;
  /** Whether the table that grows may learn from what is generated; a benchmark must not, it repeats its prompts. */
  readonly remember?: boolean;
  readonly createWorker?: () => Worker;
  /** Threads at most; by default as many as seem to be real cores, up to 8. */
  readonly threads?: number;
  /** Id of a model in the library to load instead of the one at `modelUrl`, asked at every load. */
  readonly libraryModel?: () => string | undefined;
  /** Id of a model in the library that is to draft, asked at every run; without one, the model at `modelUrl` drafts for others. */
  readonly libraryDraft?: () => string | undefined;
  /** Where the target is to run, asked at every load; by default `auto`. */
  readonly backend?: () => BackendChoice;
  /** Told when the target was set up anew while writing, because its GPU was lost. */
  readonly onMoved?: (info: ModelInfo) => void;
  /** Where measured costs are kept between visits; without it they are measured at every load. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem'> | undefined;
}

/** Takes the answers to one call. */
interface Call {
  answer(answer: WorkerAnswer): void;
  fail(error: Error): void;
}

/** The real model, in a worker of its own. Calls are matched to answers by number. */
export class WorkerEngine implements Engine {
  readonly kind = 'worker';
  readonly #options: WorkerEngineOptions;
  readonly #calls = new Map<number, Call>();
  #worker: Worker | undefined;
  #lastId = 0;
  #loaded = false;
  /** Of the target that was asked for last. */
  #source: TargetSource | undefined;

  constructor(options: WorkerEngineOptions) {
    this.#options = options;
  }

  load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<ModelInfo> {
    const own = this.#options.libraryModel?.();
    const source: TargetSource = own === undefined ? this.#embedded() : { kind: 'library', id: own };
    this.#source = source;
    const draftsUrl = new URL(this.#options.draftsUrl, document.baseURI).href;
    const { remember = true } = this.#options;
    const threads = this.#options.threads ?? likelyCores(navigator.hardwareConcurrency);
    const backend = this.#options.backend?.() ?? 'auto';
    // What was measured for one choice says nothing about another.
    const name = source.kind === 'embedded' ? source.url : `library:${source.id}`;
    const costName = backend === 'auto' ? name : `${name}#${backend}`;
    const cost = loadCost(this.#options.storage, costName);
    return this.#ask<ModelInfo>(
      id => ({ type: 'load', id, source, draftsUrl, remember, threads, backend, cost }),
      signal,
      (answer, resolve) => {
        if (answer.type === 'progress') onProgress(answer.progress);
        if (answer.type === 'loaded') {
          this.#loaded = true;
          saveCost(this.#options.storage, costName, answer.info.cost);
          resolve(answer.info);
        }
      },
    );
  }

  /** The whole model that may draft for the target that was loaded last. */
  #wholeModel(): TargetSource | undefined {
    const chosen = this.#options.libraryDraft?.();
    if (chosen !== undefined) return { kind: 'library', id: chosen };
    return this.#source?.kind === 'library' ? this.#embedded() : undefined;
  }

  #embedded(): TargetSource {
    return { kind: 'embedded', url: new URL(this.#options.modelUrl, document.baseURI).href };
  }

  async record(
    request: RecordRequest,
    signal: AbortSignal,
    onArm: (arm: number) => void,
    onDraft: (progress: DraftProgress) => void = () => {},
  ): Promise<RecordedRow> {
    this.#requireLoaded();
    const wholeModel = this.#wholeModel();
    return this.#ask<RecordedRow>(
      id => ({ type: 'record', id, request, ...(wholeModel && { wholeModel }) }),
      signal,
      (answer, resolve) => {
        if (answer.type === 'draft') onDraft(answer.progress);
        if (answer.type === 'moved') this.#options.onMoved?.(answer.info);
        if (answer.type === 'recording') onArm(answer.arm);
        if (answer.type === 'recorded') resolve(answer.row);
      },
    );
  }

  async countTokens(messages: readonly ChatMessage[]): Promise<number> {
    this.#requireLoaded();
    return this.#ask<number>(
      id => ({ type: 'count', id, messages }),
      undefined,
      (answer, resolve) => {
        if (answer.type === 'counted') resolve(answer.tokens);
      },
    );
  }

  async *generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onDraft: (progress: DraftProgress) => void = () => {},
  ): AsyncIterable<GenerateEvent> {
    this.#requireLoaded();
    const queue: GenerateEvent[] = [];
    let ended = false;
    let failure: Error | undefined;
    let wake = () => {};
    const id = this.#nextId();
    const cancel = () => this.#post({ type: 'cancel', id });
    this.#calls.set(id, {
      answer: answer => {
        if (answer.type === 'draft') onDraft(answer.progress);
        if (answer.type === 'moved') this.#options.onMoved?.(answer.info);
        if (answer.type === 'event') queue.push(answer.event);
        if (answer.type === 'ended') ended = true;
        wake();
      },
      fail: error => {
        failure = error;
        wake();
      },
    });
    try {
      const wholeModel = this.#wholeModel();
      this.#post({ type: 'generate', id, request, ...(wholeModel && { wholeModel }) });
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) cancel();
      for (;;) {
        yield* queue.splice(0);
        if (failure !== undefined) throw failure;
        if (ended && queue.length === 0) return;
        if (queue.length === 0) {
          await new Promise<void>(resolve => {
            wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      // A consumer that leaves early must not leave the worker busy.
      if (!ended && failure === undefined) cancel();
      this.#calls.delete(id);
    }
  }

  dispose(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#loaded = false;
    this.#failAll(new DOMException('The engine was shut down.', 'AbortError'));
  }

  #requireLoaded(): void {
    if (!this.#loaded) throw new EngineError('not-loaded', 'No model is loaded.', 'Load the model first.');
  }

  /** One call with one result. */
  #ask<T>(
    request: (id: number) => WorkerRequest,
    signal: AbortSignal | undefined,
    receive: (answer: WorkerAnswer, resolve: (value: T) => void) => void,
  ): Promise<T> {
    const id = this.#nextId();
    const cancel = () => this.#post({ type: 'cancel', id });
    return new Promise<T>((resolve, reject) => {
      this.#calls.set(id, { answer: answer => receive(answer, resolve), fail: reject });
      this.#post(request(id));
      signal?.addEventListener('abort', cancel, { once: true });
      if (signal?.aborted) cancel();
    }).finally(() => {
      signal?.removeEventListener('abort', cancel);
      this.#calls.delete(id);
    });
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #post(request: WorkerRequest): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
  }

  #start(): Worker {
    const worker =
      this.#options.createWorker?.() ??
      new Worker(new URL('../worker/index.ts', import.meta.url), { type: 'module', name: 'draftpick' });
    worker.onmessage = (event: MessageEvent<WorkerAnswer>) => {
      const answer = event.data;
      const call = this.#calls.get(answer.id);
      if (answer.type === 'failed') call?.fail(fromWire(answer.error));
      else call?.answer(answer);
    };
    // The worker is beyond repair: everything under way fails, and the next load starts a new one.
    worker.onerror = event => {
      worker.terminate();
      this.#worker = undefined;
      this.#loaded = false;
      this.#failAll(
        new EngineError(
          'worker-crashed',
          `The model's worker stopped: ${event.message || 'it could not be started'}.`,
          'Load the model again. If it happens again, close other tabs or reload the page.',
        ),
      );
    };
    return worker;
  }

  #failAll(error: Error): void {
    for (const call of [...this.#calls.values()]) call.fail(error);
    this.#calls.clear();
  }
}

function fromWire(error: WireError): Error {
  if (error.code === 'aborted') return new DOMException(error.message, 'AbortError');
  return new EngineError(error.code, error.message, error.remedy);
}

/**
 * Threads worth starting. Browsers report logical processors; beyond a few of them half share a core with another one,
 * and threads that meet 150 times a pass are as slow as the slowest.
 */
export function likelyCores(logicalProcessors: number): number {
  if (logicalProcessors <= 4) return Math.max(1, logicalProcessors);
  return Math.min(8, Math.max(4, Math.floor(logicalProcessors / 2)));
}
