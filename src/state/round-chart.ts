import type { RoundView } from './run-view.ts';

/** How a cell of the chart is drawn. */
export type CellKind = 'accepted' | 'rejected' | 'untested' | 'correction' | 'bonus' | 'plain';

/** One round as a column: width is time, cells are tokens. */
export interface ChartColumn {
  readonly index: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly draftMs: number;
  readonly verifyMs: number;
  /** From the bottom: the target's own token, then the proposal in order. */
  readonly cells: readonly CellKind[];
}

/** The columns of some rounds. */
export function chartColumns(rounds: readonly RoundView[]): ChartColumn[] {
  return rounds.map(({ round, startMs, endMs }) => {
    const own = round.emitted.find(({ state }) => state !== 'accepted');
    const proposed = round.proposed.map(({ verdict }): CellKind => verdict);
    const cells: CellKind[] = own === undefined ? proposed : [own.state, ...proposed];
    return { index: round.index, startMs, endMs, draftMs: round.draftMs, verifyMs: round.verifyMs, cells };
  });
}

/**
 * Milliseconds the chart's width stands for. While a run is going it grows in steps of a half, so that columns already
 * drawn stay where they are for a while; a finished run fills the width exactly.
 */
export function chartSpan(totalMs: number, finished: boolean): number {
  if (finished) return Math.max(1, totalMs);
  let span = 400;
  while (span < totalMs) span *= 1.5;
  return span;
}

/**
 * How many rounds the chart has room for. While a run is going it grows in steps, like the span, so that both together leave
 * what is drawn in its place for a while.
 */
export function roomForRounds(rounds: number, finished: boolean): number {
  if (finished) return rounds;
  let room = 64;
  while (room < rounds * 1.2) room *= 1.5;
  return room;
}

/** Where a key of a slider leads: the number of rounds then shown. undefined for other keys. */
export function roundAfterKey(key: string, shown: number, rounds: number): number | undefined {
  const inside = (target: number): number => Math.max(0, Math.min(rounds, target));
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return inside(shown + 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return inside(shown - 1);
    case 'PageUp':
      return inside(shown + 10);
    case 'PageDown':
      return inside(shown - 10);
    case 'Home':
      return 0;
    case 'End':
      return rounds;
    default:
      return undefined;
  }
}
