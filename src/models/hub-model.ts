import type * as Ort from 'onnxruntime-web/webgpu';
import type { ExtendOptions, LanguageModel, Row } from '../core/language-model.ts';
import { checkPass } from './check-pass.ts';
import { DeviceLoss } from './device-loss.ts';
import { GpuRows } from './gpu-rows.ts';
import { halfTable } from './half.ts';
import { HubCache } from './hub-cache.ts';
import type { HubConfig } from './hub-config.ts';
import { type HubSignature, hubNames, presentNames, readSignature } from './hub-signature.ts';
import type { OrtModule } from './onnx-model.ts';
import { summariseRow } from './row-summary.ts';

/** A file of weights beside a graph, by the name the graph has for it. */
export interface HubWeights {
  readonly path: string;
  readonly data: Uint8Array;
}

/** What a {@link HubModel} is made of, and where it runs. */
export interface HubModelOptions {
  readonly ort: OrtModule;
  /** The `.onnx` file. */
  readonly graph: Uint8Array;
  readonly files: readonly HubWeights[];
  readonly config: HubConfig;
  /** Positions of the cache; at most the model's own context length is used. */
  readonly contextLength: number;
  /** The GPU, which then belongs to the model; without one, onnxruntime computes on the CPU. */
  readonly device?: GPUDevice | undefined;
}

/** Most tokens of one pass: most exports give logits for all of them, wanted or not. */
export const maxHubRows = 64;

/**
 * A decoder in the layout of transformers.js, run by onnxruntime-web. The cache grows: every pass takes the keys and values of
 * earlier tokens and gives back longer ones. Rolling back cuts them (hub-cache.ts), so that the next pass sees nothing of
 * rejected tokens. With a GPU the cache stays there, and so do the logits of greedy passes, unless they have 16 bits.
 */
export class HubModel implements LanguageModel {
  readonly vocabularySize: number;
  readonly maxRows = maxHubRows;
  /** Bytes of memory: weights, and the cache when it is full. */
  readonly memoryBytes: number;
  readonly #cache: HubCache;
  readonly #loss: DeviceLoss | undefined;
  /** The passes asked for, one behind the other: the cache can serve one at a time. */
  #tail: Promise<unknown> = Promise.resolve();
  #disposed = false;

  private constructor(
    private readonly ort: OrtModule,
    private readonly session: Ort.InferenceSession,
    private readonly signature: HubSignature,
    readonly contextLength: number,
    weightBytes: number,
    private readonly device: GPUDevice | undefined,
    private readonly gpuRows: GpuRows | undefined,
  ) {
    this.vocabularySize = signature.vocabularySize;
    this.#cache = new HubCache(ort, signature.cache, device);
    this.#loss = device && new DeviceLoss(device);
    this.memoryBytes = weightBytes + this.#cache.bytesAt(contextLength);
  }

