import type {
  BackendChoice,
  ChatMessage,
  CostTable,
  DraftProgress,
  EngineErrorCode,
  GenerateEvent,
  GenerateRequest,
  LoadProgress,
  ModelInfo,
  RecordedRow,
  RecordRequest,
} from './engine.ts';
import type { TargetSource } from './target-source.ts';

/** What the page asks of the worker. `id` names the call; answers carry it. */
export type WorkerRequest =
  | {
      readonly type: 'load';
      readonly id: number;
      readonly source: TargetSource;
      /** The manifest.json of the drafts, absolute. */
      readonly draftsUrl: string;
      /** Whether the table that grows may learn from what is generated. */
      readonly remember: boolean;
      /** Threads at most; the worker uses fewer where shared memory is missing. */
      readonly threads: number;
      /** Where the target is to run. */
      readonly backend: BackendChoice;
      /** Costs measured on this device before; measured anew when absent or made for other threads or kernels. */
      readonly cost: CostTable | undefined;
    }
  | {
      readonly type: 'generate';
      readonly id: number;
      readonly request: GenerateRequest;
      /** The whole model that drafts, for the arms that have one. */
      readonly wholeModel?: TargetSource;
    }
  | {
      readonly type: 'record';
      readonly id: number;
      readonly request: RecordRequest;
      /** As of `generate`. */
      readonly wholeModel?: TargetSource;
    }
  | { readonly type: 'count'; readonly id: number; readonly messages: readonly ChatMessage[] }
  /** Cancels the call with this id. */
  | { readonly type: 'cancel'; readonly id: number };

/** An {@link EngineError} on its way through `postMessage`. */
export interface WireError {
  readonly code: EngineErrorCode | 'aborted';
  readonly message: string;
  readonly remedy: string;
}

/** What the worker answers. Every call ends with `loaded`, `counted`, `ended`, `recorded` or `failed`. */
export type WorkerAnswer =
  | { readonly type: 'progress'; readonly id: number; readonly progress: LoadProgress }
  | { readonly type: 'loaded'; readonly id: number; readonly info: ModelInfo }
  /** During a generation: the target was set up anew, maybe elsewhere, because its GPU was lost. */
  | { readonly type: 'moved'; readonly id: number; readonly info: ModelInfo }
  /** During a recording: which arm is at work. */
  | { readonly type: 'recording'; readonly id: number; readonly arm: number }
  | { readonly type: 'recorded'; readonly id: number; readonly row: RecordedRow }
  /** Before the first event of a generation or a recording, when its draft is not loaded yet. */
  | { readonly type: 'draft'; readonly id: number; readonly progress: DraftProgress }
  | { readonly type: 'event'; readonly id: number; readonly event: GenerateEvent }
  | { readonly type: 'ended'; readonly id: number }
  | { readonly type: 'counted'; readonly id: number; readonly tokens: number }
  | { readonly type: 'failed'; readonly id: number; readonly error: WireError };
