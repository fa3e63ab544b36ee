import { type OfflineDataset, samplesOf } from '../../src/core/offline-dataset.ts';
import { trainSpeedModel } from '../../src/core/policy/contenders.ts';
import { type TrainedPolicyJson, trainedPolicyToJson } from '../../src/core/policy/trained-policy.ts';
import { priorsOf } from '../../src/core/policy/warm-start.ts';
import { seenThrough, surface } from './feature-sets.ts';
import { type Trial, tuneExploration } from './tune.ts';

/** Trains the page's policy on the train split, and chooses inside it how to explore. */
export function trainPolicy(
  whole: OfflineDataset,
  texts: ReadonlyMap<string, string>,
  settings: { readonly seed: number; readonly noise: number; readonly targetMs: readonly number[] },
): { readonly trained: TrainedPolicyJson; readonly trials: readonly Trial[] } {
  const dataset = seenThrough(whole, surface, texts);
  const train = samplesOf(dataset, 'train');
  const { model, gram, groups } = trainSpeedModel(train);
  const { best, trials } = tuneExploration(dataset, settings);
  const priors = priorsOf(
    model,
    dataset.arms.map(({ id }) => id),
  );
  const trained = trainedPolicyToJson({
    features: dataset.features,
    arms: priors.map(({ id, prior, priorWeights = [] }) => ({ id, prior, priorWeights })),
    gram,
    groups,
    ...best,
    target: dataset.target,
    targetMs: settings.targetMs,
    prompts: train.length,
  });
  return { trained, trials };
}
