import { priorsPerClass } from './history-guesser.ts';
import { ContextHashes } from './ngram-hash.ts';
import {
  checksum,
  headerWords,
  homeSlot,
  maxBuckets,
  maxVocabulary,
  ngramMagic,
  ngramVersion,
  padded,
} from './ngram-table.ts';

/** Share of the slots that are filled. Fuller tables are smaller; searches for absent contexts get longer fast. */
const load = 0.85;

/** One order to be packed: entry i says that `token[i]` follows the `length` tokens before `text[end[i]]`. */
export interface OrderEntries {
  readonly length: number;
  readonly end: ArrayLike<number>;
  readonly token: ArrayLike<number>;
  readonly bucket: ArrayLike<number>;
}

export interface NgramContents {
  readonly vocabulary: number;
  readonly buckets: number;
  readonly history: number;
  /** Shape `[buckets, 2, history + 1]`, flat. */
  readonly priors: readonly number[];
  /** The tokens the contexts are taken from. */
  readonly text: ArrayLike<number>;
  /** By ascending context length; within one the contexts must differ. */
  readonly orders: readonly OrderEntries[];
}

/** Bytes of a table's entries of one order. */
export function orderBytes(entries: number): number {
  const slots = slotsFor(entries);
  return padded(2 * slots) * 2 + padded(slots);
}

/** Writes a table in the format that `NgramTable` reads. Two contexts that look the same to it keep the first entry. */
export function packNgramTable(contents: NgramContents): Uint8Array {
  const { vocabulary, buckets, history, priors, text, orders } = contents;
  if (buckets < 1 || buckets > maxBuckets) throw new RangeError(`${buckets} buckets, not 1 to ${maxBuckets}`);
  if (vocabulary > maxVocabulary)
    throw new RangeError(`a vocabulary of ${vocabulary} needs more than 16 bits`);
  if (priors.length !== buckets * priorsPerClass(history))
    throw new RangeError('the priors do not fit the buckets');
  const before = headerWords * 4 + 4 * priors.length + 12 * orders.length;
  const size = orders.reduce((sum, order) => sum + orderBytes(order.end.length), before);
  const buffer = new ArrayBuffer(size);
  const words = new Uint32Array(buffer);
  words.set([ngramMagic, ngramVersion, size, 0, vocabulary, buckets, history, orders.length]);
  new Float32Array(buffer, headerWords * 4, priors.length).set(priors);
  let at = before;
  orders.forEach((order, index) => {
    const entries = fillOrder(buffer, at, order, text);
    words.set([order.length, slotsFor(order.end.length), entries], headerWords + priors.length + 3 * index);
    at += orderBytes(order.end.length);
  });
  words[3] = checksum(words, 4);
  return new Uint8Array(buffer);
}

function slotsFor(entries: number): number {
  return Math.ceil(entries / load) + 1;
}

/** @returns how many entries went in. */
function fillOrder(buffer: ArrayBuffer, at: number, order: OrderEntries, text: ArrayLike<number>): number {
  const slots = slotsFor(order.end.length);
  const check = new Uint16Array(buffer, at, slots);
  const token = new Uint16Array(buffer, at + padded(2 * slots), slots);
  const bucket = new Uint8Array(buffer, at + 2 * padded(2 * slots), slots);
  const hashes = new ContextHashes(order.length);
  let entries = 0;
  for (let i = 0; i < order.end.length; i++) {
    if (hashes.set(text, order.end[i] ?? 0) < order.length)
      throw new RangeError('a context starts before the text');
    const wanted = (hashes.check[order.length - 1] ?? 0) >>> 16;
    let slot = homeSlot(hashes.place[order.length - 1] ?? 0, slots);
    while (bucket[slot] !== 0 && check[slot] !== wanted) slot = slot + 1 === slots ? 0 : slot + 1;
    if (bucket[slot] !== 0) continue;
    check[slot] = wanted;
    token[slot] = order.token[i] ?? 0;
    bucket[slot] = (order.bucket[i] ?? 0) + 1;
    entries++;
  }
  return entries;
}
