import { priorsPerClass } from './history-guesser.ts';
import { ContextHashes, maxContext } from './ngram-hash.ts';

/*
 * The file, little-endian, every part aligned to 4 bytes:
 *
 *   u32 magic 'DPNG'     u32 version      u32 bytes of the whole file   u32 checksum of everything behind this word
 *   u32 vocabulary size  u32 buckets      u32 history                   u32 orders
 *   f32 priors[buckets · 2 · (history + 1)]
 *   for each order:  u32 context length   u32 slots   u32 entries       (ascending context length)
 *   for each order:  u16 check[slots]     u16 token[slots]    u8 bucket[slots]      (each padded to 4 bytes)
 *
 * An order is a hash table with linear probing. The first hash word of a context gives its home slot, the upper 16 bits of
 * the second are the check; the context itself isn't stored. A slot with bucket 0 is empty, others hold bucket + 1. At
 * five bytes an entry, a context that was never put in is found by mistake about once in 10,000 lookups, which costs a
 * wrong guess and nothing else.
 */

export const ngramMagic = 0x474e5044;
export const ngramVersion = 1;
/** Words before the priors. */
export const headerWords = 8;
/** A slot's bucket is a byte, and 0 means empty. */
export const maxBuckets = 255;
/** Tokens are stored in 16 bits. */
export const maxVocabulary = 65_536;
const maxHistory = 15;

/** Bytes that are not a usable n-gram table, with the cause in `message`. */
export class NgramTableError extends Error {
  override readonly name = 'NgramTableError';
}

/** The contexts of one length. */
export interface NgramOrder {
  /** Tokens of context. */
  readonly length: number;
  readonly entries: number;
  readonly check: Uint16Array;
  readonly token: Uint16Array;
  /** Bucket + 1 of each slot; 0 where it is empty. */
  readonly bucket: Uint8Array;
}

/** For contexts of several lengths, the token that followed most often in some text, and how sure that is. */
export class NgramTable {
  readonly vocabulary: number;
  /** Classes of entries. */
  readonly buckets: number;
  /**
   * How many of the guesser's latest guesses refine a bucket. `priors` has 2 · (history + 1) numbers for each: by whether
   * the guessed token occurs in the text already, and by how many of the latest guesses came true.
   */
  readonly history: number;
  /** Shape `[buckets, 2, history + 1]`, flat: probability that the guess is right. */
  readonly priors: readonly number[];
  /** By ascending context length. */
  readonly orders: readonly NgramOrder[];
  /** Tokens of the longest context. */
  readonly deepest: number;
  readonly #hashes: ContextHashes;

  /**
   * Reads a table. The big arrays are views of `bytes`, nothing is copied (unless `bytes` starts at an odd address).
   * @throws NgramTableError naming what is wrong.
   */
  constructor(bytes: Uint8Array) {
    const view = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    const header = readHeader(view);
    this.vocabulary = header.vocabulary;
    this.buckets = header.buckets;
    this.history = header.history;
    const reader = new Reader(view, headerWords * 4);
    this.priors = Array.from(
      reader.take(Float32Array, header.buckets * priorsPerClass(header.history), 'the priors'),
    );
    for (const prior of this.priors) {
      if (!(prior > 0 && prior < 1)) throw wrong(`a prior of ${prior} is not inside (0, 1)`);
    }
    const sizes = reader.take(Uint32Array, 3 * header.orders, 'the list of orders');
    this.orders = Array.from({ length: header.orders }, (_, i) => readOrder(reader, sizes, i));
    if (reader.at !== view.byteLength) throw wrong(`${view.byteLength - reader.at} bytes are left over`);
    this.deepest = this.orders.at(-1)?.length ?? 0;
    checkOrders(this);
    this.#hashes = new ContextHashes(this.deepest);
  }

  /**
   * Looks up the longest context that has an entry, among those that end just before `tokens[end]`.
   * @returns bucket · 65,536 + token, or -1 when no context has an entry. A number, since this runs for every guess.
   */
  lookup(tokens: ArrayLike<number>, end: number): number {
    const depth = this.#hashes.set(tokens, end);
    for (let i = this.orders.length - 1; i >= 0; i--) {
      const order = this.orders[i];
      if (order === undefined || order.length > depth) continue;
      const slot = findSlot(
        order,
        this.#hashes.place[order.length - 1] ?? 0,
        this.#hashes.check[order.length - 1] ?? 0,
      );
      if (slot >= 0) return ((order.bucket[slot] ?? 1) - 1) * 65_536 + (order.token[slot] ?? 0);
    }
    return -1;
  }
}

/** The slot a search starts at. */
export function homeSlot(place: number, slots: number): number {
  return Math.floor((place / 2 ** 32) * slots);
}

