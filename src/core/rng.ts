/** What a random number is for. Each purpose has its own stream, so that no draw is used twice. */
export type DrawPurpose = 'target' | 'residual' | 'draft';

const streams: Readonly<Record<DrawPurpose, number>> = { target: 1, residual: 2, draft: 3 };

/**
 * A uniform number in [0, 1) that depends only on seed, position and purpose: a run is the same run again, and a draw
 * is not shifted by how many tokens were drafted before. (Counter-based, after Salmon et al. 2011; the mixing function is
 * murmur3's finaliser, applied once for each word.)
 * @param position index in the context of the token that is decided
 */
export function uniform(seed: number, position: number, purpose: DrawPurpose): number {
  let x = mix(seed ^ 0x9e3779b9);
  x = mix(x ^ position);
  x = mix(x ^ Math.imul(streams[purpose], 0x85ebca6b));
  const high = mix(x ^ 0x27d4eb2f);
  // 53 random bits: 32 from one word, 21 from the other.
  return ((x >>> 0) * 2 ** 21 + (high >>> 11)) * 2 ** -53;
}

function mix(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
