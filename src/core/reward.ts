import { rougeL, rougeN } from './rouge.ts';

/**
 * How the alignment f of a draft's own output with the target's is measured. ROUGE-L is the default (our choice).
 * `agreement` is the share of the target's tokens that the draft guesses right after the target's own text; it needs the
 * draft itself and is therefore given as a number, never computed from two outputs.
 */
export const alignmentKinds = ['rouge-l', 'rouge-1', 'rouge-2', 'prefix', 'agreement'] as const;
export type AlignmentKind = (typeof alignmentKinds)[number];

/** The kinds that two outputs alone decide. */
export type OutputAlignment = Exclude<AlignmentKind, 'agreement'>;

/** Alignment f ∈ 0…1 of two outputs, generated independently of each other, as token ids. */
export function alignment(
  kind: OutputAlignment,
  target: ArrayLike<number>,
  draft: ArrayLike<number>,
): number {
  switch (kind) {
    case 'rouge-l':
      return rougeL(target, draft);
    case 'rouge-1':
      return rougeN(1, target, draft);
    case 'rouge-2':
      return rougeN(2, target, draft);
    case 'prefix':
      return prefixRate(target, draft);
  }
}

/** Share of the target's output that the draft repeats from its beginning. An empty target agrees with an empty draft. */
export function prefixRate(target: ArrayLike<number>, draft: ArrayLike<number>): number {
  if (target.length === 0) return draft.length === 0 ? 1 : 0;
  let same = 0;
  while (same < target.length && same < draft.length && target[same] === draft[same]) same++;
  return same / target.length;
}

/**
 * The speed terms c_j ∈ 0…1: each arm's speed, min–max normalised over the arms (0 the slowest, 1 the fastest). Where all
 * are equally fast all are 1; speed then decides nothing.
 * @param speeds one per arm in one unit, larger is faster, for example tokens a second that the draft makes on its own
 * @throws RangeError when one is not finite
 */
export function normalisedSpeeds(speeds: readonly number[]): number[] {
  if (!speeds.every(Number.isFinite)) throw new RangeError('every speed must be a finite number');
  const slowest = Math.min(...speeds);
  const fastest = Math.max(...speeds);
  return speeds.map(speed => (fastest === slowest ? 1 : (speed - slowest) / (fastest - slowest)));
}

/**
 * The reward r = α·f + (1 − α)·c of the method (arXiv 2408.08470, as docs/method.md defines it).
 * @param alpha 0 looks at speed alone, 1 at alignment alone
 * @throws RangeError for α outside 0…1
 */
export function reward(alpha: number, f: number, c: number): number {
  if (!(alpha >= 0 && alpha <= 1)) throw new RangeError(`α must lie in 0…1, not ${alpha}`);
  return alpha * f + (1 - alpha) * c;
}
