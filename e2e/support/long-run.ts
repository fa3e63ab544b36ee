import type { GenerateEvent, GenerateRequest } from '../../src/engine/engine.ts';
import { toyEvents } from '../../src/state/toy-engine.ts';

/** Tokens of {@link longRun}. */
export const longRunTokens = 4000;

/** A run of 4,000 tokens in some 1,500 rounds, of every kind there is. */
export function longRun(): readonly GenerateEvent[] {
  const words =
    'The keeper climbed , and the lamp was lit ; nobody else saw how far the light went . \n\n'.split(' ');
  const text = Array.from({ length: longRunTokens }, (_, i) => words[(i * 7 + (i >> 4)) % words.length]).join(
    ' ',
  );
  const request: GenerateRequest = {
    messages: [{ role: 'user', content: 'Go on.' }],
    arm: 'prompt-lookup',
    sampling: { temperature: 0, topK: 40, topP: 0.95, seed: 1 },
    maxTokens: longRunTokens,
    stopStrings: [],
    maxDraft: 7,
    fixedDraft: false,
  };
  const plan = [
    [4, 2],
    [0, 0],
    [3, 3],
    [2, 0],
    [5, 4],
  ] as const;
  return toyEvents({ text, plan }, request);
}
