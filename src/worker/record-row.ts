import { CountedGuesser, guessClock } from '../core/counted-guesser.ts';
import { datasetRow, draftSpeed, type RecordedText, type RowArm } from '../core/dataset-row.ts';
import { decode } from '../core/decode.ts';
import { GrowingNgrams } from '../core/growing-ngrams.ts';
import { noDraft } from '../core/no-draft.ts';
import { greedy } from '../core/sampling-options.ts';
import type { TokenGuesser } from '../core/token-guesser.ts';
import type { ArmId } from '../engine/arms.ts';
import { EngineError, type RecordedRow } from '../engine/engine.ts';
import { draftTogether } from '../models/load-draft.ts';
import { outputStates } from '../models/output-states.ts';
import { createBreathe } from './breathe.ts';
import type { Target } from './target.ts';

/** What a row is made with. */
export interface RowSurroundings {
  readonly target: Target;
  readonly eosIds: readonly number[];
  /** Milliseconds of target passes over 1, 2, … tokens. */
  readonly targetMs: readonly number[];
  /** The guessers of each arm, loaded; the table that grows is put in here. */
  readonly guessers: ReadonlyMap<ArmId, readonly TokenGuesser[]>;
  readonly maxTokens: number;
  /** What the table that grows knows: the texts of earlier rows, not what this browser wrote elsewhere. */
  readonly earlier: readonly RecordedText[];
  readonly now: () => number;
}

/**
 * Has the target write, greedily, and runs every arm along its text (`dataset-row.ts`). The target's cache holds another text
 * afterwards.
 * @throws EngineError when the target writes nothing; `AbortError`
 */
export async function recordRow(
  words: string,
  prompt: readonly number[],
  surroundings: RowSurroundings,
  signal: AbortSignal,
  onArm: (arm: number) => void,
): Promise<RecordedRow> {
  const { target, targetMs, now, guessers, earlier } = surroundings;
  const breathe = createBreathe(now);
  const text = { prompt, tokens: await write(prompt, surroundings, signal) };
  signal.throwIfAborted();
  if (text.tokens.length === 0) {
    throw new EngineError(
      'bad-request',
      'The model ends its answer to this prompt at once, so there is nothing to learn from.',
      'Word the prompt as a question or a task.',
    );
  }
  const history = new GrowingNgrams('history', target.vocabularySize);
  for (const { prompt, tokens } of earlier) history.learn([...prompt, ...tokens], prompt.length);
  const ready = [...guessers].map(([id, parts]): RowArm => {
    const counted = parts.map(part => new CountedGuesser(part.id === 'history' ? history : part));
    return {
      ...draftTogether(id, counted, targetMs),
      clock: guessClock(counted, targetMs[0] ?? 1),
      needsTarget: counted.some(part => part.needsTarget),
    };
  });
  try {
    if (ready.some(arm => arm.needsTarget)) {
      target.wantHidden(true);
      target.recall(await outputStates(target, text), prompt.length - 1);
    }
    const row = await datasetRow(words, text, ready, async arm => {
      onArm(arm);
      await breathe();
      signal.throwIfAborted();
    });
    return { text, row, speeds: ready.map(({ cost }) => draftSpeed(cost)) };
  } finally {
    target.forget();
  }
}

async function write(
  prompt: readonly number[],
  { target, eosIds, targetMs, maxTokens, now }: RowSurroundings,
  signal: AbortSignal,
): Promise<number[]> {
  const written: number[] = [];
  const events = decode(target, noDraft, {
    prompt,
    cached: [],
    sampling: greedy,
    maxTokens,
    eosIds,
    maxDraft: 0,
    fixedDraft: false,
    cost: { targetMs, draftMs: 0 },
    isStop: () => false,
    signal,
    now,
    breathe: createBreathe(now),
  });
  for await (const event of events) {
    if (event.type === 'round') written.push(...event.emitted.map(({ token }) => token));
  }
  return written;
}
