import { featureNames } from '../core/policy/features.ts';
import { alignmentKinds } from '../core/reward.ts';
import type { ComparePrompt } from './compare-list.ts';
import type { OwnRow, OwnTerms } from './own-dataset.ts';
import type { OwnWork } from './own-work.ts';

/** Terms of the rows below. */
export const ownTerms: OwnTerms = {
  target: 'toy',
  backend: 'cpu',
  arms: ['none', 'prompt-lookup'],
  maxTokens: 16,
};

/** One of as many prompts as a test needs. */
export function ownPrompt(i: number): ComparePrompt {
  return { id: `p${i + 1}`, prompt: `Prompt number ${i + 1}.` };
}

/** A row as the worker and the clock would make it. */
export function ownRow(prompt: string): OwnRow {
  return {
    prompt,
    terms: ownTerms,
    text: { prompt: [1, 2], tokens: [3, 4, 5] },
    row: {
      tokens: 3,
      features: featureNames.map(() => 1),
      alignments: Object.fromEntries(alignmentKinds.map(kind => [kind, [0, 0.5]])),
      speedUps: [1, 1.25],
    },
    arms: [
      { id: 'none', bytes: 0, speed: 50 },
      { id: 'prompt-lookup', bytes: 0, speed: 50 },
    ],
    ms: 100,
  };
}

/** Two prompts, both recorded. */
export const ownWork: OwnWork = {
  list: 'One.\nTwo.',
  arms: ['none', 'prompt-lookup'],
  maxTokens: 32,
  rows: [ownRow('One.'), ownRow('Two.')],
};
