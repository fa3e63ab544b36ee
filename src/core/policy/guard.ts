import type { ArmChoice } from './lin-ucb.ts';
import { rewardRange } from './lin-ucb.ts';

/** Mean and spread of log speed-ups, kept as Welford (1962) does. */
export interface SpeedStats {
  readonly count: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly squares: number;
}

/**
 * What was measured of each arm in each group of similar prompts (`prompt-groups.ts`). Plain data that is never changed in place.
 * The guard is ours: LinUCB shares what it learns between prompts, so a draft that is good on most can stay chosen where it is slower
 * than none. The guard looks at nothing but those prompts' own measurements.
 */
export type GuardState = Readonly<Record<string, Readonly<Record<string, SpeedStats>>>>;

export const emptyGuard: GuardState = {};

export interface GuardOptions {
  /** Fewest measurements before an arm can be left. Default 3. */
  readonly fewest?: number;
  /** Width of the one-sided bound in standard errors. Default 2. */
  readonly z?: number;
  /** Standard deviation of a log speed-up that is assumed before measurements tell. Default 0.15. */
  readonly deviation?: number;
  /** How many measurements that assumption is worth. Default 2. */
  readonly weight?: number;
}

const nothing: SpeedStats = { count: 0, mean: 0, squares: 0 };

/** What is known of one arm on one group of prompts. */
export function statsOf(state: GuardState, group: string, arm: string): SpeedStats {
  const arms = Object.hasOwn(state, group) ? state[group] : undefined;
  return (arms !== undefined && Object.hasOwn(arms, arm) ? arms[arm] : undefined) ?? nothing;
}

/**
 * The state after `arm` ran at `speedUp` times the target's own speed on a prompt of `group`.
 * @throws RangeError for a speed-up that is not finite. It is clipped to the range of rewards.
 */
export function observeSpeedUp(state: GuardState, group: string, arm: string, speedUp: number): GuardState {
  if (!Number.isFinite(speedUp)) throw new RangeError(`a speed-up must be a finite number, not ${speedUp}`);
  const value = Math.log(Math.min(rewardRange.most, Math.max(rewardRange.least, speedUp)));
  const { count, mean, squares } = statsOf(state, group, arm);
  const moved = mean + (value - mean) / (count + 1);
  const stats = { count: count + 1, mean: moved, squares: squares + (value - mean) * (value - moved) };
  const arms = Object.hasOwn(state, group) ? state[group] : {};
  return { ...state, [group]: { ...arms, [arm]: stats } };
}

/**
 * Upper confidence bound of the mean log speed-up: mean + z·s/√n, with s² = (w·σ² + squares)/(w + n − 1): the measured variance,
 * drawn towards the assumed one while there are few measurements. Infinite before any.
 */
export function upperBound(stats: SpeedStats, options: GuardOptions = {}): number {
  const { z = 2, deviation = 0.15, weight = 2 } = options;
  const { count, mean, squares } = stats;
  if (count === 0) return Number.POSITIVE_INFINITY;
  const variance = (weight * deviation ** 2 + squares) / (weight + count - 1);
  return mean + z * Math.sqrt(variance / count);
}

/** Whether an arm is slower than none with confidence: enough measurements, and even the upper bound is below 0. */
export function isLeft(stats: SpeedStats, options: GuardOptions = {}): boolean {
  return stats.count >= (options.fewest ?? 3) && upperBound(stats, options) < 0;
}

/** A choice, and which arms the guard kept out of it. */
export interface GuardedChoice extends ArmChoice {
  /** Ids of the arms that are left on prompts like this one; their estimates are still listed. */
  readonly left: readonly string[];
}

/**
 * LinUCB's choice among the arms that are not left in this group.
 * @param choice what LinUCB says without the guard
 * @param safe the arm that is never left: no draft
 */
export function guardedChoice(
  choice: ArmChoice,
  state: GuardState,
  group: string,
  safe = 'none',
  options: GuardOptions = {},
): GuardedChoice {
  const left = choice.estimates
    .map(({ arm }) => arm)
    .filter(arm => arm !== safe && isLeft(statsOf(state, group, arm), options));
  if (!left.includes(choice.arm)) return { ...choice, left };
  const open = choice.estimates.filter(({ arm }) => !left.includes(arm));
  const [first] = open;
  // Every arm is left and there is none to fall back on: LinUCB's own choice is as good as any.
  if (first === undefined) return { ...choice, left };
  const chosen = open.reduce((a, b) => (b.mean + b.uncertainty > a.mean + a.uncertainty ? b : a), first);
  const best = Math.max(...open.map(({ mean }) => mean));
  return { ...choice, arm: chosen.arm, reason: chosen.mean >= best ? 'best' : 'explore', left };
}

/**
 * Reads a stored state. @throws Error whose message names what is wrong.
 */
export function guardFromJson(json: unknown): GuardState {
  const groups = Object.entries(record(json, 'the guard')).map(([group, arms]) => {
    const read = Object.entries(record(arms, `group "${group}"`)).map(([arm, value]) => {
      const { count, mean, squares } = record(value, `"${arm}" in "${group}"`);
      if (!(natural(count) && finite(mean) && finite(squares) && squares >= 0)) {
        throw new Error(
          `The stored guard can't be used: "${arm}" in "${group}" has a number that isn't usable.`,
        );
      }
      return [arm, { count, mean, squares }] as const;
    });
    return [group, Object.fromEntries(read)] as const;
  });
  return Object.fromEntries(groups);
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Error(`The stored guard can't be used: ${what} is not an object.`);
}

function finite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function natural(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
