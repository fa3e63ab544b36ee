import type { CostModel } from '../core/cost-model.ts';
import type { Drafter } from '../core/drafter.ts';
import { GuessDrafter } from '../core/guess-drafter.ts';
import { NgramGuesser } from '../core/ngram-guesser.ts';
import { NgramTable } from '../core/ngram-table.ts';
import { noDraft } from '../core/no-draft.ts';
import type { TokenGuesser } from '../core/token-guesser.ts';
import { memorySource } from './byte-source.ts';
import { CpuModel } from './cpu-model.ts';
import { DraftHead, HeadGuesser, type HiddenStates } from './draft-head.ts';
import type { DraftFile } from './draft-store.ts';
import { readGguf } from './gguf.ts';
import { headGuessMs, modelGuessMs } from './guess-cost.ts';
import { llamaConfig } from './llama-config.ts';
import { draftVocabulary, ModelGuesser } from './model-guesser.ts';

/** A small model sees at most this much of a text. */
const draftContext = 512;

/** Milliseconds of a guess by the clock `now`, with `cool` called before each guess that is timed. */
type MeasureGuess = (now: () => number, cool: () => void) => number;

/** What a draft needs to know about where it runs. */
export interface DraftSurroundings {
  /** The target it is for. */
  readonly target: Pick<CpuModel, 'config' | 'vocabularySize'>;
  /** Where heads get the target's states from. */
  readonly states: HiddenStates;
  /** The kernels, for neural drafts. */
  readonly module: WebAssembly.Module;
  /**
   * Cost of one guess of a neural draft, in plain passes of the target.
   * @param measure times a guess on this device (guess-cost.ts)
   */
  readonly costOf: (type: DraftFile['type'], measure: MeasureGuess) => number;
}

/**
 * Makes a guesser of the bytes of a draft file.
 * @throws GgufError or NgramTableError when the file cannot be used
 */
export async function loadDraft(
  { id, type }: Pick<DraftFile, 'id' | 'type'>,
  bytes: Uint8Array<ArrayBuffer>,
  { target, states, module, costOf }: DraftSurroundings,
): Promise<TokenGuesser> {
  switch (type) {
    case 'ngram':
      return new NgramGuesser(id, new NgramTable(bytes));
    case 'head': {
      const source = memorySource(bytes);
      const head = await DraftHead.load(source, await readGguf(source), {
        module,
        width: target.config.width,
        vocabularySize: target.vocabularySize,
      });
      const cost = costOf(type, (now, cool) => headGuessMs(head, now, cool));
      return new HeadGuesser(id, head, states, cost);
    }
    case 'model': {
      const source = memorySource(bytes);
      const gguf = await readGguf(source);
      const options = { module, contextLength: draftContext, threads: 1 };
      const model = await CpuModel.load(source, gguf, llamaConfig(gguf), options);
      const vocabulary = draftVocabulary(gguf, model.vocabularySize, target.vocabularySize);
      const cost = costOf(type, (now, cool) => modelGuessMs(model, now, cool));
      return new ModelGuesser(id, model, vocabulary, cost);
    }
  }
}

/** A drafter and what drafting with it costs. */
export interface CostedDrafter {
  readonly drafter: Drafter;
  readonly cost: CostModel;
}

/**
 * The drafter that the guessers make together; without any, the one that never drafts.
 * @param targetMs milliseconds of target passes over 1, 2, … tokens
 */
export function draftTogether(
  id: string,
  guessers: readonly TokenGuesser[],
  targetMs: readonly number[],
): CostedDrafter {
  // For a drafter that does not say what its guesses took. The dearest counts: too dear is the safer error.
  const draftMs = Math.max(0, ...guessers.map(({ cost }) => cost)) * (targetMs[0] ?? 0);
  const drafter = guessers.length === 0 ? noDraft : new GuessDrafter(id, guessers, { targetMs });
  return { drafter, cost: { targetMs, draftMs } };
}
