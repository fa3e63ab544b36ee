import type { Gguf } from './gguf.ts';
import { invalid } from './gguf-error.ts';

/** Equal bins of a probability from 0 to 1. */
export const bins = 16;
/** Positions of a walk that are calibrated apart: 0, 1, 2, and 3 with all behind it. */
const positions = 4;

/**
 * `draftpick.confidence.priors`: the share of guesses that were the target's token, on held-out text. One number for
 * each of the {@link bins} of a draft's top probability, or the bins once more for each of four positions.
 * @throws GgufError when there are other numbers of them, or one is no probability.
 */
export function readPriors(gguf: Gguf): readonly number[] {
  const key = 'draftpick.confidence.priors';
  const priors = gguf.metadata.getNumbers(key);
  if (priors.length !== bins && priors.length !== positions * bins) {
    throw invalid(`metadata ${key} has ${priors.length} numbers, expected ${bins} or ${positions * bins}`);
  }
  for (const [i, prior] of priors.entries()) {
    if (!(prior >= 0 && prior <= 1)) throw invalid(`metadata ${key}[${i}] is ${prior}, no probability`);
  }
  return priors;
}

/**
 * Index into the priors of a guess that the draft gives `probability`, `position` tokens behind the start of its walk.
 * @param count number of priors: {@link bins} or four times as many
 */
export function bucketOf(count: number, position: number, probability: number): number {
  const bin = Math.min(bins - 1, Math.floor(probability * bins));
  return count === bins ? bin : Math.min(positions - 1, position) * bins + bin;
}

/**
 * `draftpick.token_ids`: for each row of the draft's sub-vocabulary the target's token id.
 * @throws GgufError unless there are `rows` of them, all in the target's vocabulary.
 */
export function readTokenIds(gguf: Gguf, rows: number, targetVocabulary: number): Int32Array {
  const key = 'draftpick.token_ids';
  const ids = gguf.metadata.getNumbers(key);
  if (ids.length !== rows) throw invalid(`metadata ${key} has ${ids.length} ids for ${rows} rows`);
  for (const [i, id] of ids.entries()) {
    if (!(Number.isInteger(id) && id >= 0 && id < targetVocabulary)) {
      throw invalid(`metadata ${key}[${i}] is ${id}, no token of the target's ${targetVocabulary}`);
    }
  }
  return Int32Array.from(ids);
}
