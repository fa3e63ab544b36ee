import { describe, expect, test, vi } from 'vitest';
import { createPacedFrame, type FrameSource } from './paced-frame.ts';

/** A clock that is moved by hand, frames every 16 ms, drawings of a given length; `hidden` has no frames. */
function stage({ drawingMs = 0, hidden = false } = {}) {
  let time = 0;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  const after: FrameSource['after'] = (ms, callback) => {
    const timer = { at: time + ms, callback };
    timers.push(timer);
    return () => {
      timers = timers.filter(other => other !== timer);
    };
  };
  const source: FrameSource = {
    now: () => time,
    after,
    requestFrame: callback => {
      if (!hidden) after(16 - (time % 16), callback);
    },
    afterDrawing: callback => void after(drawingMs, callback),
  };
  /** Lets timers come until none is left. */
  const settle = (): void => {
    for (;;) {
      const next = timers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) return;
      timers = timers.filter(timer => timer !== next);
      time = Math.max(time, next.at);
      next.callback();
    }
  };
  const frame = createPacedFrame(source);
  /** Milliseconds until a callback is called, each after the one before was drawn. */
  const waits = (count: number): number[] =>
    Array.from({ length: count }, () => {
      const start = time;
      let waited = Number.NaN;
      frame(() => {
        waited = time - start;
      });
      settle();
      return waited;
    });
  return { waits, frame, settle };
}

describe('the paced frame', () => {
  test('comes every 48 ms or a frame later while drawing takes little', () => {
    for (const wait of stage({ drawingMs: 2 }).waits(20)) {
      expect(wait).toBeGreaterThanOrEqual(48);
      expect(wait).toBeLessThanOrEqual(64);
    }
  });

  test('comes so seldom that drawing takes about a sixteenth of the time', () => {
    const last = stage({ drawingMs: 10 }).waits(40).at(-1) ?? 0;
    expect(last / 10).toBeGreaterThan(15);
    expect(last / 10).toBeLessThan(18);
  });

  test('comes four times a second however long drawing takes', () => {
    for (const wait of stage({ drawingMs: 400 }).waits(20)) expect(wait).toBeLessThanOrEqual(256);
  });

  test('comes in a hidden page too, and once', () => {
    const { frame, settle } = stage({ hidden: true });
    const callback = vi.fn();
    frame(callback);
    settle();
    expect(callback).toHaveBeenCalledTimes(1);
  });

  test('is called once where frames come late', () => {
    const { waits } = stage({ drawingMs: 5 });
    expect(waits(3).every(Number.isFinite)).toBe(true);
  });
});
