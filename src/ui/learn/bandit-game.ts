/** The game of choosing a draft: real rewards of the offline dataset, shown one at a time. */
import type { DatasetSample, OfflineDataset } from '../../core/offline-dataset.ts';
import { sampleRewards, samplesOf } from '../../core/offline-dataset.ts';
import { createLinUcb } from '../../core/policy/lin-ucb.ts';
import { linUcbPolicy } from '../../core/policy/lin-ucb-policy.ts';
import { argmax } from '../../core/policy/policy.ts';

/** Arms of the game: few enough to try by hand, each good at something else. */
export const gameArms = ['none', 'prompt-lookup', 'ngram-code', 'ngram-prose'] as const;
const kinds = ['code', 'story', 'rewriting', 'maths'];

export interface GamePrompt {
  readonly kind: string;
  readonly tokens: number;
  readonly features: readonly number[];
  /** Speed-up with each of {@link gameArms}. */
  readonly rewards: readonly number[];
}

/** `count` held-out prompts, their kinds taking turns. */
export function gamePrompts(dataset: OfflineDataset, count: number): GamePrompt[] {
  const columns = gameArms.map(id => dataset.arms.findIndex(arm => arm.id === id));
  const byKind = kinds.map(kind => samplesOf(dataset, 'held-out').filter(sample => sample.kind === kind));
  return Array.from({ length: count }, (_, i) => byKind[i % kinds.length]?.[Math.floor(i / kinds.length)])
    .filter((sample): sample is DatasetSample => sample !== undefined)
    .map(({ kind, tokens, features, speedUps }) => ({
      kind,
      tokens,
      features,
      rewards: columns.map(column => speedUps[column] ?? 1),
    }));
}

/** What LinUCB chooses on these prompts in this order, beginning with nothing. */
export function linUcbChoices(prompts: readonly GamePrompt[]): number[] {
  const names = (prompts[0]?.features ?? []).map((_, i) => `feature ${i}`);
  if (names.length === 0) return [];
  const arms = gameArms.map(id => ({ id, prior: 1 }));
  const policy = linUcbPolicy(createLinUcb({ features: names, arms }));
  return prompts.map(({ features, rewards }) => {
    const { arm } = policy.choose(features);
    policy.update?.(features, arm, rewards[arm] ?? 1);
    return arm;
  });
}

/** Every prompt's best arm. */
export function bestChoices(prompts: readonly GamePrompt[]): number[] {
  return prompts.map(({ rewards }) => argmax(rewards));
}

/** Tokens a second relative to no draft: all tokens / all the time they took. */
export function speedOf(prompts: readonly GamePrompt[], choices: readonly number[]): number {
  let tokens = 0;
  let time = 0;
  choices.forEach((arm, i) => {
    const prompt = prompts[i];
    if (prompt === undefined) return;
    tokens += prompt.tokens;
    time += prompt.tokens / (prompt.rewards[arm] ?? 1);
  });
  return time === 0 ? 1 : tokens / time;
}

/** The arm that is best for all prompts alike, known only afterwards. */
export function bestFixed(prompts: readonly GamePrompt[]): number {
  return argmax(
    gameArms.map((_, arm) =>
      speedOf(
        prompts,
        prompts.map(() => arm),
      ),
    ),
  );
}

/** Speed over the held-out prompts when each gets the arm with the highest r = α·f + (1 − α)·c. */
export function speedByReward(dataset: OfflineDataset, alpha: number): number {
  const samples = samplesOf(dataset, 'held-out');
  const prompts = samples.map(({ kind, tokens, features, speedUps }) => ({
    kind,
    tokens,
    features,
    rewards: speedUps,
  }));
  return speedOf(
    prompts,
    samples.map(sample => argmax(sampleRewards(dataset, sample, 'rouge-l', alpha))),
  );
}
