import type { TokenState } from '../core/decode-event.ts';
import type { RunView } from './run-view.ts';
import type { TokenPlace } from './selection.ts';

/** One of the target's favourites at a position. */
export interface Candidate {
  readonly token: number;
  readonly text: string;
  /** Probability at temperature 1. */
  readonly probability: number;
  /** The token being looked at. */
  readonly isThis: boolean;
  /** The token that entered the output at this position. */
  readonly isOutput: boolean;
}

/** All that is known of a token. Absent is what was never measured, not 0. */
export interface TokenDetail {
  readonly state: TokenState | 'rejected';
  readonly token: number;
  readonly text: string;
  /** 1-based round, and 1-based place in the output. */
  readonly round: number;
  readonly place: number;
  readonly greedy: boolean;
  /** The target's probability of it. */
  readonly p: number | undefined;
  /** The draft's probability of it. */
  readonly q: number | undefined;
  /** min(1, p/q). */
  readonly acceptance: number | undefined;
  readonly draw: number | undefined;
  readonly confidence: number | undefined;
  readonly candidates: readonly Candidate[];
}

/** Looks up a selected token; undefined when the run has none such (any more). */
export function tokenDetail(run: RunView, selection: TokenPlace): TokenDetail | undefined {
  const view = run.rounds.find(({ round }) => round.index === selection.round);
  const piece = view?.pieces[selection.piece];
  if (view === undefined || piece === undefined) return undefined;
  const { round } = view;
  const emitted = round.emitted[piece.emitted];
  const proposed = piece.proposed === undefined ? undefined : round.proposed[piece.proposed];
  const candidates = (emitted?.top ?? []).slice(0, 5).map(({ token, logit }) => ({
    token,
    text: round.texts[token] ?? '',
    probability: Math.exp(logit - (emitted?.logSumExp ?? 0)),
    isThis: token === piece.token,
    isOutput: token === emitted?.token,
  }));
  return {
    state: piece.state,
    token: piece.token,
    text: round.texts[piece.token] ?? piece.text,
    round: round.index + 1,
    place: round.at + piece.emitted + 1,
    greedy: run.request.sampling.temperature === 0,
    p: known(proposed === undefined ? emitted?.p : (proposed.p ?? emitted?.p)),
    q: proposed?.q,
    acceptance: proposed?.acceptance,
    draw: proposed?.draw,
    confidence: known(proposed?.confidence),
    candidates,
  };
}

/** Runs from a file come without probabilities. */
function known(value: number | undefined): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

/** Why the token is where it is, in one sentence. */
export function explainToken(detail: TokenDetail): string {
  const { state, greedy, acceptance, draw } = detail;
  switch (state) {
    case 'accepted':
      if (greedy) return 'The draft proposed it, and it is the target’s first choice: kept.';
      return draw === undefined || acceptance === undefined
        ? 'The draft proposed it and the target kept it.'
        : `Kept, because the draw ${draw.toFixed(3)} lies below min(1, p/q) = ${acceptance.toFixed(3)}.`;
    case 'rejected':
      if (greedy) return 'The draft proposed it, but it is not the target’s first choice: refused.';
      return draw === undefined || acceptance === undefined
        ? 'The draft proposed it and the target refused it.'
        : `Refused, because the draw ${draw.toFixed(3)} does not lie below min(1, p/q) = ${acceptance.toFixed(3)}.`;
    case 'correction':
      return greedy
        ? 'The target’s first choice, in place of the refused proposal.'
        : 'Drawn from what the target wants more than the draft, max(0, p − q), in place of the refused proposal.';
    case 'bonus':
      return 'The whole proposal was kept, and the same pass gave this token of the target for free.';
    case 'plain':
      return 'Nothing was proposed in this round; the target wrote it alone.';
  }
}
