import type { DatasetSample } from '../offline-dataset.ts';
import type { Contender } from './contenders.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import { normal, seededRandom } from './random.ts';
import { laterSteps, type PolicyFactory, type ReplayStep, replay } from './replay.ts';

/** Most prompts of a kind after which a learning policy is judged once more. */
const mostSeen = 20;

/** After how many prompts of each kind that is: at least half of the smallest kind is left to judge by. */
export function seenPrompts(samples: readonly Pick<DatasetSample, 'kind'>[]): number {
  const counts = new Map<string, number>();
  for (const { kind } of samples) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Math.min(mostSeen, Math.floor(Math.min(...counts.values()) / 2));
}

/** Standard deviation of log(measured speed-up / true speed-up) that replays of computed speed-ups assume. */
export const measurementNoise = 0.05;

export interface ReplaySettings {
  readonly seed: number;
  /** Orders that policies which draw or learn are played in. */
  readonly orders: number;
  readonly resamples: number;
  /** Standard deviation of the log of what a measured speed-up is off by. Policies learn from such; judged they are without it. */
  readonly noise: number;
}

/** How one policy did. */
export interface Result {
  readonly contender: Contender;
  readonly all: Evaluation;
  /** Without the first prompts of each kind; undefined for policies that don't learn, or when too few prompts are left. */
  readonly later: Evaluation | undefined;
  /** Steps of all orders. */
  readonly steps: readonly ReplayStep[];
}

/** Replays a contender over samples in its orders. @throws RangeError without samples */
export function play(
  contender: Contender,
  samples: readonly DatasetSample[],
  settings: ReplaySettings,
): Result {
  const { seed, resamples } = settings;
  const runs = runsOf(contender.make, samples, {
    seed,
    orders: contender.varies ? settings.orders : 1,
    noise: contender.family === 'bound' ? 0 : settings.noise,
  });
  const steps = runs.flat();
  const learns = contender.family === 'learning';
  const seen = seenPrompts(samples);
  const rest = learns ? runs.flatMap(run => laterSteps(run, samples, seen)) : [];
  return {
    contender,
    all: evaluate(samples, steps, { seed, resamples }),
    later: rest.length === 0 ? undefined : evaluate(samples, rest, { seed, resamples }),
    steps,
  };
}

/** The steps of each order. */
export function runsOf(
  make: PolicyFactory,
  samples: readonly DatasetSample[],
  { seed, orders, noise }: Pick<ReplaySettings, 'seed' | 'orders' | 'noise'>,
): ReplayStep[][] {
  return Array.from({ length: orders }, (_, order) => {
    const random = seededRandom(seed + 1000 + order);
    const rewards = samples.map(({ speedUps }) =>
      // No draft is compared with itself: nothing is off.
      speedUps.map(value => (value === 1 ? 1 : value * Math.exp(noise * normal(random)))),
    );
    const steps = replay(make, samples, noise > 0 ? { seed: seed + order, rewards } : { seed: seed + order });
    return noise > 0 ? steps.map(step => trueStep(step, samples)) : steps;
  });
}

/** The step as it was, without the noise of measuring. */
function trueStep(step: ReplayStep, samples: readonly DatasetSample[]): ReplayStep {
  const speedUps = samples[step.sample]?.speedUps ?? [];
  const most = Math.max(...speedUps);
  const reward = speedUps[step.arm] ?? Number.NaN;
  return { ...step, best: speedUps.indexOf(most), reward, regret: most - reward };
}
