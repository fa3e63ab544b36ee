import { armName } from '../../src/ui/playground/names.ts';
import type { Totals } from '../lib/totals.mjs';

const times = (speed: number): string => `${speed.toFixed(2)}×`;

/**
 * What the totals of a run say, in one sentence. The target alone is measured twice; a difference no larger than between those two
 * is called none.
 */
export function verdictOf({ policy, fixed, bestFixed }: Totals): string {
  const noise = Math.abs(Math.log(fixed.none ?? 1));
  const best = fixed[bestFixed] ?? 1;
  const ofPolicy =
    Math.abs(Math.log(policy)) > noise
      ? `The policy was ${times(policy)} as fast as the target alone`
      : `The policy (${times(policy)}) cannot be told from the target alone`;
  if (bestFixed === 'none' || best <= 1) return `${ofPolicy}; no fixed draft was faster than none.`;
  const name = armName(bestFixed);
  return Math.log(best) > noise
    ? `${ofPolicy}; the best fixed draft, ${name}, was ${times(best)}.`
    : `${ofPolicy}; no fixed draft was faster by more than the noise (at best ${name}, ${times(best)}).`;
}

/** How large the noise is, where the totals tell. */
export function noiseOf({ fixed }: Pick<Totals, 'fixed'>): string | undefined {
  return fixed.none === undefined
    ? undefined
    : `The target alone, measured once more, came to ${times(fixed.none)}: differences of that size are noise.`;
}
