import type { DatasetRow, RecordedText } from '../core/dataset-row.ts';
import type { DoneEvent, PrefillEvent, RoundEvent } from '../core/decode-event.ts';
import type { SamplingOptions } from '../core/sampling-options.ts';
import type { ArmId } from './arms.ts';

/** One turn of a chat. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** One generation, complete: the same request gives the same tokens. */
export interface GenerateRequest {
  /** The chat so far; the last message is the user's. */
  readonly messages: readonly ChatMessage[];
  readonly arm: ArmId;
  readonly sampling: SamplingOptions;
  readonly maxTokens: number;
  /** Output ends before the first of these; they do not appear in it. */
  readonly stopStrings: readonly string[];
  /** Most tokens a round may propose (0…7); the cost model chooses below it. */
  readonly maxDraft: number;
  /** Propose `maxDraft` tokens every round, whatever the cost model says. For study; slower. */
  readonly fixedDraft: boolean;
}

/** One row of an offline dataset to be made: the target and every arm write after one prompt. */
export interface RecordRequest {
  readonly prompt: string;
  readonly arms: readonly ArmId[];
  /** Of the target's text. */
  readonly maxTokens: number;
  /** Texts of the rows before: what the table that grows knows, so that a row does not depend on what else was written here. */
  readonly earlier: readonly RecordedText[];
}

/** A row as it was made on this device. */
export interface RecordedRow {
  readonly text: RecordedText;
  readonly row: DatasetRow;
  /** Each arm's own speed, guesses per pass of the target. */
  readonly speeds: readonly number[];
}

/** Text of each token id that an event mentions, so that the page needs no vocabulary. */
export type TokenTexts = Readonly<Record<number, string>>;

/** A core event, as it crosses to the page, plus its text. */
export type GenerateEvent =
  | PrefillEvent
  | (RoundEvent & {
      /** What this round adds to the output; incomplete UTF-8 sequences wait for the next round. */
      readonly text: string;
      readonly texts: TokenTexts;
    })
  | (DoneEvent & {
      /** Text held back until now, nearly always empty. */
      readonly text: string;
    });

/** Stages of loading, in order. */
export type LoadStage = 'download' | 'prepare' | 'warm-up' | 'ready';

export interface LoadProgress {
  readonly stage: LoadStage;
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** Whether the bytes come from this browser's cache. */
  readonly cached: boolean;
}

/** A draft's file on its way: from the network or the cache, the first time the draft is used. */
export interface DraftProgress {
  /** Id of the file in the manifest of drafts. */
  readonly part: string;
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** Whether it is checked, unpacked and kept from now on. */
  readonly ready: boolean;
}

/** Where the target's passes run: the CPU engine, or the GPU through onnxruntime-web. Drafts are on the CPU always. */
export const backends = ['cpu', 'webgpu'] as const;
export type Backend = (typeof backends)[number];
/** `auto` measures both where there is a GPU and takes the faster. */
export const backendChoices = ['auto', ...backends] as const;
export type BackendChoice = (typeof backendChoices)[number];

/** Measured on this device: what a target pass over n tokens costs. */
export interface CostTable {
  /** `targetMs[n - 1]` = median milliseconds of a pass over n = 1…8 tokens. */
  readonly targetMs: readonly number[];
  /** When it was measured, milliseconds since 1970. */
  readonly measuredAt: number;
  /** Threads and kernel build it holds for. */
  readonly threads: number;
  readonly kernel: KernelBuild;
  /** What was measured; absent in tables from before there was a choice: the CPU. */
  readonly backend?: Backend;
  /** Name of the GPU that was there, whether or not it was taken. */
  readonly gpu?: string;
  /** Why this backend, when both were compared. */
  readonly reason?: string;
}

/** Builds of the kernels; all give the same bits (src/kernels/simd.ts). */
export const kernelBuilds = ['relaxed-dot-add', 'relaxed-dot', 'plain'] as const;
export type KernelBuild = (typeof kernelBuilds)[number];

/** What was loaded, for the page to show. */
export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly vocabularySize: number;
  readonly contextLength: number;
  readonly threads: number;
  readonly kernel: KernelBuild;
  readonly cost: CostTable;
  /** Where the target runs. */
  readonly backend: Backend;
  /** Why there, as one or two sentences. */
  readonly backendReason: string;
  /** Bytes of memory, the WebAssembly's or the GPU's: weights, cache and scratch. */
  readonly memoryBytes: number;
  readonly loadMs: number;
  /**
   * Of its vocabulary (src/models/vocabulary-match.ts), for a model of the library; absent: the model that comes with the app.
   */
  readonly fingerprint?: string;
  /** What was found when it was opened and tested that is worth knowing; it works all the same. */
  readonly notes: readonly ModelNote[];
  /** Set when onnxruntime runs it from an ONNX export, on the CPU too. */
  readonly onnxruntime?: true;
}

/** Something about a model that a person may want to know. */
export interface ModelNote {
  /** As a sentence without its full stop. */
  readonly cause: string;
  /** What to do about it, where there is something to do. */
  readonly remedy?: string;
}

/**
 * Where generations come from: the worker with the real model, or a recorded run.
 * Errors are {@link EngineError}s; cancelling through the signal ends the stream with `reason: 'cancelled'`.
 */
export interface Engine {
  readonly kind: 'worker' | 'replay';
  /** Loads the model. Rejects with `AbortError` when cancelled; may be called again afterwards. */
  load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<ModelInfo>;
  /**
   * One generation at a time.
   * @param onDraft told of drafts that have to be loaded before the first event
   */
  generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onDraft?: (progress: DraftProgress) => void,
  ): AsyncIterable<GenerateEvent>;
  /**
   * Makes a row of an offline dataset; busy like a generation. Absent where there are no drafts to run.
   * @param onArm told which arm is at work, by its index
   * @throws EngineError; `AbortError` when cancelled
   */
  record?(
    request: RecordRequest,
    signal: AbortSignal,
    onArm: (arm: number) => void,
    onDraft?: (progress: DraftProgress) => void,
  ): Promise<RecordedRow>;
  /** Number of tokens the chat template and messages come to. */
  countTokens(messages: readonly ChatMessage[]): Promise<number>;
  /** Frees the worker and its memory. */
  dispose(): void;
}

/** Stable names for what can go wrong; the page shows `message` and `remedy`. */
export type EngineErrorCode =
  | 'prompt-empty'
  | 'prompt-too-long'
  | 'bad-request'
  | 'busy'
  | 'not-loaded'
  | 'download-failed'
  | 'checksum-mismatch'
  | 'model-invalid'
  | 'model-unsupported'
  /** A model of the library that was deleted, or is not whole. */
  | 'model-missing'
  /** A whole model that cannot draft for the target. */
  | 'draft-unfit'
  | 'out-of-memory'
  | 'no-simd'
  | 'gpu-unavailable'
  | 'gpu-lost'
  | 'worker-crashed'
  | 'internal';

/** A failure a person can act on. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    readonly code: EngineErrorCode,
    /** What happened, with the numbers that matter. */
    message: string,
    /** What to do about it. */
    readonly remedy: string,
  ) {
    super(message);
  }
}
