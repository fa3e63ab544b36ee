import type { RunView } from './run-view.ts';

/** Where a token stands in a run. */
export interface TokenPlace {
  /** Index of the round. */
  readonly round: number;
  /** Index into the round's pieces. */
  readonly piece: number;
}

/**
 * The token after a key: arrows go to the neighbouring token, Home and End to the first and last that is shown.
 * @returns undefined for keys that move nothing, or when there is nothing to select.
 */
export function stepSelection(
  run: RunView,
  shownRounds: number,
  from: TokenPlace | undefined,
  key: string,
  withRejected: boolean,
): TokenPlace | undefined {
  const all: TokenPlace[] = run.rounds
    .slice(0, shownRounds)
    .flatMap(view =>
      view.pieces.flatMap((piece, i) =>
        piece.state === 'rejected' && !withRejected ? [] : [{ round: view.round.index, piece: i }],
      ),
    );
  const at = from === undefined ? -1 : all.findIndex(s => s.round === from.round && s.piece === from.piece);
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return all[Math.min(at + 1, all.length - 1)];
    case 'ArrowLeft':
    case 'ArrowUp':
      return all[at < 0 ? all.length - 1 : Math.max(0, at - 1)];
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    default:
      return undefined;
  }
}

/** Position in the output of a token; of a rejected one, the position of what replaced it. */
export function positionOf(run: RunView, { round, piece }: TokenPlace): number | undefined {
  const view = run.rounds.find(candidate => candidate.round.index === round);
  const emitted = view?.pieces[piece]?.emitted;
  return view === undefined || emitted === undefined ? undefined : view.round.at + emitted;
}

/** The token at a position of the output, or the last one before it, among the first `shownRounds` rounds. */
export function tokenAtPosition(run: RunView, shownRounds: number, position: number): TokenPlace | undefined {
  const view = run.rounds.slice(0, shownRounds).findLast(({ round }) => round.at <= position);
  if (view === undefined) return undefined;
  const piece = view.pieces.findLastIndex(
    ({ state, emitted }) => state !== 'rejected' && view.round.at + emitted <= position,
  );
  return piece < 0 ? undefined : { round: view.round.index, piece };
}
