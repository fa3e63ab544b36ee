import { create } from 'zustand';
import { type RunView, roundsAt, runMs } from './run-view.ts';

/** The clock both lanes share. It starts when each has read its prompt. */
export interface PlaybackState {
  /** Milliseconds; null shows everything there is, as it comes. */
  readonly clockMs: number | null;
  readonly playing: boolean;
  /** Seconds of the run for one second of looking. */
  readonly rate: number;
}

/** Rates to choose from. A run is often over in a second: in real time nobody could follow its rounds. */
export const rates = [1, 0.5, 0.2, 0.1] as const;

/** The one clock of the stage. */
export const usePlaybackStore = create<PlaybackState>(() => ({ clockMs: null, playing: false, rate: 0.2 }));

const { setState, getState } = usePlaybackStore;

/** End of the longer lane. */
export function lastMs(run: RunView | undefined, baseline: RunView | undefined): number {
  return Math.max(run === undefined ? 0 : runMs(run), baseline === undefined ? 0 : runMs(baseline));
}

/** Plays on from where the clock stands; from the start when it stands at the end. */
export function play(endMs: number): void {
  const { clockMs } = getState();
  setState({ playing: true, clockMs: clockMs === null || clockMs >= endMs ? 0 : clockMs });
}

/** Plays from the start. */
export function playFromStart(): void {
  setState({ playing: true, clockMs: 0 });
}

/** Stops the clock where it is. */
export function pause(): void {
  setState({ playing: false });
}

/** Moves the clock and stops it. */
export function seek(ms: number): void {
  setState({ clockMs: Math.max(0, ms), playing: false });
}

/** Shows everything. */
export function showAll(): void {
  setState({ clockMs: null, playing: false });
}

/** Plays faster or slower from here on. */
export function setRate(rate: number): void {
  setState({ rate });
}

/** Moves the clock on by `ms`; at the end it stops. */
export function advance(ms: number, endMs: number): void {
  setState(({ clockMs, playing }) => {
    if (!playing) return {};
    const next = (clockMs ?? 0) + ms;
    return next >= endMs ? { clockMs: null, playing: false } : { clockMs: next };
  });
}

/** Where the clock must stand to show exactly the first `rounds` rounds of a run. */
export function clockForRounds(run: RunView, rounds: number): number {
  return run.rounds[Math.min(rounds, run.rounds.length) - 1]?.endMs ?? 0;
}

/** Moves by whole rounds of the run, back or forth. */
export function stepRounds(run: RunView, by: number): void {
  const shown = roundsAt(run, getState().clockMs);
  seek(clockForRounds(run, Math.max(0, Math.min(run.rounds.length, shown + by))));
}