/** Checksum of the words from `from` on; a change of any one word changes it. */
export function checksum(words: Uint32Array, from: number): number {
  let sum = 0x811c9dc5;
  for (let i = from; i < words.length; i++) sum = Math.imul(sum ^ (words[i] ?? 0), 0x01000193);
  return sum >>> 0;
}

function findSlot(order: NgramOrder, place: number, checkWord: number): number {
  const { check, bucket } = order;
  const slots = bucket.length;
  const wanted = checkWord >>> 16;
  // Ends: a table is only accepted if it has an empty slot.
  for (let slot = homeSlot(place, slots); bucket[slot] !== 0; slot = slot + 1 === slots ? 0 : slot + 1) {
    if (check[slot] === wanted) return slot;
  }
  return -1;
}

interface Header {
  readonly vocabulary: number;
  readonly buckets: number;
  readonly history: number;
  readonly orders: number;
}

function readHeader(bytes: Uint8Array): Header {
  if (bytes.byteLength < headerWords * 4) {
    throw wrong(`${bytes.byteLength} bytes are too few for the header of ${headerWords * 4}`);
  }
  const head = new DataView(bytes.buffer, bytes.byteOffset, headerWords * 4);
  const word = (index: number) => head.getUint32(index * 4, true);
  if (word(0) !== ngramMagic) throw wrong('the file does not start with DPNG');
  if (word(1) !== ngramVersion) throw wrong(`version ${word(1)} is not ${ngramVersion}`);
  if (word(2) !== bytes.byteLength) throw wrong(`${bytes.byteLength} bytes came, the header says ${word(2)}`);
  if (bytes.byteLength % 4 !== 0) throw wrong(`${bytes.byteLength} bytes are not a multiple of 4`);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  if (checksum(words, 4) !== word(3)) throw wrong('the checksum does not fit: the file is damaged');
  const inRange = (name: string, index: number, least: number, most: number): number => {
    const value = word(index);
    if (value >= least && value <= most) return value;
    throw wrong(`${name} is ${value}, not ${least} to ${most}`);
  };
  return {
    vocabulary: inRange('the vocabulary size', 4, 1, maxVocabulary),
    buckets: inRange('the number of buckets', 5, 1, maxBuckets),
    history: inRange('the history', 6, 0, maxHistory),
    orders: inRange('the number of orders', 7, 1, maxContext),
  };
}

/** Takes one array after the other from the file. */
class Reader {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  take<T>(kind: ArrayOnBuffer<T>, length: number, name: string): T {
    const size = length * kind.BYTES_PER_ELEMENT;
    if (size > this.#bytes.byteLength - this.at) {
      throw wrong(`${name}: ${size} bytes from ${this.at} on go beyond the end`);
    }
    const part = new kind(this.#bytes.buffer, this.#bytes.byteOffset + this.at, length);
    this.at += padded(size);
    return part;
  }
}

interface ArrayOnBuffer<T> {
  new (buffer: ArrayBufferLike, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** A size rounded up to 4 bytes. */
export function padded(size: number): number {
  return Math.ceil(size / 4) * 4;
}

function readOrder(reader: Reader, sizes: Uint32Array, index: number): NgramOrder {
  const [length = 0, slots = 0, entries = 0] = sizes.subarray(3 * index);
  const before = index === 0 ? 0 : (sizes[3 * index - 3] ?? 0);
  if (length <= before || length > maxContext) {
    throw wrong(`context length ${length} of order ${index} is not ${before + 1} to ${maxContext}`);
  }
  const name = `the entries of order ${index}`;
  return {
    length,
    entries,
    check: reader.take(Uint16Array, slots, name),
    token: reader.take(Uint16Array, slots, name),
    bucket: reader.take(Uint8Array, slots, name),
  };
}

/** A lookup must end, and what it gives must be a token of the vocabulary and a bucket with a prior. */
function checkOrders({ orders, vocabulary, buckets }: NgramTable): void {
  for (const { length, entries, token, bucket } of orders) {
    let filled = 0;
    for (let slot = 0; slot < bucket.length; slot++) {
      const stored = bucket[slot] ?? 0;
      if (stored === 0) continue;
      filled++;
      if (stored > buckets) throw wrong(`bucket ${stored - 1} at context length ${length} has no prior`);
      if ((token[slot] ?? 0) >= vocabulary) {
        throw wrong(
          `token ${token[slot]} at context length ${length} is outside the vocabulary of ${vocabulary}`,
        );
      }
    }
    if (filled !== entries) throw wrong(`${filled} entries at context length ${length}, not ${entries}`);
    if (filled >= bucket.length) throw wrong(`no slot is empty at context length ${length}`);
  }
}

function wrong(message: string): NgramTableError {
  return new NgramTableError(`n-gram table: ${message}`);
}
