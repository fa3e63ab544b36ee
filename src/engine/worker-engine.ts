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
import type { WorkerAnswer, WorkerRequest } from './protocol.ts';
import type { TargetSource } from './target-source.ts';
import { WorkerCalls } from './worker-calls.ts';

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

/** The real model, in a worker of its own. */
export class WorkerEngine implements Engine {
  readonly kind = 'worker';
  readonly #options: WorkerEngineOptions;
  readonly #calls: WorkerCalls<WorkerRequest, WorkerAnswer>;
  #loaded = false;
  /** Of the target that was asked for last. */
  #source: TargetSource | undefined;

  constructor(options: WorkerEngineOptions) {
    this.#options = options;
    this.#calls = new WorkerCalls({
      start: () =>
        options.createWorker?.() ??
        new Worker(new URL('../worker/index.ts', import.meta.url), { type: 'module', name: 'draftpick' }),
      crashed: cause => {
        this.#loaded = false;
        return new EngineError(
          'worker-crashed',
          `The model's worker stopped: ${cause}.`,
          'Load the model again. If it happens again, close other tabs or reload the page.',
        );
      },
    });
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
    return this.#calls.ask<ModelInfo>(
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
    return this.#calls.ask<RecordedRow>(
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
    return this.#calls.ask<number>(
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
    const wholeModel = this.#wholeModel();
    yield* this.#calls.stream<GenerateEvent>(
      id => ({ type: 'generate', id, request, ...(wholeModel && { wholeModel }) }),
      signal,
      (answer, put, end) => {
        if (answer.type === 'draft') onDraft(answer.progress);
        if (answer.type === 'moved') this.#options.onMoved?.(answer.info);
        if (answer.type === 'event') put(answer.event);
        if (answer.type === 'ended') end();
      },
    );
  }

  dispose(): void {
    this.#loaded = false;
    this.#calls.stop(new DOMException('The engine was shut down.', 'AbortError'));
  }

  #requireLoaded(): void {
    if (!this.#loaded) throw new EngineError('not-loaded', 'No model is loaded.', 'Load the model first.');
  }
}

/**
 * Threads worth starting. Browsers report logical processors; beyond a few of them half share a core with another one,
 * and threads that meet 150 times a pass are as slow as the slowest.
 */
export function likelyCores(logicalProcessors: number): number {
  if (logicalProcessors <= 4) return Math.max(1, logicalProcessors);
  return Math.min(8, Math.max(4, Math.floor(logicalProcessors / 2)));
}
