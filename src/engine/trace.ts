import type { GenerateEvent, GenerateRequest, ModelInfo } from './engine.ts';

/** A recorded generation: the request and the very events the engine sent. Replays through the same renderer. */
export interface Trace {
  readonly format: 'draftpick-trace';
  readonly version: 1;
  /** ISO date of the recording. */
  readonly recordedAt: string;
  /** The machine in words: cores, kernel build, browser. */
  readonly machine: string;
  readonly model: Pick<ModelInfo, 'id' | 'name' | 'threads' | 'kernel' | 'cost'>;
  readonly request: GenerateRequest;
  readonly events: readonly GenerateEvent[];
  /** Target-only decoding of the same prompt in the same session, when it was raced. */
  readonly baseline?: readonly GenerateEvent[];
}
