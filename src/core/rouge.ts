/**
 * ROUGE (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries") on token ids instead of words: how much of
 * one output is found in another, as F1 of precision and recall. Symmetric, in 0…1, and 1 for equal sequences.
 */

/** Token ids are below this, so that two of them fit one exact number. */
const idLimit = 2 ** 26;

/** ROUGE-L F1: from the longest common subsequence. O(n·m) time, one row of memory. */
export function rougeL(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length === 0 && b.length === 0) return 1;
  return f1(longestCommonSubsequence(a, b), a.length, b.length);
}

/**
 * ROUGE-N F1: from the common n-grams, each counted at most as often as both have it. Where neither is long enough for one
 * n-gram it is 1 for equal sequences and 0 otherwise.
 * @throws RangeError for n other than 1 and 2, or ids outside 0…2²⁶ − 1
 */
export function rougeN(n: 1 | 2, a: ArrayLike<number>, b: ArrayLike<number>): number {
  const left = nGrams(n, a);
  const right = nGrams(n, b);
  if (left.length === 0 && right.length === 0) return a.length === b.length && a[0] === b[0] ? 1 : 0;
  const counts = new Map<number, number>();
  for (const gram of left) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  let common = 0;
  for (const gram of right) {
    const rest = counts.get(gram) ?? 0;
    if (rest === 0) continue;
    common++;
    counts.set(gram, rest - 1);
  }
  return f1(common, left.length, right.length);
}

/** Length of the longest sequence that is a subsequence of both. */
export function longestCommonSubsequence(a: ArrayLike<number>, b: ArrayLike<number>): number {
  // row[j] = the answer for what was read of a so far and the first j entries of b.
  const row = new Int32Array(b.length + 1);
  for (let i = 0; i < a.length; i++) {
    const token = a[i];
    let diagonal = 0;
    let before = 0;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0;
      before = token === b[j - 1] ? diagonal + 1 : Math.max(above, before);
      row[j] = before;
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}

function nGrams(n: 1 | 2, tokens: ArrayLike<number>): number[] {
  const grams: number[] = [];
  let previous = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? Number.NaN;
    if (!(Number.isInteger(token) && token >= 0 && token < idLimit))
      throw new RangeError(`token id ${token}`);
    if (n === 1) grams.push(token);
    else if (i > 0) grams.push(previous * idLimit + token);
    previous = token;
  }
  return grams;
}

function f1(common: number, left: number, right: number): number {
  return left + right === 0 ? 0 : (2 * common) / (left + right);
}
