import { useEffect } from 'react';
import { advance, lastMs, usePlaybackStore } from '../../state/playback-store.ts';
import { useRunStore } from '../../state/run-store.ts';

/** Longest step of the clock: a page that was hidden goes on where it was, it does not jump. */
const longestStep = 100;

/** Moves the shared clock while it plays, once a frame. */
export function usePlaybackClock(): void {
  const playing = usePlaybackStore(state => state.playing);
  useEffect(() => {
    if (!playing) return;
    let before: number | undefined;
    let frame = requestAnimationFrame(function step(now) {
      const { run, baseline } = useRunStore.getState();
      const { rate } = usePlaybackStore.getState();
      advance(before === undefined ? 0 : Math.min(longestStep, now - before) * rate, lastMs(run, baseline));
      before = now;
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);
}
