import type { GenerateEvent } from '../engine/engine.ts';

/** Calls back at the next frame. */
export type NextFrame = (callback: () => void) => void;

/** Collects events and hands them on at most once a frame. */
export class EventBatcher {
  private waiting: GenerateEvent[] = [];
  private asked = false;

  constructor(
    private readonly deliver: (events: readonly GenerateEvent[]) => void,
    private readonly nextFrame: NextFrame,
  ) {}

  push(event: GenerateEvent): void {
    this.waiting.push(event);
    if (this.asked) return;
    this.asked = true;
    this.nextFrame(() => this.flush());
  }

  /** Hands on at once what is waiting. */
  flush(): void {
    this.asked = false;
    if (this.waiting.length === 0) return;
    const events = this.waiting;
    this.waiting = [];
    this.deliver(events);
  }
}

/** Shortest time between two deliveries, milliseconds: drawing competes with the engine's threads for the cores. */
const pace = 48;

/** The browser's next frame, paced; a hidden page has no frames, so there a timer stands in. */
export const browserFrame: NextFrame = callback => {
  let called = false;
  const once = (): void => {
    if (called) return;
    called = true;
    clearTimeout(fallback);
    callback();
  };
  const fallback = setTimeout(once, pace * 3);
  setTimeout(() => requestAnimationFrame(once), pace);
};
