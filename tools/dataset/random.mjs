/** Small seeded randomness for the data tools, so that the same seed gives the same files. */

/** A function returning floats in [0, 1): Mulberry32, a 32-bit generator in the public domain by Tommy Ettinger. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A 32-bit FNV-1a hash of a text, to seed one generator per kind: adding a kind leaves the others' lines alone. */
export function hashText(text) {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
  return hash >>> 0;
}

/** One element, each as likely as the next. */
export const pick = (list, random) => list[Math.floor(random() * list.length)];

/** A shuffled copy (Fisher–Yates). */
export function shuffled(list, random) {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}
