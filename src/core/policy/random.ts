import { uniform } from '../rng.ts';

/** Uniform numbers in [0, 1), one a call. */
export type Random = () => number;

/** An endless stream of uniform numbers that the seed alone decides. @param seed unsigned 32 bit */
export function seededRandom(seed: number): Random {
  let drawn = 0;
  return () => uniform(seed, drawn++, 'draft');
}

/** A standard normal number (Box and Muller 1958), from two uniform ones. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The same entries in a random order (Fisher–Yates). */
export function shuffled<T>(entries: readonly T[], random: Random): T[] {
  const result = [...entries];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [result[i], result[j]];
    if (a === undefined || b === undefined) continue;
    result[i] = b;
    result[j] = a;
  }
  return result;
}

/** An index drawn with the given probabilities, which add up to 1. */
export function drawIndex(probabilities: ArrayLike<number>, random: Random): number {
  let rest = random();
  for (let i = 0; i < probabilities.length - 1; i++) {
    rest -= probabilities[i] ?? 0;
    if (rest < 0) return i;
  }
  return probabilities.length - 1;
}
