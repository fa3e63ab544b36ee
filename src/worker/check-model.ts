import type { LanguageModel } from '../core/language-model.ts';
import { EngineError, type ModelNote } from '../engine/engine.ts';
import { selfTest } from '../models/self-test.ts';

/**
 * Tests whether a model can be the target of speculative decoding.
 * @returns what is worth knowing of it, how far rows of one pass and of single passes lie apart among it
 * @throws EngineError when it cannot
 */
export async function checkModel(model: LanguageModel): Promise<readonly ModelNote[]> {
  const { findings, consistency } = await selfTest(model);
  const refused = findings.find(({ severity }) => severity === 'refused');
  if (refused !== undefined) {
    throw new EngineError(
      'model-unsupported',
      `The model failed its self-test: ${refused.cause}.`,
      refused.remedy,
    );
  }
  const notes = findings.map(noteOf);
  if (consistency?.maxDifference !== 0) return notes;
  const cause = `passes over several tokens give the same logits, bit for bit, as passes over one (${consistency.positions} positions)`;
  return [...notes, { cause }];
}

/** Its cause and remedy alone. */
export const noteOf = ({ cause, remedy }: Required<ModelNote>): ModelNote => ({ cause, remedy });
