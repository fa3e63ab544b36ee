import type * as Ort from 'onnxruntime-web/webgpu';
import type { ExtendOptions, LanguageModel, Row } from '../core/language-model.ts';
import type { ByteSource } from './byte-source.ts';
import { checkPass, checkToken } from './check-pass.ts';
import { buildDecoderGraph, cacheNames, graphNames } from './decoder-graph.ts';
import { DeviceLoss } from './device-loss.ts';
import type { Gguf } from './gguf.ts';
import { bufferUsage, mapRead } from './gpu-constants.ts';
import { GpuSummary, readSummary, summaryBytes } from './gpu-summary.ts';
import { dequantiseRow, type GpuMatrix, readGpuWeights } from './gpu-weights.ts';
import type { LlamaConfig } from './llama-config.ts';

/** The parts of onnxruntime-web that are used: the module itself, or one that counts for a test. */
export type OrtModule = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>;

/** Where and how an {@link OnnxModel} runs. */
export interface OnnxModelOptions {
  readonly ort: OrtModule;
  readonly device: GPUDevice;
  /** Positions of the cache; at most the model's own context length is used. */
  readonly contextLength: number;
  /** Whether disposing of the model also destroys the device. */
  readonly ownsDevice?: boolean;
  /** Only for measuring; see {@link defaultAccuracyLevel}. */
  readonly accuracyLevel?: 0 | 1 | 4;
  /** Called with bytes of weights read. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * `accuracy_level` of MatMulNBits: products in float32. Level 4 allows kernels that round activations to 8 bits, chosen by
 * the number of rows; a graph that got them differed by 1.5 in the logits between a pass over one token and one over
 * eight. Measured with levels 0, 1 and 4 on SwiftShader, which has no such kernels: the same numbers, and 1 row against 8
 * rows at most 0.00007. So level 4 gains nothing where it could be tried, and elsewhere would make the text depend on
 * the draft. e2e/webgpu.spec.ts shows the difference at every run.
 */
export const defaultAccuracyLevel = 1;

/** Most tokens of one pass. Longer chunks read the weights less often; this many keep a GPU busy already. */
const maxRows = 64;

/**
 * A Llama-architecture decoder on the GPU, through onnxruntime-web. The cache is one pair of buffers a layer, given to
 * every pass as both its past and its present, so that nothing is copied or allocated while tokens are written; rolling
 * back is a smaller length. Greedy passes read back 48 bytes a row.
 */
export class OnnxModel implements LanguageModel {
  readonly vocabularySize: number;
  readonly maxRows = maxRows;
  /**
   * Whether passes also bring back the hidden states of their rows, which draft heads start from: `width` more floats a row.
   */
  readsHidden = false;
  /** Positions that hold what was fed. */
  #filled = 0;
  /** The passes asked for, one behind the other: the cache can serve one at a time. */
  #tail: Promise<unknown> = Promise.resolve();
  #disposed = false;
  #last: { readonly at: number; readonly hidden: readonly Float32Array[] } = { at: 0, hidden: [] };
  #logits: GPUBuffer | undefined;
  #hidden: GPUBuffer | undefined;
  #summaries: GPUBuffer | undefined;
  #staging: GPUBuffer | undefined;
  #roomRows = 0;
  readonly #loss: DeviceLoss;

  private constructor(
    readonly config: LlamaConfig,
    readonly contextLength: number,
    private readonly ort: OrtModule,
    private readonly device: GPUDevice,
    private readonly session: Ort.InferenceSession,
    private readonly summary: GpuSummary,
    private readonly embedding: GpuMatrix,
    private readonly cache: readonly GPUBuffer[],
    private readonly cacheFeeds: Readonly<Record<string, Ort.Tensor>>,
    private readonly cacheFetches: Readonly<Record<string, Ort.Tensor>>,
    /** Bytes of GPU memory: weights and cache. */
    readonly memoryBytes: number,
    private readonly ownsDevice: boolean,
  ) {
    this.vocabularySize = config.vocabularySize;
    this.#loss = new DeviceLoss(device);
  }

