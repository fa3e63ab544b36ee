import { type TensorType, tensorBytes, tensorLayouts } from './gguf-types.ts';
import { floatToHalf } from './half.ts';

// Writes small GGUF files for tests. It is not part of the app.

/** A metadata value with its GGUF type. */
export type BuilderValue =
  | { readonly type: 'u32' | 'f32' | 'u64'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'i32s' | 'f32s'; readonly value: readonly number[] };

export interface BuilderTensor {
  readonly name: string;
  readonly type: TensorType;
  /** ggml order: row length first. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Collects little-endian bytes. */
class ByteWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  length = 0;

  /** Makes room for `count` bytes and returns where they go. */
  #grow(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
  u8(value: number): void {
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
  }
  u32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, true);
  }
  f32(value: number): void {
    const at = this.#grow(4);
    this.#view.setFloat32(at, value, true);
  }
  u64(value: number): void {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, BigInt(value), true);
  }
  bytes(value: Uint8Array): void {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
  }
  string(value: string): void {
    const utf8 = new TextEncoder().encode(value);
    this.u64(utf8.length);
    this.bytes(utf8);
  }
  pad(alignment: number): void {
    while (this.length % alignment !== 0) this.u8(0);
  }
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }
}

function writeValue(writer: ByteWriter, entry: BuilderValue): void {
  switch (entry.type) {
    case 'u32':
      writer.u32(4);
      writer.u32(entry.value);
      return;
    case 'f32':
      writer.u32(6);
      writer.f32(entry.value);
      return;
    case 'u64':
      writer.u32(10);
      writer.u64(entry.value);
      return;
    case 'bool':
      writer.u32(7);
      writer.u8(entry.value ? 1 : 0);
      return;
    case 'string':
      writer.u32(8);
      writer.string(entry.value);
      return;
    case 'strings':
      writer.u32(9);
      writer.u32(8);
      writer.u64(entry.value.length);
      for (const value of entry.value) writer.string(value);
      return;
    case 'i32s':
      writer.u32(9);
      writer.u32(5);
      writer.u64(entry.value.length);
      for (const value of entry.value) writer.u32(value >>> 0);
      return;
    case 'f32s':
      writer.u32(9);
      writer.u32(6);
      writer.u64(entry.value.length);
      for (const value of entry.value) writer.f32(value);
      return;
  }
}

/** Writes a GGUF file; tensors follow each other in the order given, aligned. */
export function buildGguf(
  metadata: Readonly<Record<string, BuilderValue>>,
  tensors: readonly BuilderTensor[],
  { version = 3, alignment = 32 }: { readonly version?: number; readonly alignment?: number } = {},
): Uint8Array {
  const writer = new ByteWriter();
  writer.u32(0x46554747);
  writer.u32(version);
  writer.u64(tensors.length);
  const entries = Object.entries(metadata);
  if (alignment !== 32) entries.push(['general.alignment', { type: 'u32', value: alignment }]);
  writer.u64(entries.length);
  for (const [key, value] of entries) {
    writer.string(key);
    writeValue(writer, value);
  }
  let offset = 0;
  for (const { name, type, shape, data } of tensors) {
    writer.string(name);
    writer.u32(shape.length);
    for (const size of shape) writer.u64(size);
    writer.u32(tensorLayouts[type].code);
    writer.u64(offset);
    offset += Math.ceil(data.length / alignment) * alignment;
  }
  for (const { data } of tensors) {
    writer.pad(alignment);
    writer.bytes(data);
  }
  return writer.finish();
}

/** The f16 bits of a number in f16's normal range (rounded towards zero; smaller numbers become 0). */
function halfBits(value: number): number {
  const bits = new DataView(new Float32Array([value]).buffer).getUint32(0, true);
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  const sign = (bits >>> 16) & 0x8000;
  return exponent < 1 ? sign : sign | (exponent << 10) | ((bits >>> 13) & 0x3ff);
}

/** Where the f16 fields of a block lie, and which share of the weights' amplitude they are, so that weights centre on 0. */
const scaleFields: Readonly<
  Record<
    'Q5_0' | 'Q5_1' | 'Q2_K' | 'Q3_K' | 'Q4_K' | 'Q5_K' | 'Q6_K' | 'IQ4_NL',
    readonly (readonly [offset: number, share: number])[]
  >
> = {
  Q5_0: [[0, 1 / 16]],
  Q5_1: [
    [0, 1 / 15.5],
    [2, -1],
  ],
  Q2_K: [
    [80, 2 / 45],
    [82, 1 / 15],
  ],
  Q3_K: [[108, 1 / 128]],
  Q4_K: [
    [0, 2 / 945],
    [2, 1 / 63],
  ],
  Q5_K: [
    [0, 2 / 1953],
    [2, 1 / 63],
  ],
  Q6_K: [[208, 1 / 4096]],
  IQ4_NL: [[0, 1 / 127]],
};

/**
 * Random weights, uniform in about ±`amplitude`, as the bytes of a tensor.
 * @param random uniform in [0, 1).
 */
export function randomTensor(
  random: () => number,
  type: TensorType,
  shape: readonly number[],
  amplitude: number,
): Uint8Array {
  const rowLength = shape[0] ?? 1;
  const rows = shape.slice(1).reduce((product, size) => product * size, 1);
  const data = new Uint8Array(tensorBytes(type, rowLength, rows));
  const view = new DataView(data.buffer);
  const { blockBytes } = tensorLayouts[type];
  for (let at = 0; at < data.length; at += blockBytes) {
    const size = amplitude * (0.5 + random());
    switch (type) {
      case 'F32':
        view.setFloat32(at, size * (2 * random() - 1), true);
        break;
      case 'F16':
        view.setUint16(at, halfBits(size * (2 * random() - 1)), true);
        break;
      case 'Q4_0':
      case 'Q4_1':
      case 'Q8_0': {
        const scale = type === 'Q4_0' ? size / 8 : type === 'Q4_1' ? size / 7.5 : size / 127;
        view.setUint16(at, halfBits(scale), true);
        if (type === 'Q4_1') view.setUint16(at + 2, halfBits(-size), true);
        for (let i = type === 'Q4_1' ? 4 : 2; i < blockBytes; i++) data[at + i] = Math.floor(256 * random());
        break;
      }
      default:
        for (let i = 0; i < blockBytes; i++) data[at + i] = Math.floor(256 * random());
        if (type === 'Q8_K') view.setFloat32(at, size / 127, true);
        else if (type === 'BF16') data[at + 1] = ((data[at + 1] ?? 0) & 0x80) | 0x3d;
        else
          for (const [offset, share] of scaleFields[type])
            view.setUint16(at + offset, floatToHalf(size * share), true);
        break;
    }
  }
  return data;
}
