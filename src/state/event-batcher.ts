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
