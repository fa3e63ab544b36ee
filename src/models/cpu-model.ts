import type { ExtendOptions, LanguageModel, Row, ScoredToken } from '../core/language-model.ts';
import type { ByteSource } from './byte-source.ts';
import type { Gguf } from './gguf.ts';
import { createMemory, instantiateKernels, type KernelExports } from './kernels.ts';
import type { LlamaConfig } from './llama-config.ts';
import { loadWeights, planesOf } from './load-weights.ts';
import { type MemoryLayout, maxRows, planMemory, topCount } from './memory-layout.ts';
import { checkMemory } from './memory-need.ts';
import { readRopeFactors } from './rope-factors.ts';
import { ThreadGovernor } from './thread-governor.ts';
import { type HelperThread, type SpawnHelper, startHelpers } from './thread-pool.ts';

/** Where and how a {@link CpuModel} runs. */
export interface CpuModelOptions {
  /** One of the compiled builds of src/kernels. */
  readonly module: WebAssembly.Module;
  /** Positions of a sequence; at most the model's own context length is used. */
  readonly contextLength: number;
  /** Sequences the cache holds side by side, for {@link CpuModel.extendBatch}; 1 by default. */
  readonly sequences?: number;
  /** Threads in all, the calling one included. */
  readonly threads: number;
  /** Starts a helper thread; needed when `threads` > 1. */
  readonly spawn?: SpawnHelper;
  /**
   * Milliseconds of a monotonic clock. With it, passes fall back to one thread for a while when the others are held up;
   * without it, all threads always work.
   */
  readonly now?: (() => number) | undefined;
  /** Called with bytes of weights loaded. */
  readonly onProgress?: (bytes: number) => void;
}

/** One token of a pass over several sequences: what it is, where it goes. */
export interface BatchToken {
  readonly token: number;
  readonly sequence: number;
  /** Position in its sequence. */
  readonly at: number;
}

/**
 * A decoder of the Llama kind (llama-config.ts) on the CPU: weights stay at 4 or 8 bits in WebAssembly memory, passes run in
 * src/kernels on one or more threads. The rows of a pass over several tokens are bitwise equal to those of passes over
 * one token each, so speculative greedy output is exactly the target's own.
 */
