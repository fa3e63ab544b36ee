import type { ByteSource } from './byte-source.ts';
import { invalid, NeedMoreBytes, unsupported } from './gguf-error.ts';
import { GgufMetadata, type GgufValue, readValue } from './gguf-metadata.ts';
import { GgufReader } from './gguf-reader.ts';
import {
  otherTypeName,
  type TensorType,
  tensorBytes,
  tensorLayouts,
  tensorTypeOf,
  tensorTypes,
} from './gguf-types.ts';

/** Where one tensor lies in the file. */
export interface GgufTensor {
  readonly name: string;
  readonly type: TensorType;
  /**
   * Sizes in ggml's order `ne`: `shape[0]` is the length of a row, contiguous in the file; then the number of rows, and
   * so on. A matrix that maps `n` inputs to `m` outputs has shape `[n, m]`: row j holds the weights of output j.
   */
  readonly shape: readonly number[];
  /** First byte, counted from the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** The header of a GGUF file, checked: every tensor lies inside the file and none overlaps another. */
export interface Gguf {
  readonly version: 2 | 3;
  readonly metadata: GgufMetadata;
  /** In file order, that is by offset, so that reading them one after the other is one pass over the file. */
  readonly tensors: readonly GgufTensor[];
  /** First byte of tensor data. */
  readonly dataOffset: number;
}

const maxMetadata = 2 ** 16;
const maxTensors = 2 ** 15;
const maxKeyBytes = 2 ** 16 - 1;
const maxNameBytes = 63;
/** Longest header read from a source. The largest vocabularies need some 16 MB. */
const maxHeaderBytes = 64 * 2 ** 20;
const firstReadBytes = 2 ** 20;

/**
 * Parses the header of a GGUF file (version 2 or 3, little endian). Nothing in it is believed: counts, lengths, types,
 * sizes and offsets are checked against the file's length before they are used.
 *
 * @param header the file's first bytes, at least to the end of the tensor list.
 * @param fileBytes length of the whole file.
 * @throws NeedMoreBytes when `header` is a prefix that ends too early.
 * @throws GgufError when the file breaks the format, or holds a version or tensor type we cannot read.
 */
export function parseGguf(header: Uint8Array, fileBytes: number): Gguf {
  const reader = new GgufReader(header, fileBytes);
  const magic = reader.u32('magic number');
  if (magic !== 0x46554747) throw invalid('this is not a GGUF file: it does not begin with "GGUF"');
  const version = reader.u32('version');
  if (version !== 2 && version !== 3) {
    const swapped = version !== 0 && version % 2 ** 16 === 0;
    throw unsupported(
      swapped ? 'the GGUF file is big endian' : `the GGUF file has version ${version}`,
      'Convert it to a little endian GGUF of version 3.',
    );
  }
  const tensorCount = reader.u64('number of tensors');
  const metadataCount = reader.u64('number of metadata entries');
  reader.checkCount(metadataCount, 13, maxMetadata, 'metadata entries');
  reader.checkCount(tensorCount, 33, maxTensors, 'tensors');

  const values = new Map<string, GgufValue>();
  for (let i = 0; i < metadataCount; i++) {
    const key = reader.string('metadata key', maxKeyBytes);
    if (values.has(key)) throw invalid(`metadata ${key} occurs twice`);
    values.set(key, readValue(reader, key));
  }
  const metadata = new GgufMetadata(values);
  const alignment = metadata.findNumber('general.alignment') ?? 32;
  if (alignment < 8 || alignment > 2 ** 16 || !Number.isInteger(Math.log2(alignment))) {
    throw invalid(`general.alignment is ${alignment}, not a power of two between 8 and 65536`);
  }

  const listed: GgufTensor[] = [];
  const names = new Set<string>();
  for (let i = 0; i < tensorCount; i++) {
    const tensor = readTensor(reader, alignment);
    if (names.has(tensor.name)) throw invalid(`tensor ${tensor.name} occurs twice`);
    names.add(tensor.name);
    listed.push(tensor);
  }
  const dataOffset = Math.ceil(reader.at / alignment) * alignment;
  return { version, metadata, tensors: place(listed, dataOffset, fileBytes), dataOffset };
}

/** Reads one entry of the tensor list; its offset still counts from the start of the data. */
function readTensor(reader: GgufReader, alignment: number): GgufTensor {
  const name = reader.string('tensor name', maxNameBytes);
  const what = `tensor ${name}`;
  const dimensions = reader.u32(`number of dimensions of ${what}`);
  if (dimensions < 1 || dimensions > 4) throw invalid(`${what} has ${dimensions} dimensions`);
  const shape: number[] = [];
  let elements = 1;
  for (let d = 0; d < dimensions; d++) {
    const size = reader.u64(`size of ${what}`);
    elements *= size;
    // 2^50 leaves room for the bytes per weight below 2^53.
    if (size < 1 || elements > 2 ** 50)
      throw invalid(`${what} has an impossible shape (${[...shape, size].join('×')})`);
    shape.push(size);
  }
  const code = reader.u32(`type of ${what}`);
  const type = tensorTypeOf(code);
  if (type === undefined) {
    const other = otherTypeName(code);
    if (other === undefined) throw invalid(`${what} has type ${code}, which ggml does not define`);
    const known = tensorTypes.join(', ');
    throw unsupported(
      `${what} has type ${other}; this engine reads ${known}`,
      'Use a Q4_K_M, Q4_0 or Q8_0 file.',
    );
  }
  const rowLength = shape[0] ?? 1;
  const { blockElements } = tensorLayouts[type];
  if (rowLength % blockElements !== 0) {
    throw invalid(
      `${what} has rows of ${rowLength} weights, but ${type} needs a multiple of ${blockElements}`,
    );
  }
  const offset = reader.u64(`offset of ${what}`);
  if (offset % alignment !== 0)
    throw invalid(`${what} starts at ${offset}, which is not aligned to ${alignment}`);
  return { name, type, shape, offset, bytes: tensorBytes(type, rowLength, elements / rowLength) };
}

/** Makes offsets absolute, sorts by them, and refuses tensors that leave the file or overlap. */
function place(listed: readonly GgufTensor[], dataOffset: number, fileBytes: number): GgufTensor[] {
  const tensors = listed.map(tensor => ({ ...tensor, offset: dataOffset + tensor.offset }));
  tensors.sort((a, b) => a.offset - b.offset);
  let end = dataOffset;
  let before = '';
  for (const tensor of tensors) {
    if (tensor.offset < end) throw invalid(`tensor ${tensor.name} overlaps tensor ${before}`);
    end = tensor.offset + tensor.bytes;
    before = tensor.name;
    if (end > fileBytes) {
      throw invalid(`tensor ${tensor.name} ends at byte ${end}, but the file ends at byte ${fileBytes}`);
    }
  }
  return tensors;
}

/**
 * Reads and parses the header of a source, taking only as many bytes as it needs.
 * @throws GgufError as {@link parseGguf}; and whatever the source throws.
 */
export async function readGguf(source: ByteSource): Promise<Gguf> {
  let header = new Uint8Array(0);
  let wanted = firstReadBytes;
  for (;;) {
    wanted = Math.min(wanted, source.bytes);
    if (wanted > maxHeaderBytes) throw invalid(`the header is longer than ${maxHeaderBytes} bytes`);
    const longer = new Uint8Array(wanted);
    longer.set(header);
    longer.set(await source.read(header.length, wanted - header.length), header.length);
    header = longer;
    try {
      return parseGguf(header, source.bytes);
    } catch (error) {
      if (!(error instanceof NeedMoreBytes)) throw error;
      wanted = Math.max(error.needed, 2 * header.length);
    }
  }
}
