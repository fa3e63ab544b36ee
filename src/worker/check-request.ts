import { isArmId } from '../engine/arms.ts';
import { EngineError, type GenerateRequest, type ModelInfo } from '../engine/engine.ts';
import { armProblem, kinshipOf } from '../engine/target-source.ts';

const maxStopStrings = 16;

/**
 * Refuses requests that make no sense, naming what is wrong. Requests also come from links and imported files.
 * @throws EngineError
 */
export function checkRequest(request: GenerateRequest): void {
  const { messages, sampling, maxTokens, maxDraft, stopStrings, arm } = request;
  const last = messages.at(-1);
  if (last === undefined || last.role !== 'user' || last.content.trim() === '') {
    throw new EngineError(
      'prompt-empty',
      'There is no prompt yet.',
      'Type a prompt, or pick one of the examples.',
    );
  }
  const whole = (name: string, value: number, least: number, most: number) => {
    if (!Number.isInteger(value) || value < least || value > most) {
      throw badRequest(`${name} is ${value}; it must be a whole number from ${least} to ${most}`);
    }
  };
  const within = (name: string, value: number, least: number, most: number) => {
    if (!(value >= least && value <= most)) {
      throw badRequest(`${name} is ${value}; it must lie between ${least} and ${most}`);
    }
  };
  if (!isArmId(arm)) throw badRequest(`there is no draft called "${String(arm).slice(0, 40)}"`);
  whole('max tokens', maxTokens, 1, 100_000);
  whole('draft length', maxDraft, 0, 31);
  within('temperature', sampling.temperature, 0, 10);
  // Below this, dividing by the temperature overflows; 0 is the greedy case.
  if (sampling.temperature > 0) within('temperature', sampling.temperature, 0.01, 10);
  whole('top-k', sampling.topK, 0, 1_000_000);
  within('top-p', sampling.topP, 0.000001, 1);
  whole('seed', sampling.seed, 0, 2 ** 32 - 1);
  if (stopStrings.length > maxStopStrings || stopStrings.some(text => text === '')) {
    throw badRequest(`stop strings: at most ${maxStopStrings}, none of them empty`);
  }
}

/**
 * Refuses a draft that cannot propose to the loaded target.
 * @param wholeModel whether there is a whole model to draft
 * @throws EngineError
 */
export function checkFit({ arm }: GenerateRequest, info: ModelInfo, wholeModel: boolean): void {
  const problem = armProblem(arm, kinshipOf(info, wholeModel));
  if (problem === undefined) return;
  throw new EngineError(
    'bad-request',
    `This draft does not fit ${info.name}. ${problem}`,
    'Choose another draft: copying from the text and no draft work with every model.',
  );
}

function badRequest(cause: string): EngineError {
  return new EngineError('bad-request', `This cannot be run: ${cause}.`, 'Change the setting and run again.');
}

/** The prompt does not fit; says by how much. */
export function promptTooLong(tokens: number, most: number): EngineError {
  return new EngineError(
    'prompt-too-long',
    `The prompt is ${tokens - most} tokens too long: it comes to ${tokens}, and ${most} fit.`,
    'Shorten the prompt, or start a new chat if earlier turns take up the room.',
  );
}
