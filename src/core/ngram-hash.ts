/** Longest context an n-gram table may use, in tokens. */
export const maxContext = 16;

/**
 * Hashes of the last 1, 2, … `deepest` tokens of a sequence, two independent 32-bit words each. The hash of n + 1 tokens
 * goes on from the hash of n, so all lengths together cost one step a token. The mixing function is murmur3's finaliser.
 */
export class ContextHashes {
  /** `place[n - 1]`: decides the slot of the last n tokens. */
  readonly place: Uint32Array;
  /** `check[n - 1]`: tells contexts that share a slot apart. */
  readonly check: Uint32Array;

  constructor(deepest: number) {
    this.place = new Uint32Array(deepest);
    this.check = new Uint32Array(deepest);
  }

  /**
   * Hashes the tokens that end just before `tokens[end]`.
   * @returns how many lengths could be hashed: fewer than `deepest` near the start of the sequence.
   */
  set(tokens: ArrayLike<number>, end: number): number {
    const depth = Math.min(this.place.length, end);
    let a = 0x243f6a88;
    let b = 0x13198a2e;
    for (let n = 0; n < depth; n++) {
      const token = (tokens[end - 1 - n] ?? 0) + 1;
      a = mix(Math.imul(a, 0x9e3779b1) + token);
      b = mix(Math.imul(b, 0x85ebca6b) ^ Math.imul(token, 0x27d4eb2f));
      this.place[n] = a;
      this.check[n] = b;
    }
    return depth;
  }
}

function mix(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