  /** @throws GgufError when the graph is not such a decoder; whatever onnxruntime-web throws */
  static async load(options: HubModelOptions): Promise<HubModel> {
    const { ort, graph, files, config, device } = options;
    const onGpu = Object.fromEntries(
      [hubNames.logits, ...presentNames(config.layers ?? 0)].map(name => [name, 'gpu-buffer' as const]),
    );
    const session = await ort.InferenceSession.create(graph, {
      externalData: [...files],
      ...(device === undefined
        ? { executionProviders: ['wasm'] }
        : { executionProviders: [{ name: 'webgpu', device }], preferredOutputLocation: onGpu }),
    });
    try {
      const signature = readSignature(session.inputMetadata, session.outputMetadata, config);
      const contextLength = Math.min(options.contextLength, config.contextLength ?? options.contextLength);
      const bytes = files.reduce((sum, { data }) => sum + data.length, graph.length);
      const gpuRows = device && (await GpuRows.create(device, signature.vocabularySize, maxHubRows));
      return new HubModel(ort, session, signature, contextLength, bytes, device, gpuRows);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /** As {@link LanguageModel.extend}; an export that gives logits for its last token only gives one row, however many are asked for. */
  extend(tokens: readonly number[], at: number, options: ExtendOptions): Promise<readonly Row[]> {
    const pass = this.#tail.then(() => {
      if (this.#disposed) throw new Error('the model was disposed of; load it again');
      const run = () => this.#pass(tokens, at, options);
      return this.#loss === undefined ? run() : this.#loss.guard(run);
    });
    this.#tail = pass.catch(() => {});
    return pass;
  }

  /** Waits for the pass under way, then frees the session, the cache, and the GPU. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#tail;
    this.#cache.clear();
    this.gpuRows?.dispose();
    await this.session.release();
    this.device?.destroy();
  }

  async #pass(tokens: readonly number[], at: number, options: ExtendOptions): Promise<readonly Row[]> {
    checkPass(tokens, at, options.rows, {
      maxRows: maxHubRows,
      contextLength: this.contextLength,
      vocabularySize: this.vocabularySize,
      filled: this.#cache.length,
    });
    this.#cache.crop(at);
    const presents = this.signature.cache.map(({ present }) => present);
    // Logits that nobody wants need not be copied.
    const outputs = options.rows === 0 ? presents : [hubNames.logits, ...presents];
    const results = await this.session.run(
      { ...this.#cache.feeds, ...this.#feeds(tokens, at, options.rows) },
      outputs,
    );
    this.#cache.take(results, at + tokens.length);
    const logits = results[hubNames.logits];
    if (options.rows === 0 || logits === undefined) return [];
    const count = this.#countRows(logits.dims, options.rows);
    const { gpuRows } = this;
    const onGpu = logits.location === 'gpu-buffer' && logits.type === 'float32';
    if (gpuRows !== undefined && onGpu && !options.logits) {
      try {
        return await gpuRows.read(logits.gpuBuffer, logits.dims[1] ?? 0, count, options.meanwhile);
      } finally {
        logits.dispose();
      }
    }
    // On a GPU the pass may still be under way; reading waits for it, and frees the buffer.
    const reading = logits.getData(true);
    if (this.device !== undefined) options.meanwhile?.();
    return this.#rows(await reading, logits.dims[1] ?? 0, count, options.logits);
  }

  #feeds(tokens: readonly number[], at: number, rows: number): Record<string, Ort.Tensor> {
    const { ort, signature } = this;
    const whole = (values: readonly number[], dims: readonly number[]) =>
      new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
    const length = at + tokens.length;
    const positions = tokens.map((_, i) => at + i);
    return {
      [hubNames.ids]: whole(tokens, [1, tokens.length]),
      [hubNames.mask]: whole(new Array<number>(length).fill(1), [1, length]),
      ...(signature.wantsPositions ? { [hubNames.positions]: whole(positions, [1, tokens.length]) } : {}),
      // 0 would mean all of them.
      ...(signature.wantsRowCount ? { [hubNames.rowCount]: whole([Math.max(1, rows)], []) } : {}),
    };
  }

  /** How many of the wanted rows a pass gave. @throws Error when it gave more than it could, or of another length */
  #countRows([, given = 0, size = 0]: readonly number[], wanted: number): number {
    if (size !== this.vocabularySize || given > maxHubRows) {
      throw new Error(
        `the model gave ${given} rows of ${size} logits for a vocabulary of ${this.vocabularySize}`,
      );
    }
    return Math.min(wanted, given);
  }

  #rows(data: Ort.Tensor['data'], given: number, count: number, wantLogits: boolean): Row[] {
    const size = this.vocabularySize;
    const values = floats(data, (given - count) * size, given * size);
    return Array.from({ length: count }, (_, row) => {
      const own = values.subarray(row * size, (row + 1) * size);
      return { ...summariseRow(own), ...(wantLogits ? { logits: own } : {}) };
    });
  }
}

/** Part of a tensor's data as 32-bit floats; 16-bit ones come as their bits where JavaScript has no type for them. */
function floats(data: Ort.Tensor['data'], from: number, to: number): Float32Array {
  if (data instanceof Float32Array) return data.slice(from, to);
  if (data instanceof Uint16Array) {
    const values = halfTable();
    return Float32Array.from(data.subarray(from, to), half => values[half] ?? 0);
  }
  return Float32Array.from(data.slice(from, to) as ArrayLike<number>);
}