  /**
   * Reads the weights of `gguf` (whose header was parsed from `source`, and whose configuration was checked), builds the
   * graph and hands both to onnxruntime-web.
   * @throws GgufError when a weight is not finite; `AbortError`; whatever onnxruntime-web throws.
   */
  static async load(
    source: ByteSource,
    gguf: Gguf,
    config: LlamaConfig,
    options: OnnxModelOptions,
  ): Promise<OnnxModel> {
    const { ort, device, accuracyLevel = defaultAccuracyLevel, onProgress, signal } = options;
    const capacity = Math.min(options.contextLength, config.contextLength);
    const { vectors, files, embedding } = await readGpuWeights(source, gguf, config, onProgress, signal);
    const graph = buildDecoderGraph({ config, capacity, vectors, accuracyLevel });
    const session = await ort.InferenceSession.create(graph, {
      executionProviders: [{ name: 'webgpu', device }],
      externalData: files,
    });
    const cache: GPUBuffer[] = [];
    try {
      signal?.throwIfAborted();
      const summary = await GpuSummary.create(device, config.vocabularySize);
      const dims = [1, config.keyValueHeads, capacity, config.headSize];
      const size = config.keyValueHeads * capacity * config.headSize * 4;
      const feeds: Record<string, Ort.Tensor> = {};
      const fetches: Record<string, Ort.Tensor> = {};
      for (let layer = 0; layer < config.layers; layer++) {
        for (const { past, present } of cacheNames(layer)) {
          const buffer = device.createBuffer({ label: past, size, usage: storage });
          cache.push(buffer);
          feeds[past] = fetches[present] = ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
        }
      }
      const weightBytes = files.reduce((sum, { data }) => sum + data.length, 0);
      return new OnnxModel(
        config,
        capacity,
        ort,
        device,
        session,
        summary,
        embedding,
        cache,
        feeds,
        fetches,
        weightBytes + size * cache.length,
        options.ownsDevice ?? false,
      );
    } catch (error) {
      for (const buffer of cache) buffer.destroy();
      await session.release();
      throw error;
    }
  }

  extend(tokens: readonly number[], at: number, options: ExtendOptions): Promise<readonly Row[]> {
    const pass = this.#tail.then(() => this.#loss.guard(() => this.#pass(tokens, at, options)));
    this.#tail = pass.catch(() => {});
    return pass;
  }

  /**
   * The normalised last hidden state, shape `[width]`, at a position, if the last pass brought it back: with
   * {@link readsHidden} it does for the rows that were asked for and for its last token.
   */
  hiddenAt(at: number): Float32Array | undefined {
    return this.#last.hidden[at - this.#last.at];
  }

  /** The embedding of a token, dequantised, shape `[width]`. @throws RangeError for a token outside the vocabulary. */
  embeddingRow(token: number): Float32Array {
    checkToken(token, this.vocabularySize);
    const row = new Float32Array(this.config.width);
    dequantiseRow(this.embedding, token, row);
    return row;
  }

