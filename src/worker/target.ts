import type { ExtendOptions, LanguageModel, MaybePromise, Row } from '../core/language-model.ts';
import type { CpuModel } from '../models/cpu-model.ts';
import type { HiddenStates } from '../models/draft-head.ts';
import type { LlamaConfig } from '../models/llama-config.ts';
import { OnnxModel } from '../models/onnx-model.ts';

/** A model on either backend. */
export type TargetModel = CpuModel | OnnxModel;

/**
 * The target as drafts and the decode loop know it: one object for as long as a model is loaded, though the model may move
 * from a GPU that was lost to a new one or to the CPU.
 */
export class Target implements LanguageModel, HiddenStates {
  constructor(public model: TargetModel) {}

  get config(): LlamaConfig {
    return this.model.config;
  }
  get vocabularySize(): number {
    return this.model.vocabularySize;
  }
  get contextLength(): number {
    return this.model.contextLength;
  }
  get maxRows(): number {
    return this.model.maxRows;
  }
  get memoryBytes(): number {
    return this.model.memoryBytes;
  }

  extend(tokens: readonly number[], at: number, options: ExtendOptions): MaybePromise<readonly Row[]> {
    return this.model.extend(tokens, at, options);
  }
  hiddenAt(position: number): Float32Array | undefined {
    return this.model.hiddenAt(position);
  }
  embeddingRow(token: number): Float32Array {
    return this.model.embeddingRow(token);
  }

  /** Whether a drafter will ask for hidden states: a GPU brings them back only then, the CPU has them anyway. */
  wantHidden(wanted: boolean): void {
    if (this.model instanceof OnnxModel) this.model.readsHidden = wanted;
  }
}
