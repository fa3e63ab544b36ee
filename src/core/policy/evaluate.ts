import { argmax } from './policy.ts';
import { type Random, seededRandom } from './random.ts';
import type { ReplaySample, ReplayStep } from './replay.ts';

/** A figure with its bootstrap 95 % interval over prompts. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * How a replay went. Speeds are tokens a second relative to the target alone, over all prompts together: total tokens / total time,
 * where a prompt of n tokens takes n / speed-up. (A mean of speed-ups would let short prompts and lucky ones count too much.)
 */
export interface ReplaySummary {
  readonly prompts: number;
  readonly tokens: number;
  readonly speedUp: Interval;
  /** Speed with the fixed arm compared with. */
  readonly fixed: number;
  /** Speed with every prompt's fastest arm. */
  readonly oracle: number;
  /** speedUp / fixed. */
  readonly ofFixed: Interval;
  /** speedUp / oracle. */
  readonly ofOracle: Interval;
  readonly meanReward: number;
  readonly meanRegret: number;
}

export interface EvaluationOptions {
  /** Seed of the bootstrap. */
  readonly seed: number;
  /** Default 1000. */
  readonly resamples?: number;
  /** The fixed arm to compare with. Default: the fastest on these very prompts, all kinds together, chosen with hindsight. */
  readonly fixedArm?: number;
}

export interface Evaluation {
  readonly fixedArm: number;
  readonly overall: ReplaySummary;
  /** In the order in which the kinds first occur among the samples. */
  readonly kinds: readonly (ReplaySummary & { readonly kind: string })[];
}

/** Time per prompt in plain tokens of the target: policy, fixed arm, oracle; and the tokens. */
interface Times {
  readonly tokens: number;
  readonly policy: number;
  readonly fixed: number;
  readonly oracle: number;
}

/**
 * Aggregates a replay, overall and by kind of prompt. Steps of several replays over the same samples, in other orders, may be given
 * together: a prompt then takes the mean of the times it was given, and still counts as one prompt for the intervals.
 * @param steps of {@link replay} over these samples; may be a part of them
 * @throws RangeError without steps or when a step refers to no sample
 */
export function evaluate(
  samples: readonly ReplaySample[],
  steps: readonly ReplayStep[],
  options: EvaluationOptions,
): Evaluation {
  if (steps.length === 0) throw new RangeError('there are no steps to evaluate');
  const played = steps.map(step => ({ step, sample: sampleOf(samples, step) }));
  const fixedArm = options.fixedArm ?? bestFixedArm(played.map(({ sample }) => sample));
  const kinds = new Set(samples.map(({ kind }) => kind));
  const random = seededRandom(options.seed);
  const summary = (part: typeof played) =>
    summarise(
      part.map(({ step }) => step),
      promptTimes(part, fixedArm),
      options.resamples ?? 1000,
      random,
    );
  return {
    fixedArm,
    overall: summary(played),
    kinds: [...kinds].flatMap(kind => {
      const part = played.filter(({ sample }) => sample.kind === kind);
      return part.length === 0 ? [] : [{ kind, ...summary(part) }];
    }),
  };
}

/** Speed of one fixed arm over all samples, relative to the target alone: total tokens / total time. */
export function fixedSpeedUp(samples: readonly ReplaySample[], arm: number): number {
  return ratio(
    samples.map(sample => timesOf(sample, arm, arm)),
    'policy',
  );
}

/** Speed of every sample's fastest arm, relative to the target alone: total tokens / total time. */
export function oracleSpeedUp(samples: readonly ReplaySample[]): number {
  return ratio(
    samples.map(sample => timesOf(sample, 0, 0)),
    'oracle',
  );
}

/** The fixed arm that is fastest over all samples together. */
export function bestFixedArm(samples: readonly ReplaySample[]): number {
  const arms = samples[0]?.speedUps.length ?? 0;
  return argmax(Array.from({ length: arms }, (_, arm) => fixedSpeedUp(samples, arm)));
}

/** `table[best][chosen]` = number of prompts whose best arm was `best` and that were given `chosen`. */
export function confusion(steps: readonly ReplayStep[], arms: number): number[][] {
  const table = Array.from({ length: arms }, () => new Array<number>(arms).fill(0));
  for (const { best, arm } of steps) {
    const row = table[best];
    if (row !== undefined) row[arm] = (row[arm] ?? 0) + 1;
  }
  return table;
}

function sampleOf(samples: readonly ReplaySample[], step: ReplayStep): ReplaySample {
  const sample = samples[step.sample];
  if (sample === undefined)
    throw new RangeError(`a step refers to sample ${step.sample} of ${samples.length}`);
  return sample;
}

function timesOf({ tokens, speedUps }: ReplaySample, arm: number, fixedArm: number): Times {
  return {
    tokens,
    policy: tokens / (speedUps[arm] ?? Number.NaN),
    fixed: tokens / (speedUps[fixedArm] ?? Number.NaN),
    oracle: tokens / Math.max(...speedUps),
  };
}

/** One entry for each prompt that was played: the mean over its steps. */
function promptTimes(
  played: readonly { readonly step: ReplayStep; readonly sample: ReplaySample }[],
  fixedArm: number,
): Times[] {
  const policy = new Map<ReplaySample, number[]>();
  for (const { step, sample } of played) {
    const times = policy.get(sample) ?? [];
    times.push(timesOf(sample, step.arm, fixedArm).policy);
    policy.set(sample, times);
  }
  return [...policy].map(([sample, times]) => ({
    ...timesOf(sample, fixedArm, fixedArm),
    policy: times.reduce((sum, time) => sum + time, 0) / times.length,
  }));
}

function summarise(
  steps: readonly ReplayStep[],
  times: readonly Times[],
  resamples: number,
  random: Random,
): ReplaySummary {
  const figures = (part: readonly Times[]) => {
    const [policy, fixed, oracle] = [ratio(part, 'policy'), ratio(part, 'fixed'), ratio(part, 'oracle')];
    return { policy, ofFixed: policy / fixed, ofOracle: policy / oracle };
  };
  const value = figures(times);
  const draws = Array.from({ length: resamples }, () =>
    figures(times.map((_, i) => times[Math.floor(random() * times.length)] ?? times[i] ?? zeroTimes)),
  );
  const interval = (key: keyof typeof value): Interval => {
    const sorted = draws.map(draw => draw[key]).sort((a, b) => a - b);
    return {
      value: value[key],
      low: quantile(sorted, 0.025) ?? value[key],
      high: quantile(sorted, 0.975) ?? value[key],
    };
  };
  return {
    prompts: times.length,
    tokens: times.reduce((sum, { tokens }) => sum + tokens, 0),
    speedUp: interval('policy'),
    fixed: ratio(times, 'fixed'),
    oracle: ratio(times, 'oracle'),
    ofFixed: interval('ofFixed'),
    ofOracle: interval('ofOracle'),
    meanReward: steps.reduce((sum, { reward }) => sum + reward, 0) / steps.length,
    meanRegret: steps.reduce((sum, { regret }) => sum + regret, 0) / steps.length,
  };
}

const zeroTimes: Times = { tokens: 0, policy: 0, fixed: 0, oracle: 0 };

function ratio(times: readonly Times[], key: 'policy' | 'fixed' | 'oracle'): number {
  let tokens = 0;
  let time = 0;
  for (const entry of times) {
    tokens += entry.tokens;
    time += entry[key];
  }
  // Prompts without a token took no time either way.
  return time === 0 ? 1 : tokens / time;
}

/** Nearest-rank quantile of sorted values; undefined when there are none. */
function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}
