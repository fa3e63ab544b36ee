import type { Row } from '../core/language-model.ts';
import { bufferUsage, mapRead } from './gpu-constants.ts';
import { GpuSummary, readSummary, summaryBytes } from './gpu-summary.ts';

/** Reads rows of logits on a GPU as greedy decoding needs them: 48 bytes a row come back, whatever the vocabulary. */
export class GpuRows {
  readonly #summaries: GPUBuffer;
  readonly #staging: GPUBuffer;

  private constructor(
    private readonly device: GPUDevice,
    private readonly summary: GpuSummary,
    maxRows: number,
  ) {
    const size = maxRows * summaryBytes;
    const { storage, copySource, copyTarget, mapRead: readable } = bufferUsage;
    this.#summaries = device.createBuffer({ label: 'summaries', size, usage: storage | copySource });
    this.#staging = device.createBuffer({ label: 'summaries read', size, usage: readable | copyTarget });
  }

  /** @param maxRows most rows that a pass gives */
  static async create(device: GPUDevice, vocabularySize: number, maxRows: number): Promise<GpuRows> {
    return new GpuRows(device, await GpuSummary.create(device, vocabularySize), maxRows);
  }

  /**
   * The last `wanted` of `given` rows, without their logits.
   * @param logits 32-bit floats, shape [given, vocabularySize]
   * @param meanwhile called once the GPU has all it needs
   * @throws Error when a logit is not finite
   */
  async read(logits: GPUBuffer, given: number, wanted: number, meanwhile?: () => void): Promise<Row[]> {
    const [from, bytes] = [(given - wanted) * summaryBytes, wanted * summaryBytes];
    const encoder = this.device.createCommandEncoder();
    this.summary.encode(encoder, logits, this.#summaries, given);
    encoder.copyBufferToBuffer(this.#summaries, from, this.#staging, 0, bytes);
    this.device.queue.submit([encoder.finish()]);
    const mapped = this.#staging.mapAsync(mapRead, 0, bytes);
    meanwhile?.();
    await mapped;
    const copy = this.#staging.getMappedRange(0, bytes).slice(0);
    this.#staging.unmap();
    return Array.from({ length: wanted }, (_, row) => readSummary(copy, 0, row));
  }

  dispose(): void {
    this.#summaries.destroy();
    this.#staging.destroy();
    this.summary.dispose();
  }
}
