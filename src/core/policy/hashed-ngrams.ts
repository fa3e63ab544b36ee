/**
 * Words and pairs of words of a prompt, hashed into a fixed number of buckets: features that need no list of words. They come after
 * the surface features where an evaluation shows that they pay (docs/method.md).
 */

/** Only this much of a prompt is read, in UTF-16 units: what is asked stands at the beginning or at the end. */
const head = 240;
const tail = 120;

/** Names of the buckets, in order: `word-0`, `word-1`, … */
export function hashedNames(buckets: number): string[] {
  return Array.from({ length: buckets }, (_, i) => `word-${i}`);
}

/**
 * Counts of words and of pairs of neighbouring words by bucket, divided by their Euclidean length, so that a long prompt weighs no
 * more than a short one: shape `[buckets]`, each in 0…1; all 0 for a prompt without words.
 * @param text the user's message of this turn; any string
 */
export function hashedNgrams(text: string, buckets: number): Float64Array {
  const counts = new Float64Array(buckets);
  const read = text.length <= head + tail ? text : `${text.slice(0, head)} ${text.slice(-tail)}`;
  // Digits are one word each, so that sums do not look like new words.
  const words = read.toLowerCase().match(/\p{L}+|\p{N}/gu) ?? [];
  let before = '';
  for (const word of words) {
    count(counts, word);
    count(counts, `${before} ${word}`);
    before = word;
  }
  const length = Math.sqrt(counts.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? counts : counts.map(value => value / length);
}

function count(counts: Float64Array, key: string): void {
  const bucket = fnv1a(key) % counts.length;
  counts[bucket] = (counts[bucket] ?? 0) + 1;
}

/** FNV-1a on UTF-16 units, 32 bit, with the final mixing of MurmurHash3: the low bits of FNV alone are weak. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
