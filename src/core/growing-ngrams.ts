import { bytesPerEntry, copyEntries, type Entries, entriesOn, observe } from './growing-entries.ts';
import { growingPriors, growingShape } from './growing-priors.ts';
import { HistoryGuesser } from './history-guesser.ts';
import { ContextHashes } from './ngram-hash.ts';
import type { Guess } from './token-guesser.ts';

const { lengths, countClasses, shareClasses } = growingShape;
const deepest = Math.max(...lengths);
/** Entries that share a home; the least useful of them makes room for a new context. */
const ways = 8;
/** One more observation of a context is worth as much as being this many generations younger. */
const generationsPerObservation = 8;

/*
 * Saved bytes, little-endian: u32 magic 'DPGN', u32 version, u32 vocabulary size, u32 sets, u32 generation, then the
 * arrays in the order of `Entries`, each of sets · ways numbers.
 */
const magic = 0x4e475044;
const version = 1;
const headerBytes = 20;

/** Saved bytes that do not fit, with the cause in `message`. */
export class GrowingNgramsError extends Error {
  override readonly name = 'GrowingNgramsError';
}

/**
 * An n-gram table that grows from what is generated here, in bounded memory.
 *
 * For each context it keeps the most frequent next token and one rival; a rival that comes up more often takes over.
 * A new context takes the place of the one that is worth least among the eight with the same home: seen rarely and long
 * ago. Contexts are told apart by 32 bits of a hash.
 */
export class GrowingNgrams extends HistoryGuesser {
  readonly #vocabulary: number;
  readonly #sets: number;
  readonly #entries: Entries;
  readonly #hashes = new ContextHashes(deepest);
  #generation = 0;

  /**
   * @param vocabulary size of the vocabulary the tokens are of.
   * @param sets homes of eight entries of 19 bytes each; the default is 1.2 MB, enough for about 80 generations of 192
   *   tokens before anything is displaced.
   */
  constructor(id: string, vocabulary: number, sets = 8192) {
    super(id, growingPriors, deepest, growingShape.history);
    if (!Number.isInteger(sets) || sets < 1 || sets > 2 ** 20)
      throw new RangeError(`${sets} sets, not 1 to 2^20`);
    this.#vocabulary = vocabulary;
    this.#sets = sets;
    this.#entries = entriesOn(new ArrayBuffer(sets * ways * bytesPerEntry), 0, sets * ways);
  }

  /**
   * Counts one generation.
   * @param tokens the text, prompt included or not.
   * @param from the first token that counts as generated; those before it only serve as context.
   */
  learn(tokens: readonly number[], from = 0): void {
    this.#generation++;
    for (let end = Math.max(from, lengths[0]); end < tokens.length; end++) {
      const depth = this.#hashes.set(tokens, end);
      for (const length of lengths) if (length <= depth) this.#count(length, tokens[end] ?? 0);
    }
    this.forget();
  }

  /** Entries in use. */
  get size(): number {
    return this.#entries.seen.reduce((sum, seen) => sum + (seen === 0 ? 0 : 1), 0);
  }

