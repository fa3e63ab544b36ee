import { create, type StoreApi, type UseBoundStore } from 'zustand';
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

/** A clock and what moves it. */
export interface Playback {
  readonly useStore: UseBoundStore<StoreApi<PlaybackState>>;
  /** Plays on from where the clock stands; from the start when it stands at the end. */
  play(endMs: number): void;
  playFromStart(): void;
  /** Stops the clock where it is. */
  pause(): void;
  /** Moves the clock and stops it. */
  seek(ms: number): void;
  /** Shows everything. */
  showAll(): void;
  /** Plays faster or slower from here on. */
  setRate(rate: number): void;
  /** Moves the clock on by `ms`; at the end it stops. */
  advance(ms: number, endMs: number): void;
}

/** A clock that shows everything until it is played. Each room with lanes has its own. */
export function createPlayback(): Playback {
  const useStore = create<PlaybackState>(() => ({ clockMs: null, playing: false, rate: 0.2 }));
  const { setState, getState } = useStore;
  return {
    useStore,
    play: endMs => {
      const { clockMs } = getState();
      setState({ playing: true, clockMs: clockMs === null || clockMs >= endMs ? 0 : clockMs });
    },
    playFromStart: () => setState({ playing: true, clockMs: 0 }),
    pause: () => setState({ playing: false }),
    seek: ms => setState({ clockMs: Math.max(0, ms), playing: false }),
    showAll: () => setState({ clockMs: null, playing: false }),
    setRate: rate => setState({ rate }),
    advance: (ms, endMs) =>
      setState(({ clockMs, playing }) => {
        if (!playing) return {};
        const next = (clockMs ?? 0) + ms;
        return next >= endMs ? { clockMs: null, playing: false } : { clockMs: next };
      }),
  };
}

/** The one clock of the Playground's stage. */
export const stagePlayback = createPlayback();
export const { useStore: usePlaybackStore, play, playFromStart, seek, showAll, advance } = stagePlayback;

/** End of the longer lane. */
export function lastMs(run: RunView | undefined, baseline: RunView | undefined): number {
  return Math.max(run === undefined ? 0 : runMs(run), baseline === undefined ? 0 : runMs(baseline));
}

/** Where the clock must stand to show exactly the first `rounds` rounds of a run. */
export function clockForRounds(run: RunView, rounds: number): number {
  return run.rounds[Math.min(rounds, run.rounds.length) - 1]?.endMs ?? 0;
}

/** Moves a clock by whole rounds of the run, back or forth. */
export function stepRounds(playback: Playback, run: RunView | undefined, by: number): void {
  if (run === undefined) return;
  const shown = roundsAt(run, playback.useStore.getState().clockMs);
  playback.seek(clockForRounds(run, Math.max(0, Math.min(run.rounds.length, shown + by))));
}
