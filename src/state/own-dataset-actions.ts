import { EngineError } from '../engine/engine.ts';
import { type ComparePrompt, parsePromptList } from './compare-list.ts';
import { armFiles, useDraftFilesStore } from './draft-files.ts';
import type { EngineOwner, EngineTurn } from './engine-owner.ts';
import { type EngineState, useEngineStore } from './engine-store.ts';
import { type OwnTerms, rowsOf } from './own-dataset.ts';
import { addOwnRow, useOwnDatasetStore } from './own-dataset-store.ts';
import { misfit } from './target-store.ts';

/** What making a dataset needs from outside. */
export interface OwnDeps {
  readonly owner: Pick<EngineOwner, 'use' | 'stop'>;
  /** Clock in milliseconds. */
  readonly now: () => number;
}

/** What a person can do. None of these rejects: failures go to the store. */
export interface OwnActions {
  /** Makes the rows that are missing. */
  start(): Promise<void>;
  /** Ends the row under way; finished rows stay. */
  stop(): void;
}

const { setState, getState } = useOwnDatasetStore;

/** The terms of rows that are made now; undefined while no model is loaded. */
export function presentTerms(
  { arms, maxTokens }: Pick<OwnTerms, 'arms' | 'maxTokens'>,
  { info }: Pick<EngineState, 'info'> = useEngineStore.getState(),
): OwnTerms | undefined {
  if (info === undefined) return undefined;
  const offered = useDraftFilesStore.getState();
  const here = arms.filter(
    arm => armFiles(arm, offered).state !== 'absent' && misfit(arm, info) === undefined,
  );
  return { target: info.id, backend: info.backend, arms: here, maxTokens };
}

/** Makes the actions. */
export function createOwnActions({ owner, now }: OwnDeps): OwnActions {
  return {
    async start() {
      setState({ error: undefined, problem: undefined });
      const parsed = parsePromptList(getState().list);
      if (!parsed.ok) {
        setState({ problem: `Line ${parsed.line} of the list: ${parsed.problem}.` });
        return;
      }
      await owner.use(
        'lab',
        async turn => {
          setState({ phase: 'running', refused: {} });
          try {
            await makeRows(turn, parsed.prompts, now);
          } finally {
            setState({ phase: 'idle', now: undefined });
          }
        },
        error => setState({ error }),
      );
    },
    stop: () => owner.stop('lab'),
  };
}

async function makeRows(
  turn: EngineTurn,
  prompts: readonly ComparePrompt[],
  now: () => number,
): Promise<void> {
  const { arms, maxTokens } = getState();
  const terms = presentTerms({ arms, maxTokens });
  if (terms === undefined) return;
  for (const [i, { prompt }] of prompts.entries()) {
    const made = rowsOf(prompts, getState().rows, terms);
    if (made[i] !== undefined) continue;
    const earlier = made.slice(0, i).flatMap(row => (row === undefined ? [] : [row.text]));
    const start = now();
    setState({ now: { prompt: i, arm: undefined } });
    try {
      const { text, row, speeds } = await turn.record({ prompt, arms: terms.arms, maxTokens, earlier }, arm =>
        setState({ now: { prompt: i, arm: terms.arms[arm] } }),
      );
      const offered = useDraftFilesStore.getState();
      const datasetArms = terms.arms.map((id, arm) => ({
        id,
        bytes: armFiles(id, offered).bytes,
        speed: speeds[arm] ?? 0,
      }));
      await addOwnRow({ prompt, terms, text, row, arms: datasetArms, ms: now() - start });
    } catch (error) {
      // About this prompt alone; the list goes on without it.
      const own = error instanceof EngineError && ['prompt-too-long', 'bad-request'].includes(error.code);
      if (!own) throw error;
      const why = `${error.message} ${error.remedy}`;
      setState(({ refused }) => ({ refused: { ...refused, [prompt]: why } }));
    }
  }
}
