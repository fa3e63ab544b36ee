import type { EmittedToken, TestedToken } from './decode-event.ts';
import type { Proposal } from './drafter.ts';
import type { Row } from './language-model.ts';
import { uniform } from './rng.ts';
import { distribution, draw } from './sampling.ts';
import type { SamplingOptions } from './sampling-options.ts';

/** What one target pass made of a proposal. */
export interface Verification {
  readonly tested: number;
  readonly accepted: number;
  readonly proposed: readonly TestedToken[];
  /** The kept tokens and the target's one of its own, in order: always `accepted + 1`. */
  readonly emitted: readonly EmittedToken[];
}

/** The outcome at one position: which token is emitted there and, if one was proposed, how the test went. */
interface Decision {
  readonly token: number;
  readonly p: number;
  readonly test?: Omit<TestedToken, 'token' | 'verdict' | 'confidence'>;
}

/**
 * Accepts the longest prefix of the proposal that the target agrees with and adds one token of the target's own: a
 * correction after a rejection, a bonus when everything was kept.
 *
 * Greedy: a proposed token is accepted if it is the target's argmax. Sampling: modified rejection sampling (Leviathan et
 * al. 2023, algorithm 1; Chen et al. 2023, algorithm 2), so that emitted tokens follow the target's distribution exactly.
 *
 * @param rows `rows[i]` is what the target says after the i-th proposed token; `rows[0]` before the first. One more than
 * there are proposed tokens.
 * @param position index in the context of the first token to decide; picks the random numbers
 */
export function verify(
  proposal: Proposal,
  rows: readonly Row[],
  sampling: SamplingOptions,
  position: number,
): Verification {
  const proposed: TestedToken[] = [];
  const emitted: EmittedToken[] = [];
  let rejected = false;
  for (const [i, row] of rows.entries()) {
    const token = proposal.tokens[i];
    if (token === undefined) {
      const own = decideAlone(row, sampling, position + i);
      emitted.push(emit(row, own, proposal.tokens.length === 0 ? 'plain' : 'bonus'));
      break;
    }
    const q = proposal.distributions?.[i];
    const decision = decide(token, q, row, sampling, position + i);
    rejected = decision.token !== token || decision.test === undefined;
    const confidence = proposal.confidences[i] ?? 0;
    proposed.push({ token, verdict: rejected ? 'rejected' : 'accepted', confidence, ...decision.test });
    emitted.push(emit(row, decision, rejected ? 'correction' : 'accepted'));
    if (rejected) break;
  }
  const tested = proposed.length;
  for (let i = tested; i < proposal.tokens.length; i++) {
    const token = proposal.tokens[i];
    if (token === undefined) break;
    proposed.push({ token, verdict: 'untested', confidence: proposal.confidences[i] ?? 0 });
  }
  return { tested, accepted: rejected ? tested - 1 : tested, proposed, emitted };
}

/** The target's own choice where nothing was proposed. */
function decideAlone(row: Row, sampling: SamplingOptions, position: number): Decision {
  if (sampling.temperature === 0) return { token: row.argmax, p: greedyProbability(row, row.argmax) ?? 0 };
  const p = distribution(logitsOf(row), sampling);
  const { token } = draw(p, uniform(sampling.seed, position, 'target'));
  return { token, p: p[token] ?? 0 };
}

/** Tests one proposed token. The token was accepted exactly if the decision is that token. */
function decide(
  token: number,
  q: Float32Array | undefined,
  row: Row,
  sampling: SamplingOptions,
  position: number,
): Decision {
  if (sampling.temperature === 0) {
    const accepted = row.argmax === token;
    const p = greedyProbability(row, token);
    return {
      token: row.argmax,
      p: greedyProbability(row, row.argmax) ?? 0,
      test: { ...(p === undefined ? {} : { p }), q: 1, acceptance: accepted ? 1 : 0 },
    };
  }
  const p = distribution(logitsOf(row), sampling);
  return q === undefined
    ? decidePointMass(token, p, sampling.seed, position)
    : decideByRejection(token, p, q, sampling.seed, position);
}

/**
 * The rule for a deterministic draft, where q is 1 on the proposed token x: accept with probability p(x), else draw from p
 * without x. Both happen at once when the target draws its own token and x counts as accepted if it is the same one. The
 * draw is the very one target-only decoding would make at this position, so with the same seed the text is the same too.
 */
function decidePointMass(token: number, p: Float32Array, seed: number, position: number): Decision {
  const u = uniform(seed, position, 'target');
  const own = draw(p, u);
  const acceptance = p[token] ?? 0;
  // Move x's interval of the cumulative distribution to the front: still uniform, and x is accepted iff it is below p(x).
  let low = 0;
  for (let i = 0; i < token; i++) low += p[i] ?? 0;
  const accepted = own.token === token;
  const moved = accepted ? u - low : u < low ? u + acceptance : u;
  // Rounding must not put the number on the wrong side of the acceptance it is compared with.
  const shown = accepted
    ? Math.min(Math.max(moved, 0), acceptance * (1 - Number.EPSILON))
    : Math.min(Math.max(moved, acceptance), 1);
  return { token: own.token, p: p[own.token] ?? 0, test: { p: acceptance, q: 1, acceptance, draw: shown } };
}

/** Accept x with probability min(1, p(x)/q(x)), else draw from max(0, p − q), normalised. */
function decideByRejection(
  token: number,
  p: Float32Array,
  q: Float32Array,
  seed: number,
  position: number,
): Decision {
  const pToken = p[token] ?? 0;
  const qToken = q[token] ?? 0;
  const acceptance = qToken > 0 ? Math.min(1, pToken / qToken) : 0;
  const u = uniform(seed, position, 'target');
  const test = { p: pToken, q: qToken, acceptance, draw: u };
  if (u < acceptance) return { token, p: pToken, test };
  const residual = p.map((value, i) => (i === token ? 0 : Math.max(0, value - (q[i] ?? 0))));
  // Rounding can leave nothing where p and q are nearly equal; the target's own distribution is then the same.
  const rest = residual.some(value => value > 0) ? residual : p.map((value, i) => (i === token ? 0 : value));
  const own = draw(rest, uniform(seed, position, 'residual')).token;
  return { token: own, p: p[own] ?? 0, test };
}

function emit(row: Row, decision: Decision, state: EmittedToken['state']): EmittedToken {
  return { token: decision.token, state, p: decision.p, top: row.top, logSumExp: row.logSumExp };
}

/** Probability at temperature 1 of a token among the row's best; undefined when it is not one of them. */
function greedyProbability(row: Row, token: number): number | undefined {
  const scored = row.top.find(candidate => candidate.token === token);
  return scored === undefined ? undefined : Math.exp(scored.logit - row.logSumExp);
}

function logitsOf(row: Row): Float32Array {
  if (row.logits === undefined) throw new Error('sampling needs the logits of every row');
  return row.logits;
}
