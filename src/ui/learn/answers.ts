/** Answers to the questions of the lessons, computed by the code that the page runs on. */
import { passMs } from '../../core/cost-model.ts';
import type { Row } from '../../core/language-model.ts';
import { argmax } from '../../core/policy/policy.ts';
import { reward } from '../../core/reward.ts';
import { greedy } from '../../core/sampling-options.ts';
import { verify } from '../../core/speculative.ts';
import { passesFor } from './passes.ts';
import { handPolicy, handStart, handStep } from './reinforce-by-hand.ts';
import { meanRegret, players, toyBandit } from './toy-bandit.ts';

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

/** The reward r = α·f + (1 − α)·c. */
export function offlineReward(alpha: number, f: number, c: number): number {
  return reward(alpha, f, c);
}

/** Place of what becomes of the drawn arm's probability when it earned less than the baseline: rises, stays, falls. */
export function afterDisappointment(): number {
  for (let seed = 1; seed < 100; seed++) {
    const { last, weights } = handStep(handStart, 0.5, seed);
    if (last === undefined || (last.prompt.rewards[last.arm] ?? 0) >= last.baseline) continue;
    const change = (handPolicy(weights, last.prompt.x)[last.arm] ?? 0) - (last.pi[last.arm] ?? 0);
    return change > 0 ? 0 : change < 0 ? 2 : 1;
  }
  return -1;
}

/** Place in {@link players} of the one with the least regret. */
export function leastRegret(gap: number, noise: number, rounds: number, games: number): number {
  const totals = players.map(name => -(meanRegret(name, toyBandit(gap, noise), rounds, games).at(-1) ?? 0));
  return argmax(totals);
}
