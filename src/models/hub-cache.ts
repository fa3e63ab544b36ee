import type * as Ort from 'onnxruntime-web/webgpu';
import { bufferUsage } from './gpu-constants.ts';
import type { CacheSlot, FloatType } from './hub-signature.ts';
import type { OrtModule } from './onnx-model.ts';

const bytesOf: Readonly<Record<FloatType, number>> = { float32: 4, float16: 2 };

/** The keys and values of one text between passes: tensors of shape [1, heads, length, headSize], one for each slot. */
export class HubCache {
  /** Positions that the tensors hold. */
  length = 0;
  #tensors: readonly Ort.Tensor[];

  /** @param device where onnxruntime leaves the tensors, if not in this thread's memory */
  constructor(
    private readonly ort: OrtModule,
    private readonly slots: readonly CacheSlot[],
    private readonly device: GPUDevice | undefined,
  ) {
    this.#tensors = this.#empty();
  }

  /** Bytes of memory at a length. */
  bytesAt(length: number): number {
    return this.slots.reduce(
      (sum, slot) => sum + slot.heads * length * slot.headSize * bytesOf[slot.type],
      0,
    );
  }

  /** Inputs of the next pass. */
  get feeds(): Record<string, Ort.Tensor> {
    return Object.fromEntries(
      this.slots.flatMap(({ past }, i) => {
        const tensor = this.#tensors[i];
        return tensor === undefined ? [] : [[past, tensor] as const];
      }),
    );
  }

  /** Takes over what a pass gave back: `length` positions. @throws Error when a tensor has another shape, or is missing */
  take(results: Ort.InferenceSession.OnnxValueMapType, length: number): void {
    const tensors = this.slots.map(({ present, heads, headSize }) => {
      const tensor = results[present];
      const shape = [1, heads, length, headSize];
      if (tensor?.dims.length === 4 && shape.every((size, i) => tensor.dims[i] === size)) return tensor;
      throw new Error(`the model gave ${present} of shape [${tensor?.dims}], and not of [${shape}]`);
    });
    for (const old of this.#tensors) old.dispose();
    this.#tensors = tensors;
    this.length = length;
  }

  /** Forgets what lies behind the first `length` positions: copies what stays, as the tensors have no gaps. */
  crop(length: number): void {
    if (length === this.length) return;
    if (length === 0) {
      this.clear();
      return;
    }
    const encoder = this.device?.createCommandEncoder();
    const cropped = this.#tensors.map((tensor, i) => {
      const slot = this.slots[i];
      if (slot === undefined) return tensor;
      const onGpu = tensor.location === 'gpu-buffer' && encoder !== undefined;
      return onGpu ? this.#cropOnGpu(tensor, slot, length, encoder) : this.#cropHere(tensor, slot, length);
    });
    if (encoder !== undefined) this.device?.queue.submit([encoder.finish()]);
    for (const old of this.#tensors) old.dispose();
    this.#tensors = cropped;
    this.length = length;
  }

  /** Forgets everything. */
  clear(): void {
    for (const old of this.#tensors) old.dispose();
    this.#tensors = this.#empty();
    this.length = 0;
  }

  #empty(): Ort.Tensor[] {
    return this.slots.map(slot => this.#tensor(new Uint8Array(0), slot, 0));
  }

  #tensor(bytes: Uint8Array<ArrayBuffer>, { type, heads, headSize }: CacheSlot, length: number): Ort.Tensor {
    const data = type === 'float32' ? new Float32Array(bytes.buffer) : new Uint16Array(bytes.buffer);
    return new this.ort.Tensor(type, data, [1, heads, length, headSize]);
  }

  #cropHere(tensor: Ort.Tensor, slot: CacheSlot, length: number): Ort.Tensor {
    const row = slot.headSize * bytesOf[slot.type];
    const data = tensor.data as Float32Array | Uint16Array;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const kept = new Uint8Array(slot.heads * length * row);
    for (let head = 0; head < slot.heads; head++) {
      const from = head * this.length * row;
      kept.set(bytes.subarray(from, from + length * row), head * length * row);
    }
    return this.#tensor(kept, slot, length);
  }

  #cropOnGpu(tensor: Ort.Tensor, slot: CacheSlot, length: number, encoder: GPUCommandEncoder): Ort.Tensor {
    const { type, heads, headSize, past } = slot;
    const row = headSize * bytesOf[type];
    const buffer = this.#createBuffer(past, heads * length * row);
    for (let head = 0; head < heads; head++) {
      const [from, to] = [head * this.length * row, head * length * row];
      encoder.copyBufferToBuffer(tensor.gpuBuffer, from, buffer, to, length * row);
    }
    return this.ort.Tensor.fromGpuBuffer(buffer, {
      dataType: type,
      dims: [1, heads, length, headSize],
      dispose: () => buffer.destroy(),
    });
  }

  #createBuffer(label: string, bytes: number): GPUBuffer {
    if (this.device === undefined) throw new Error('there is no GPU');
    const { storage, copySource, copyTarget } = bufferUsage;
    // onnxruntime binds buffers in multiples of 16 bytes.
    const size = Math.ceil(bytes / 16) * 16;
    return this.device.createBuffer({ label, size, usage: storage | copySource | copyTarget });
  }
}
