import { type DatasetSample, type OfflineDataset, samplesOf } from '../../src/core/offline-dataset.ts';
import { type Exploration, pagePolicy, trainSpeedModel } from '../../src/core/policy/contenders.ts';
import { evaluate } from '../../src/core/policy/evaluate.ts';
import { runsOf, seenPrompts } from '../../src/core/policy/play.ts';
import { seededRandom, shuffled } from '../../src/core/policy/random.ts';
import { laterSteps } from '../../src/core/policy/replay.ts';
import { halves } from '../../src/core/policy/sweeps.ts';

/** How one setting of the page's policy did on training prompts that its offline model was not made from. */
export interface Trial extends Exploration {
  /** Share of the oracle's speed on prompts of kinds in the dataset. */
  readonly known: number;
  /** The same on a kind that was left out of training, mean over the kinds. */
  readonly strange: number;
  /** Least speed relative to the target alone on a left-out kind once up to 20 prompts of it were seen. */
  readonly worst: number;
}

export const explorations: readonly Exploration[] = [0.01, 0.03, 0.1, 0.25].flatMap(alpha =>
  [10, 50, 250].map(strength => ({ alpha, strength })),
);

/** Most prompts of a fold: enough to tell settings apart, few enough to take seconds. */
const foldSize = 300;

/**
 * Tries settings inside the train split only, so that the held-out prompts stay unseen: prompts of known kinds, and of each kind
 * after training without it. The best is the one with the highest mean of `known` and `strange`.
 */
export function tuneExploration(
  dataset: OfflineDataset,
  settings: { readonly seed: number; readonly noise: number },
): { readonly best: Exploration; readonly trials: readonly Trial[] } {
  const train = samplesOf(dataset, 'train');
  const random = seededRandom(settings.seed);
  const fold = (fit: readonly DatasetSample[], check: readonly DatasetSample[]) => ({
    trained: trainSpeedModel(fit),
    check: shuffled(check, random).slice(0, foldSize),
  });
  const [fit, check] = halves(train, 0.75, random);
  const known = fold(fit, check);
  const kinds = [...new Set(train.map(({ kind }) => kind))];
  const strange = kinds.map(kind =>
    fold(
      train.filter(sample => sample.kind !== kind),
      train.filter(sample => sample.kind === kind),
    ),
  );
  const trials = explorations.map((exploration): Trial => {
    const run = ({ trained, check }: typeof known, orders: number) => {
      const runs = runsOf(pagePolicy(dataset, trained, exploration), check, { ...settings, orders });
      const options = { seed: settings.seed, resamples: 1 };
      const later = runs.flatMap(steps => laterSteps(steps, check, seenPrompts(check)));
      return {
        ofOracle: evaluate(check, runs.flat(), options).overall.ofOracle.value,
        later: later.length === 0 ? 1 : evaluate(check, later, options).overall.speedUp.value,
      };
    };
    const strangers = strange.map(part => run(part, 1));
    return {
      ...exploration,
      known: run(known, 2).ofOracle,
      strange: strangers.reduce((sum, { ofOracle }) => sum + ofOracle, 0) / Math.max(1, strangers.length),
      worst: Math.min(...strangers.map(({ later }) => later)),
    };
  });
  const best = trials.reduce((a, b) => (b.known + b.strange > a.known + a.strange + 1e-4 ? b : a));
  return { best: { alpha: best.alpha, strength: best.strength }, trials };
}
