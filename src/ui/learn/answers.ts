/** Answers to the questions of the lessons, computed by the code that the page runs on. */
import { passMs } from '../../core/cost-model.ts';
import type { Row } from '../../core/language-model.ts';
import { greedy } from '../../core/sampling-options.ts';
import { verify } from '../../core/speculative.ts';
import { passesFor } from './passes.ts';

/** How many tokens a round emits that proposes `proposed` tokens of which the first `agreed` are the target's own. */
export function emittedAfter(proposed: number, agreed: number): number {
  const rows = Array.from({ length: proposed + 1 }, (): Row => ({ argmax: 0, logSumExp: 0, top: [] }));
  const tokens = Array.from({ length: proposed }, (_, i) => (i < agreed ? 0 : 1));
  return verify({ tokens, confidences: tokens.map(() => 1) }, rows, greedy, 0).emitted.length;
}

/** How many times as long as a pass over one token the longest measured pass takes. */
export function rowRatio(targetMs: readonly number[]): number {
  return passMs({ targetMs, draftMs: 0 }, targetMs.length) / passMs({ targetMs, draftMs: 0 }, 1);
}

/** Passes that `tokens` take when every round's guesses are all wrong. */
export function passesAllWrong(tokens: number, proposed: number): number {
  return passesFor(tokens, emittedAfter(proposed, 0));
}
