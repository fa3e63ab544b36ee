import type { ExtendOptions, LanguageModel, MaybePromise, Row } from '../core/language-model.ts';
import type { Backend, CostTable, ModelNote } from '../engine/engine.ts';
import type { CpuModel } from '../models/cpu-model.ts';
import type { HiddenStates } from '../models/draft-head.ts';
import { HubModel } from '../models/hub-model.ts';
import type { LlamaConfig } from '../models/llama-config.ts';
import { OnnxModel } from '../models/onnx-model.ts';
import type { ChatTokenizer } from '../models/tokenizer.ts';

/** Positions of a target's cache at most; more would cost memory that few prompts use. */
export const contextLength = 2048;

/** A model on either backend, from a GGUF file or an ONNX export. */
export type TargetModel = CpuModel | OnnxModel | HubModel;

/** A target that is ready, and what the page is told of it. */
export interface LoadedTarget {
  readonly id: string;
  readonly name: string;
  /** Of its weights, as stored. */
  readonly bytes: number;
  /** Of a library model's vocabulary. */
  readonly fingerprint?: string;
  readonly tokenizer: ChatTokenizer;
  readonly model: TargetModel;
  readonly cost: CostTable;
  readonly backend: Backend;
  readonly reason: string;
  readonly notes: readonly ModelNote[];
  /** Set when onnxruntime runs it from an export, on whichever backend. */
  readonly onnxruntime?: true;
}

/**
 * The target as drafts and the decode loop know it: one object for as long as a model is loaded, though the model may move
 * from a GPU that was lost to a new one or to the CPU.
 */
export class Target implements LanguageModel, HiddenStates {
  /** States along a text that is known, in place of those of the last pass. */
  #recalled: { readonly states: Float32Array; readonly first: number } | undefined;

  constructor(public model: TargetModel) {}

  get config(): LlamaConfig {
    return withStates(this.model).config;
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
    if (this.#recalled === undefined) {
      return this.model instanceof HubModel ? undefined : this.model.hiddenAt(position);
    }
    const { states, first } = this.#recalled;
    const { width } = this.config;
    const at = (position - first) * width;
    return at < 0 || at >= states.length ? undefined : states.slice(at, at + width);
  }
  embeddingRow(token: number): Float32Array {
    return withStates(this.model).embeddingRow(token);
  }

  /**
   * From now on heads go on from these states, wherever the model is.
   * @param states `[positions][width]`, from position `first` on
   */
  recall(states: Float32Array, first: number): void {
    this.#recalled = { states, first };
  }
  /** Ends {@link recall}. */
  forget(): void {
    this.#recalled = undefined;
  }

  /** Whether a drafter will ask for hidden states: a GPU brings them back only then, the CPU has them anyway. */
  wantHidden(wanted: boolean): void {
    if (this.model instanceof OnnxModel) this.model.readsHidden = wanted;
  }
}

/** Exports keep their hidden states to themselves; heads, which start from them, are refused before they get here. */
function withStates(model: TargetModel): CpuModel | OnnxModel {
  if (model instanceof HubModel) throw new Error('an ONNX export gives no hidden states');
  return model;
}
