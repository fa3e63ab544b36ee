import type { Guess, TokenGuesser } from '../core/token-guesser.ts';
import type { ByteSource } from './byte-source.ts';
import { bucketOf, readPriors, readTokenIds } from './draft-metadata.ts';
import type { Gguf } from './gguf.ts';
import { type HeadConfig, type HeadLayout, headConfig, planHead } from './head-layout.ts';
import { createMemory, instantiateKernels, type KernelExports } from './kernels.ts';
import { loadWeights } from './load-weights.ts';

/** What src/kernels/head.ts exports; `head` points at a `Head` struct. */
interface HeadExports {
  stepHead(head: number): void;
  guessToken(head: number): number;
}

/** What a head needs to know about the target, and how it runs. */
export interface DraftHeadOptions {
  /** One of the compiled builds of src/kernels. */
  readonly module: WebAssembly.Module;
  /** Width of the target's hidden states. */
  readonly width: number;
  /** Number of the target's token ids. */
  readonly vocabularySize: number;
}

/** The best token of a head's sub-vocabulary and its probability there. */
export interface HeadGuess {
  /** A token id of the target. */
  readonly token: number;
  readonly probability: number;
}

/**
 * A recurrent draft head in a WebAssembly memory of its own (src/kernels/head.ts gives the formulas). It runs on the
 * calling thread, and everything it holds goes with the object.
 */
export class DraftHead {
  private constructor(
    readonly config: HeadConfig,
    /** Calibrated share of right guesses (draft-metadata.ts). */
    readonly priors: readonly number[],
    private readonly tokenIds: Int32Array,
    private readonly layout: HeadLayout,
    private readonly kernels: HeadExports,
    private readonly memory: WebAssembly.Memory,
  ) {}

  /**
   * Loads the head in `gguf`, whose header was parsed from `source`.
   * @throws GgufError when the file is no draft head, does not fit the target, or holds numbers that are out of range.
   * @throws RangeError when the browser cannot provide the memory.
   */
  static async load(source: ByteSource, gguf: Gguf, options: DraftHeadOptions): Promise<DraftHead> {
    const config = headConfig(gguf, options.width);
    const priors = readPriors(gguf);
    const tokenIds = readTokenIds(gguf, config.vocabularySize, options.vocabularySize);
    const layout = planHead(config, gguf);
    const memory = createMemory(layout.totalBytes);
    // One module holds the kernels of the target and of the heads.
    const kernels = (await instantiateKernels(options.module, memory)) as KernelExports & HeadExports;
    layout.writeStructs(memory.buffer);
    await loadWeights(source, gguf, layout, kernels, memory, () => {});
    return new DraftHead(config, priors, tokenIds, layout, kernels, memory);
  }

  /** Bytes of WebAssembly memory. */
  get memoryBytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Starts from a hidden state of the target, shape `[width]`. */
  start(hidden: Float32Array): void {
    this.floats(this.layout.state).set(this.checked(hidden));
  }

  /** Steps over a token, given its embedding, shape `[width]`. */
  step(embedding: Float32Array): void {
    this.floats(this.layout.token).set(this.checked(embedding));
    this.kernels.stepHead(this.layout.head);
  }

  /** A copy of the present state, shape `[width]`. */
  state(): Float32Array {
    return this.floats(this.layout.state).slice();
  }

  /** The most likely next token; undefined when the logits are not finite, as after a broken hidden state. */
  guess(): HeadGuess | undefined {
    const token = this.tokenIds[this.kernels.guessToken(this.layout.head)];
    if (token === undefined) return undefined;
    const probability = new Float32Array(this.memory.buffer, this.layout.probability, 1)[0] ?? 0;
    return { token, probability };
  }

  private floats(address: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, this.config.width);
  }

  private checked(vector: Float32Array): Float32Array {
    if (vector.length !== this.config.width) {
      throw new RangeError(`a vector of ${vector.length} numbers for a head of width ${this.config.width}`);
    }
    return vector;
  }
}

/** What a head reads from the target; `CpuModel` is one. */
export interface HiddenStates {
  /** Normalised last hidden state of a position of the last pass; undefined when it is not known any more. */
  hiddenAt(position: number): Float32Array | undefined;
  /** Embedding of a token. */
  embeddingRow(token: number): Float32Array;
}

/**
 * Guesses with a {@link DraftHead}. A walk starts at the target's hidden state of the position before the last kept
 * token; without one (nothing was computed there lately) it has no guesses. Steps wait for the next guess, logits are
 * computed for guesses only.
 */
export class HeadGuesser implements TokenGuesser {
  readonly priors: readonly number[];
  readonly needsTarget = true;
  #started = false;
  /** Tokens behind the state of the head. */
  #pending: number[] = [];
  /** Tokens advanced over since the walk began. */
  #position = 0;
  #known: Guess | undefined;

  /** @param cost of one guess, in plain passes of the target (guess-cost.ts) */
  constructor(
    readonly id: string,
    private readonly head: DraftHead,
    private readonly target: HiddenStates,
    readonly cost: number,
  ) {
    this.priors = head.priors;
  }

  begin(context: readonly number[]): void {
    this.reset();
    const last = context.at(-1);
    if (last === undefined || context.length < 2) return;
    const hidden = this.target.hiddenAt(context.length - 2);
    if (hidden === undefined) return;
    this.head.start(hidden);
    this.#pending.push(last);
    this.#started = true;
  }

  guess(): Guess | undefined {
    if (!this.#started) return undefined;
    this.#known ??= this.#compute();
    return this.#known;
  }

  advance(token: number): void {
    this.#known = undefined;
    this.#position += 1;
    if (this.#started) this.#pending.push(token);
  }

  reset(): void {
    this.#started = false;
    this.#pending = [];
    this.#position = 0;
    this.#known = undefined;
  }

  #compute(): Guess | undefined {
    for (const token of this.#pending.splice(0)) this.head.step(this.target.embeddingRow(token));
    const best = this.head.guess();
    if (best === undefined) return undefined;
    return { token: best.token, bucket: bucketOf(this.priors.length, this.#position, best.probability) };
  }
}
