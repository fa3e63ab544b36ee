import type { NextFrame } from './event-batcher.ts';

/** Milliseconds between two deliveries, at least and at most. */
const shortest = 48;
const longest = 240;
/**
 * Part of the time that the page may draw: it competes with the engine's threads for the cores, and the browser's own threads draw
 * as well meanwhile.
 */
const share = 1 / 16;
/** Weight of the last drawing in what one is thought to take. */
const newest = 1 / 4;

/** What a {@link createPacedFrame} needs of the browser. */
export interface FrameSource {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Calls back at the next frame, before it is drawn. */
  requestFrame(callback: () => void): void;
  /** Calls back after `ms` milliseconds; the returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back once the frame under way is drawn. */
  afterDrawing(callback: () => void): void;
}

/**
 * The browser's next frame, later the longer it takes to draw one, so that drawing takes a small part of the time and the model has
 * the rest. A hidden page has no frames, so there a timer stands in.
 */
export function createPacedFrame({ now, requestFrame, after, afterDrawing }: FrameSource): NextFrame {
  let drawing = 0;
  return callback => {
    const pace = Math.min(longest, Math.max(shortest, drawing / share));
    let called = false;
    const call = (): void => {
      called = true;
      callOff();
      callback();
    };
    const callOff = after(pace * 3, call);
    after(pace, () =>
      requestFrame(() => {
        if (called) return;
        const start = now();
        call();
        afterDrawing(() => {
          drawing += newest * (now() - start - drawing);
        });
      }),
    );
  };
}

/** The page's own frames. */
export function browserFrames(): FrameSource {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return {
    now: () => performance.now(),
    requestFrame: callback => void requestAnimationFrame(callback),
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    // A message posted while a frame is prepared is looked at when it is drawn.
    afterDrawing(callback) {
      waiting.push(callback);
      port2.postMessage(null);
    },
  };
}
