import { useEffect } from 'react';
import type { ArmId } from '../../engine/arms.ts';
import { comparePlayback } from '../../state/compare-store.ts';
import { type RunView, runMs } from '../../state/run-view.ts';

/** One arm's run, as a lane shows it. */
export interface LaneRun {
  readonly arm: ArmId;
  readonly run: RunView;
}

/** End of the slowest lane. */
export function endOf(lanes: readonly LaneRun[]): number {
  return lanes.reduce((most, { run }) => Math.max(most, runMs(run)), 0);
}

/** Longest step of the clock: a page that was hidden goes on where it was, it does not jump. */
const longestStep = 100;

/** Moves the clock of all lanes while it plays, once a frame. */
export function useCompareClock(lanes: readonly LaneRun[]): void {
  const playing = comparePlayback.useStore(state => state.playing);
  useEffect(() => {
    if (!playing) return;
    let before: number | undefined;
    let frame = requestAnimationFrame(function step(now) {
      const { rate } = comparePlayback.useStore.getState();
      const passed = before === undefined ? 0 : Math.min(longestStep, now - before);
      comparePlayback.advance(passed * rate, endOf(lanes));
      before = now;
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, lanes]);
}