export class CpuModel implements LanguageModel {
  readonly vocabularySize: number;
  readonly maxRows = maxRows;
  /** For each sequence the positions in the cache that hold what was fed. */
  readonly #filled: number[];
  /** The last pass: its tokens, and how many of its last rows have a hidden state. */
  #last: { readonly tokens: readonly BatchToken[]; readonly hiddenRows: number } = {
    tokens: [],
    hiddenRows: 0,
  };
  #disposed = false;
  readonly #governor: ThreadGovernor;

  private constructor(
    readonly config: LlamaConfig,
    readonly contextLength: number,
    readonly threads: number,
    private readonly layout: MemoryLayout,
    private readonly kernels: KernelExports,
    private readonly memory: WebAssembly.Memory,
    private readonly helpers: readonly HelperThread[],
    private readonly now: (() => number) | undefined,
    sequences: number,
  ) {
    this.vocabularySize = config.vocabularySize;
    this.#filled = new Array<number>(sequences).fill(0);
    this.#governor = new ThreadGovernor(threads);
  }

  /**
   * Loads the weights of `gguf` (whose header was parsed from `source`, and whose configuration was checked).
   * @throws RangeError when the browser cannot provide the memory.
   * @throws GgufError when a weight is infinite or not a number, or the model needs more than WebAssembly can have.
   */
  static async load(
    source: ByteSource,
    gguf: Gguf,
    config: LlamaConfig,
    options: CpuModelOptions,
  ): Promise<CpuModel> {
    const contextLength = Math.min(options.contextLength, config.contextLength);
    const sequences = options.sequences ?? 1;
    const types = new Map(gguf.tensors.map(tensor => [tensor.name, tensor.type]));
    const layout = planMemory(config, contextLength, sequences, options.threads, name =>
      planesOf(types.get(name) ?? 'F32'),
    );
    checkMemory(layout.totalBytes, contextLength);
    const memory = createMemory(layout.totalBytes);
    const kernels = await instantiateKernels(options.module, memory);
    layout.writeStructs(memory.buffer);
    writeRotations(
      new Float32Array(memory.buffer, layout.rotations, contextLength * config.headSize * 2),
      config,
      await readRopeFactors(source, gguf),
    );
    await loadWeights(source, gguf, layout, kernels, memory, options.onProgress ?? (() => {}));
    const helpers = await startHelpers(options.spawn, {
      module: options.module,
      memory,
      model: layout.model,
      threads: options.threads,
    });
    return new CpuModel(
      config,
      contextLength,
      options.threads,
      layout,
      kernels,
      memory,
      helpers,
      options.now,
      sequences,
    );
  }

  /** Bytes of WebAssembly memory: weights, cache and scratch. */
  get memoryBytes(): number {
    return this.memory.buffer.byteLength;
  }

  extend(tokens: readonly number[], at: number, options: ExtendOptions): readonly Row[] {
    return this.extendBatch(
      tokens.map((token, i) => ({ token, sequence: 0, at: at + i })),
      options,
    );
  }

  /**
   * One pass over tokens of several sequences, which share the reading of the weights. Tokens of one sequence stand in
   * the order of their positions. A row's result does not depend on what else is in the pass, to the last bit.
   * @returns the rows of the last `options.rows` tokens, in order
   * @throws RangeError when a token, sequence or position is not possible, as `extend` does
   */
  extendBatch(tokens: readonly BatchToken[], options: ExtendOptions): readonly Row[] {
    // Without its helpers a pass would wait for them until the barrier gives up.
    if (this.#disposed) throw new Error('the model was disposed of; load it again');
    this.#place(tokens, options.rows);
    const start = this.now?.();
    this.kernels.forward(this.layout.model, tokens.length, options.rows, this.#governor.current);
    if (start !== undefined && this.now !== undefined) {
      this.#governor.observe(tokens.length, this.now() - start);
    }
    this.#last = { tokens, hiddenRows: Math.max(1, options.rows) };
    return Array.from({ length: options.rows }, (_, row) => this.readRow(row, options.logits));
  }

  /**
   * The normalised last hidden state, shape `[width]`, at a position of a sequence, if the last pass computed it: it did for
   * the rows that were asked for and for its last token.
   */
  hiddenAt(at: number, sequence = 0): Float32Array | undefined {
    const { tokens, hiddenRows } = this.#last;
    const row = tokens.findIndex(token => token.at === at && token.sequence === sequence);
    if (row < 0 || row < tokens.length - hiddenRows) return undefined;
    const { width } = this.config;
    return new Float32Array(this.memory.buffer, this.layout.hidden + row * width * 4, width).slice();
  }

  /** The embedding of a token, dequantised, shape `[width]`. @throws RangeError for a token outside the vocabulary. */
  embeddingRow(token: number): Float32Array {
    this.#checkToken(token);
    const plan = this.layout.matrices.get('token_embd.weight');
    if (plan === undefined) throw new Error('the model has no embedding');
    const { width } = this.config;
    this.kernels.unpackRow(plan.weights, plan.planes, token, width, this.layout.staging);
    return new Float32Array(this.memory.buffer, this.layout.staging, width).slice();
  }

  /** Checks the tokens of a pass and writes them where the kernels look for them. */
  #place(tokens: readonly BatchToken[], rows: number): void {
    const possible = Number.isInteger(rows) && rows >= 0 && rows <= tokens.length;
    if (tokens.length < 1 || tokens.length > maxRows || !possible) {
      throw new RangeError(`a pass takes 1 to ${maxRows} tokens, got ${tokens.length} (${rows} rows wanted)`);
    }
    const filled = [...this.#filled];
    for (const { token, sequence, at } of tokens) {
      const length = filled[sequence];
      if (length === undefined) {
        throw new RangeError(`sequence ${sequence} is not one of 0 to ${filled.length - 1}`);
      }
      if (!(Number.isInteger(at) && at >= 0 && at <= length)) {
        throw new RangeError(`position ${at} is not one of 0 to ${length}`);
      }
      if (at >= this.contextLength) {
        throw new RangeError(`position ${at} exceeds the context of ${this.contextLength}`);
      }
      this.#checkToken(token);
      filled[sequence] = at + 1;
    }
    const { tokens: ids, positions, starts } = this.layout;
    const words = (address: number) => new Int32Array(this.memory.buffer, address, tokens.length);
    words(ids).set(tokens.map(({ token }) => token));
    words(positions).set(tokens.map(({ at }) => at));
    words(starts).set(tokens.map(({ sequence }) => sequence * this.contextLength));
    this.#filled.splice(0, filled.length, ...filled);
  }

  #checkToken(token: number): void {
    if (!(Number.isInteger(token) && token >= 0 && token < this.vocabularySize)) {
      throw new RangeError(`token ${token} is outside the vocabulary of ${this.vocabularySize}`);
    }
  }

  /** Ends the helper threads. The memory is freed with the object. */
  dispose(): void {
    this.#disposed = true;
    this.kernels.dismiss(this.layout.model);
    for (const helper of this.helpers) helper.terminate();
  }

  private readRow(row: number, wantLogits: boolean): Row {
    const { model, top: address, logits, logitsStride } = this.layout;
    this.kernels.topTokens(model, row, topCount, address);
    const ids = new Int32Array(this.memory.buffer, address, 2 * topCount);
    const scores = new Float32Array(this.memory.buffer, address, 2 * topCount);
    const top: ScoredToken[] = [];
    for (let i = 0; i < topCount; i++) {
      const token = ids[2 * i] ?? -1;
      if (token >= 0) top.push({ token, logit: scores[2 * i + 1] ?? 0 });
    }
    const argmax = top[0]?.token;
    const logSumExp = this.kernels.logSumExp(model, row);
    // One logit that is not a number makes the sum of all of them not a number.
    if (argmax === undefined || !Number.isFinite(logSumExp)) {
      throw new Error('the model produced logits that are not finite: its weights are damaged');
    }
    const summary = { argmax, logSumExp, top };
    if (!wantLogits) return summary;
    const from = logits + row * logitsStride * 4;
    return { ...summary, logits: new Float32Array(this.memory.buffer, from, this.vocabularySize).slice() };
  }
}

/**
 * Angles of the rotary embedding, position · base^(-2i / headSize), laid out for `rotate` in src/kernels/attention.ts:
 * for two pairs at a time the cosines (c, c, c', c') and the signed sines (-s, s, -s', s').
 * @param factors divide the frequencies, shape [headSize / 2]
 */
function writeRotations(out: Float32Array, config: LlamaConfig, factors: Float32Array | undefined): void {
  const { headSize, ropeBase } = config;
  const frequencies = Array.from(
    { length: headSize / 2 },
    (_, i) => ropeBase ** ((-2 * i) / headSize) / (factors?.[i] ?? 1),
  );
  for (let position = 0; position * headSize * 2 < out.length; position++) {
    for (const [i, frequency] of frequencies.entries()) {
      const angle = position * frequency;
      const at = position * headSize * 2 + (i >> 1) * 8 + (i & 1) * 2;
      out[at] = out[at + 1] = Math.cos(angle);
      out[at + 4] = -Math.sin(angle);
      out[at + 5] = Math.sin(angle);
    }
  }
}
