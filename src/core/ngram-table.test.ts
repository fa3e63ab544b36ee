import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type NgramContents, packNgramTable } from './ngram-pack.ts';
import { checksum, NgramTable, NgramTableError } from './ngram-table.ts';

const vocabulary = 49_152;

/** A table of every context of the given lengths in `text`, each with the token that follows it and a bucket. */
function contentsOf(text: readonly number[], lengths: readonly number[], buckets = 3): NgramContents {
  const orders = lengths.map(length => {
    const seen = new Set<string>();
    const end: number[] = [];
    for (let at = length; at < text.length; at++) {
      const key = text.slice(at - length, at).join();
      if (!seen.has(key)) end.push(at);
      seen.add(key);
    }
    return { length, end, token: end.map(at => text[at] ?? 0), bucket: end.map(at => at % buckets) };
  });
  return {
    vocabulary,
    buckets,
    history: 0,
    priors: Array.from({ length: 2 * buckets }, () => 0.5),
    text,
    orders,
  };
}

const token = fc.integer({ min: 0, max: vocabulary - 1 });
const texts = fc.array(token, { minLength: 2, maxLength: 300 });

describe('lookup', () => {
  test('finds what was put in, with its bucket', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 6 }), (text, length) => {
        const contents = contentsOf(text, [length]);
        const table = new NgramTable(packNgramTable(contents));
        const order = contents.orders[0];
        let lost = 0;
        for (let i = 0; i < (order?.end.length ?? 0); i++) {
          const end = order?.end[i] ?? 0;
          const found = table.lookup(text.slice(0, end), end);
          if (found !== (end % 3) * 65_536 + (text[end] ?? 0)) lost++;
        }
        // Two contexts may share a check; with a few hundred entries that is a rare event, not a common one.
        expect(lost).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('the longest context with an entry wins', () => {
    const text = [1, 2, 3, 40, 9, 2, 3, 50];
    const table = new NgramTable(packNgramTable(contentsOf(text, [1, 3])));
    expect(table.lookup([1, 2, 3], 3) & 0xffff).toBe(40);
    expect(table.lookup([9, 2, 3], 3) & 0xffff).toBe(50);
    // Neither [7, 7, 3] nor [7, 3] is known: the one token of context decides, with its first entry.
    expect(table.lookup([7, 7, 3], 3) & 0xffff).toBe(40);
    expect(table.lookup([7, 7, 7], 3)).toBe(-1);
  });

  test('a context longer than the text before it is not asked for', () => {
    const table = new NgramTable(packNgramTable(contentsOf([5, 6, 7], [2])));
    expect(table.lookup([6], 1)).toBe(-1);
    expect(table.lookup([], 0)).toBe(-1);
    expect(table.lookup([5, 6], 2) & 0xffff).toBe(7);
  });

  test('contexts that are absent are hit less than once in a thousand', () => {
    const text = Array.from({ length: 60_000 }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 8) % 30_000);
    const table = new NgramTable(packNgramTable(contentsOf(text, [2])));
    let hits = 0;
    // Tokens that the text doesn't have.
    for (let i = 0; i < 20_000; i++)
      if (table.lookup([30_000 + (i % 19_000), 30_001 + (i % 18_000)], 2) >= 0) hits++;
    expect(hits).toBeLessThan(20);
  });
});

describe('bytes that are not a table', () => {
  const good = packNgramTable(contentsOf([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 4]));

  /** A copy with one word changed and the checksum made to fit again. */
  function forged(word: number, value: number): Uint8Array {
    const bytes = good.slice();
    const words = new Uint32Array(bytes.buffer);
    words[word] = value;
    words[3] = checksum(words, 4);
    return bytes;
  }

  test('a changed byte is noticed wherever it is', () => {
    fc.assert(
      fc.property(fc.nat({ max: good.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = good.slice();
        bytes[at] = (bytes[at] ?? 0) ^ change;
        expect(() => new NgramTable(bytes)).toThrow(NgramTableError);
      }),
    );
  });

  test('any bytes at all are either refused or give a table whose lookups end', () => {
    fc.assert(
      fc.property(fc.nat({ max: good.length / 4 - 1 }), fc.nat({ max: 2 ** 32 - 1 }), (word, value) => {
        let table: NgramTable;
        try {
          table = new NgramTable(forged(word, value));
        } catch (error) {
          expect(error).toBeInstanceOf(NgramTableError);
          return;
        }
        const found = table.lookup([1, 2, 3, 4, 5], 5);
        expect(found & 0xffff).toBeLessThan(table.vocabulary);
        expect(Math.floor(found / 65_536)).toBeLessThan(table.buckets);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['nothing', new Uint8Array(0), /0 bytes are too few/],
    ['a cut file', good.slice(0, -4), /header says/],
    ['bytes behind the end', new Uint8Array([...good, 0, 0, 0, 0]), /header says/],
    ['another kind of file', new Uint8Array(64), /DPNG/],
    ['a later version', forged(1, 2), /version 2/],
    ['a vocabulary beyond 16 bits', forged(4, 70_000), /vocabulary size is 70000/],
    ['no buckets', forged(5, 0), /number of buckets is 0/],
    ['more buckets than priors', forged(5, 200), /go beyond the end/],
    ['no order', forged(7, 0), /number of orders is 0/],
    ['a prior of 2', forged(8, 0x40000000), /prior of 2/],
    ['a prior that is no number', forged(8, 0x7fc00000), /prior of NaN/],
    ['orders that do not ascend', forged(17, 1), /context length 1 of order 1/],
    ['a context of no tokens', forged(14, 0), /context length 0/],
    ['more slots than bytes', forged(15, 1e6), /go beyond the end/],
    ['a wrong count of entries', forged(16, 3), /entries at context length 1, not 3/],
  ])('%s', (_, bytes, message) => {
    expect(() => new NgramTable(bytes)).toThrow(NgramTableError);
    expect(() => new NgramTable(bytes)).toThrow(message);
  });

  test('a table without an empty slot, where a search would not end', () => {
    const bytes = good.slice();
    const { bucket } = new NgramTable(bytes).orders[0] ?? { bucket: new Uint8Array(0) };
    bucket.fill(1);
    const words = new Uint32Array(bytes.buffer);
    words[16] = bucket.length;
    words[3] = checksum(words, 4);
    expect(() => new NgramTable(bytes)).toThrow(/no slot is empty/);
  });

  test('a good table at an odd address is read all the same', () => {
    const shifted = new Uint8Array(good.length + 1);
    shifted.set(good, 1);
    expect(new NgramTable(shifted.subarray(1)).lookup([1, 2, 3, 4], 4) & 0xffff).toBe(5);
  });
});
