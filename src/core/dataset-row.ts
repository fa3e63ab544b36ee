import { type CostModel, longestDraft } from './cost-model.ts';
import type { Drafter } from './drafter.ts';
import type { MaybePromise } from './language-model.ts';
import type { DatasetSample } from './offline-dataset.ts';
import { promptFeatures } from './policy/features.ts';
import { follow, type GuessClock } from './recorded-target.ts';
import { alignment, alignmentKinds } from './reward.ts';

/** A prompt and what the target wrote after it, as token ids. */
export interface RecordedText {
  readonly prompt: readonly number[];
  readonly tokens: readonly number[];
}

/** An arm that can be run along a recorded text. */
export interface RowArm {
  readonly drafter: Drafter;
  readonly cost: CostModel;
  /** What its guesses cost. */
  readonly clock: GuessClock;
  /** Whether it goes on from the target's hidden states, so that it cannot write on its own. */
  readonly needsTarget: boolean;
}

/** What the dataset says of one prompt, whatever it is called and used for. */
export type DatasetRow = Pick<DatasetSample, 'tokens' | 'features' | 'alignments' | 'speedUps'>;

/**
 * One row of the offline dataset. Every draft is run along the target's text, which gives its speed-up by the cost model, and writes
 * on its own after the prompt, which gives the alignments.
 * @param text of the prompt, which the policy's features are read from
 * @param between awaited before each arm, with its index; throws to stop
 */
export async function datasetRow(
  text: string,
  { prompt, tokens }: RecordedText,
  arms: readonly RowArm[],
  between: (arm: number) => MaybePromise<void> = () => undefined,
): Promise<DatasetRow> {
  const byKind = new Map<string, number[]>(alignmentKinds.map(kind => [kind, []]));
  const speedUps: number[] = [];
  for (const [i, { drafter, cost, clock, needsTarget }] of arms.entries()) {
    await between(i);
    const plainMs = tokens.length * (cost.targetMs[0] ?? 1);
    const run = await follow(drafter, prompt, tokens, cost, { maxDraft: longestDraft, guessMs: clock });
    speedUps.push(plainMs / run.ms);
    const agreement = await agreementOf(drafter, prompt, tokens);
    drafter.reset?.();
    // A head cannot write on its own: what counts is how often it is right along the target's text.
    const own = needsTarget ? undefined : (await drafter.propose(prompt, tokens.length)).tokens;
    for (const kind of alignmentKinds) {
      const f = kind === 'agreement' || own === undefined ? agreement : alignment(kind, tokens, own);
      byKind.get(kind)?.push(f);
    }
  }
  return {
    tokens: tokens.length,
    features: [...promptFeatures(text, 0).values],
    alignments: Object.fromEntries(byKind),
    speedUps,
  };
}

/**
 * c_j before normalisation: guesses per pass of the target, at most 50, so that free tables do not push all neural drafts
 * to 0. `none` is as fast as a draft can be: it costs nothing.
 */
export function draftSpeed({ targetMs, draftMs }: CostModel): number {
  return Math.min(50, (targetMs[0] ?? 1) / Math.max(draftMs, 1e-9));
}

/** Share of the target's tokens that the draft guesses right, each after the target's own text before it. */
async function agreementOf(
  drafter: Drafter,
  prompt: readonly number[],
  tokens: readonly number[],
): Promise<number> {
  drafter.reset?.();
  const text = [...prompt];
  let right = 0;
  for (const token of tokens) {
    const { tokens: guesses } = await drafter.propose(text, 1);
    if (guesses[0] === token) right += 1;
    text.push(token);
  }
  return tokens.length === 0 ? 0 : right / tokens.length;
}