  /** Everything learnt, to be stored. */
  save(): Uint8Array<ArrayBuffer> {
    const count = this.#sets * ways;
    const bytes = new Uint8Array(headerBytes + count * bytesPerEntry);
    new Uint32Array(bytes.buffer, 0, 5).set([magic, version, this.#vocabulary, this.#sets, this.#generation]);
    copyEntries(this.#entries, entriesOn(bytes.buffer, headerBytes, count));
    return bytes;
  }

  /**
   * Takes up what {@link GrowingNgrams.save} gave.
   * @throws GrowingNgramsError when the bytes are something else; then nothing has changed.
   */
  restore(saved: Uint8Array): void {
    const bytes = saved.slice();
    const count = this.#sets * ways;
    if (bytes.length !== headerBytes + count * bytesPerEntry) {
      throw new GrowingNgramsError(`${bytes.length} bytes do not hold ${count} entries`);
    }
    const [itsMagic, itsVersion, itsVocabulary, itsSets, generation] = new Uint32Array(bytes.buffer, 0, 5);
    if (itsMagic !== magic) throw new GrowingNgramsError('the bytes do not start with DPGN');
    if (itsVersion !== version) throw new GrowingNgramsError(`version ${itsVersion} is not ${version}`);
    if (itsVocabulary !== this.#vocabulary) {
      throw new GrowingNgramsError(`learnt with a vocabulary of ${itsVocabulary}, not ${this.#vocabulary}`);
    }
    if (itsSets !== this.#sets) throw new GrowingNgramsError(`${itsSets} sets, not ${this.#sets}`);
    const entries = entriesOn(bytes.buffer, headerBytes, count);
    for (let i = 0; i < count; i++) {
      const sum = (entries.count[i] ?? 0) + (entries.rivalCount[i] ?? 0);
      if (sum > (entries.seen[i] ?? 0))
        throw new GrowingNgramsError(`entry ${i} counts more than it has seen`);
      if ((entries.token[i] ?? 0) >= this.#vocabulary || (entries.rival[i] ?? 0) >= this.#vocabulary) {
        throw new GrowingNgramsError(`entry ${i} names a token outside the vocabulary`);
      }
    }
    copyEntries(entries, this.#entries);
    this.#generation = generation ?? 0;
    this.forget();
  }

  /** Counts one observation of the context of `length` tokens that is hashed. */
  #count(length: number, token: number): void {
    const entries = this.#entries;
    const check = this.#hashes.check[length - 1] ?? 0;
    const found = this.#find(length);
    const at = found >= 0 ? found : this.#leastUseful(this.#home(length));
    if (found < 0) {
      entries.check[at] = check;
      entries.token[at] = token;
      entries.seen[at] = entries.count[at] = entries.rivalCount[at] = 0;
    }
    entries.stamp[at] = this.#generation;
    observe(entries, at, token);
  }

  #home(length: number): number {
    // Lengths differ in their hashes, so they can share one table.
    return Math.floor(((this.#hashes.place[length - 1] ?? 0) / 2 ** 32) * this.#sets) * ways;
  }

  #find(length: number): number {
    const { check, seen } = this.#entries;
    const wanted = this.#hashes.check[length - 1] ?? 0;
    const home = this.#home(length);
    for (let at = home; at < home + ways; at++) if (seen[at] !== 0 && check[at] === wanted) return at;
    return -1;
  }

  #leastUseful(home: number): number {
    const { seen, stamp } = this.#entries;
    let least = home;
    let leastWorth = Infinity;
    for (let at = home; at < home + ways; at++) {
      const often = seen[at] ?? 0;
      if (often === 0) return at;
      const worth = (stamp[at] ?? 0) + generationsPerObservation * often;
      if (worth < leastWorth) {
        leastWorth = worth;
        least = at;
      }
    }
    return least;
  }

  protected override lookup(text: readonly number[], end: number): Guess | undefined {
    const depth = this.#hashes.set(text, end);
    for (let i = lengths.length - 1; i >= 0; i--) {
      const length = lengths[i] ?? 0;
      const at = length <= depth ? this.#find(length) : -1;
      if (at < 0) continue;
      const { token, seen, count } = this.#entries;
      return { token: token[at] ?? 0, bucket: classOf(i, seen[at] ?? 0, count[at] ?? 0) };
    }
    return undefined;
  }
}

/** Class of a guess by context length (as its index), observations of the context, and the guess's share of them. */
function classOf(lengthIndex: number, seen: number, count: number): number {
  const often = seen >= 5 ? 3 : seen >= 3 ? 2 : seen - 1;
  const share = count / seen;
  const sided = share >= 0.9 ? 2 : share >= 0.6 ? 1 : 0;
  return (lengthIndex * countClasses + often) * shareClasses + sided;
}
