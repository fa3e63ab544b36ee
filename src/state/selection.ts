import type { Lane, Selection } from './run-store.ts';
import type { RunView } from './run-view.ts';

/**
 * The selection after a key: arrows go to the neighbouring token, Home and End to the first and last that is shown.
 * @returns undefined for keys that move nothing, or when there is nothing to select.
 */
export function stepSelection(
  lane: Lane,
  run: RunView,
  shownRounds: number,
  from: Selection | undefined,
  key: string,
  withRejected: boolean,
): Selection | undefined {
  const all: Selection[] = run.rounds
    .slice(0, shownRounds)
    .flatMap(view =>
      view.pieces.flatMap((piece, i) =>
        piece.state === 'rejected' && !withRejected ? [] : [{ lane, round: view.round.index, piece: i }],
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
