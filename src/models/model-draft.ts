import type { ByteSource } from './byte-source.ts';
import { CpuModel } from './cpu-model.ts';
import type { Gguf } from './gguf.ts';
import { unsupported } from './gguf-error.ts';
import { readVocabulary } from './gguf-tokenizer.ts';
import { llamaConfig } from './llama-config.ts';
import { type DraftVocabulary, ModelGuesser, wholeVocabulary } from './model-guesser.ts';
import type { SpawnHelper } from './thread-pool.ts';
import { matchVocabularies, type Vocabulary } from './vocabulary-match.ts';

/** What a whole model is loaded for when it is to draft. */
export interface ModelDraftOptions {
  readonly id: string;
  readonly target: Vocabulary;
  /** The kernels. */
  readonly module: WebAssembly.Module;
  /** Positions the draft sees; it reads the end of longer texts. */
  readonly contextLength: number;
  /** Threads beside the target's, and how to start one; one by default. */
  readonly threads?: number;
  readonly spawn?: SpawnHelper;
  readonly now?: () => number;
  /** Cost of one guess in plain passes of the target, measured on the loaded draft. */
  readonly costOf: (model: CpuModel) => number;
  readonly onProgress?: (bytes: number) => void;
}

/** A draft that is a model of its own. */
export interface ModelDraft {
  readonly guesser: ModelGuesser;
  readonly model: CpuModel;
}

/**
 * Checks whether a model with a vocabulary of its own can draft for a target, without reading its weights.
 * @throws GgufError that names the first tokens that differ.
 */
export function fullDraftVocabulary(gguf: Gguf, target: Vocabulary): DraftVocabulary {
  const own = readVocabulary(gguf.metadata);
  const match = matchVocabularies(target, own);
  if (!match.ok) {
    throw unsupported(
      `the draft has another vocabulary than the target: ${match.cause}`,
      'Use a draft of the same family as the target.',
    );
  }
  return wholeVocabulary(match.shared, own.eos ?? 0);
}

/**
 * Makes a draft of any small model in a GGUF whose vocabulary is the target's. It runs beside the target.
 * @throws GgufError when the model cannot be run, or its vocabulary differs.
 */
export async function loadModelDraft(
  source: ByteSource,
  gguf: Gguf,
  { id, target, costOf, ...where }: ModelDraftOptions,
): Promise<ModelDraft> {
  const config = llamaConfig(gguf);
  const vocabulary = fullDraftVocabulary(gguf, target);
  const model = await CpuModel.load(source, gguf, config, { threads: 1, ...where });
  return { model, guesser: new ModelGuesser(id, model, vocabulary, costOf(model)) };
}