  /** Waits for the pass under way, then frees the session, all buffers, and the device if it is the model's own. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#tail;
    const buffers = [this.#logits, this.#hidden, this.#summaries, this.#staging, ...this.cache];
    for (const buffer of buffers) buffer?.destroy();
    this.summary.dispose();
    await this.session.release();
    if (this.ownsDevice) this.device.destroy();
  }

  async #pass(tokens: readonly number[], at: number, options: ExtendOptions): Promise<readonly Row[]> {
    if (this.#disposed) throw new Error('the model was disposed of; load it again');
    checkPass(tokens, at, options.rows, {
      maxRows,
      contextLength: this.contextLength,
      vocabularySize: this.vocabularySize,
      filled: this.#filled,
    });
    const { config, ort } = this;
    const rows = Math.max(1, options.rows);
    const room = this.#makeRoom(rows);
    // Should the pass fail, what lies before it still holds.
    this.#filled = at;
    this.#last = { at: 0, hidden: [] };

    const embedded = new Float32Array(tokens.length * config.width);
    for (const [i, token] of tokens.entries()) {
      dequantiseRow(this.embedding, token, embedded, i * config.width);
    }
    const first = tokens.length - rows;
    const length = at + tokens.length;
    const onGpu = (buffer: GPUBuffer, width: number) =>
      ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: [1, rows, width] });
    await this.session.run(
      {
        ...this.cacheFeeds,
        [graphNames.embedding]: new ort.Tensor('float32', embedded, [1, tokens.length, config.width]),
        [graphNames.lastIndex]: new ort.Tensor('int32', Int32Array.of(length - 1), [1]),
        [graphNames.length]: new ort.Tensor('int32', Int32Array.of(length), []),
        [graphNames.rows]: new ort.Tensor(
          'int32',
          Int32Array.from({ length: rows }, (_, i) => first + i),
          [rows],
        ),
      },
      {
        ...this.cacheFetches,
        [graphNames.logits]: onGpu(room.logits, config.vocabularySize),
        [graphNames.hidden]: onGpu(room.hidden, config.width),
      },
    );
    const result = await this.#readBack(room, rows, at + first, options);
    this.#filled = length;
    return result;
  }

  /** Summarises the rows on the GPU and brings back what was asked for, all in one copy. */
  async #readBack(
    room: Room,
    rows: number,
    at: number,
    { rows: wanted, logits: wantLogits, meanwhile }: ExtendOptions,
  ): Promise<readonly Row[]> {
    const { device, config } = this;
    if (wanted === 0 && !this.readsHidden) {
      // Nothing to read; but the time of a pass should be its own, not that of the next one.
      await device.queue.onSubmittedWorkDone();
      return [];
    }
    const encoder = device.createCommandEncoder();
    this.summary.encode(encoder, room.logits, room.summaries, rows);
    const parts = [
      { buffer: room.summaries, bytes: rows * summaryBytes },
      { buffer: room.hidden, bytes: this.readsHidden ? rows * config.width * 4 : 0 },
      { buffer: room.logits, bytes: wantLogits ? rows * config.vocabularySize * 4 : 0 },
    ];
    const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    const staging = this.#stagingOf(total);
    let offset = 0;
    for (const { buffer, bytes } of parts) {
      if (bytes > 0) encoder.copyBufferToBuffer(buffer, 0, staging, offset, bytes);
      offset += bytes;
    }
    device.queue.submit([encoder.finish()]);
    const mapped = staging.mapAsync(mapRead, 0, total);
    meanwhile?.();
    await mapped;
    const bytes = staging.getMappedRange(0, total).slice(0);
    staging.unmap();

    const hiddenAt = rows * summaryBytes;
    const logitsAt = hiddenAt + (this.readsHidden ? rows * config.width * 4 : 0);
    if (this.readsHidden) {
      const hidden = Array.from(
        { length: rows },
        (_, row) => new Float32Array(bytes, hiddenAt + row * config.width * 4, config.width),
      );
      this.#last = { at, hidden };
    }
    return Array.from({ length: wanted }, (_, row) => {
      const summary = readSummary(bytes, 0, row);
      if (!wantLogits) return summary;
      const start = logitsAt + row * config.vocabularySize * 4;
      return { ...summary, logits: new Float32Array(bytes, start, config.vocabularySize) };
    });
  }

  /** Buffers for the results of `rows` rows; they grow by doubling and are kept. */
  #makeRoom(rows: number): Room {
    const { device, config } = this;
    if (rows > this.#roomRows) {
      const capacity = Math.min(maxRows, 2 ** Math.ceil(Math.log2(Math.max(8, rows))));
      for (const buffer of [this.#logits, this.#hidden, this.#summaries]) buffer?.destroy();
      const make = (label: string, bytes: number) =>
        device.createBuffer({ label, size: capacity * bytes, usage: storage });
      this.#logits = make('logits', config.vocabularySize * 4);
      this.#hidden = make('hidden', config.width * 4);
      this.#summaries = make('summaries', summaryBytes);
      this.#roomRows = capacity;
    }
    const [logits, hidden, summaries] = [this.#logits, this.#hidden, this.#summaries];
    if (logits === undefined || hidden === undefined || summaries === undefined) {
      throw new Error('the results have no room');
    }
    return { logits, hidden, summaries };
  }

  /** A buffer to read `bytes` bytes through; it grows and is kept. */
  #stagingOf(bytes: number): GPUBuffer {
    if (this.#staging === undefined || this.#staging.size < bytes) {
      this.#staging?.destroy();
      this.#staging = this.device.createBuffer({
        label: 'staging',
        size: Math.max(1024, bytes),
        usage: bufferUsage.mapRead | bufferUsage.copyTarget,
      });
    }
    return this.#staging;
  }
}

/** Where a pass leaves its results. */
interface Room {
  readonly logits: GPUBuffer;
  readonly hidden: GPUBuffer;
  readonly summaries: GPUBuffer;
}

const storage = bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyTarget;
