/** What may be shown after a piece of text came in. */
export interface StopStep {
  /** Text that no stop string can reach any more. */
  readonly text: string;
  /** Whether a stop string is complete; `text` then ends before it. */
  readonly stopped: boolean;
}

/**
 * Watches a stream of text for stop strings that may span several pieces. Text that could still become the beginning
 * of one is held back. The occurrence that is complete first ends the text, and of several that are complete together
 * the longest: so it doesn't matter into which pieces the text was cut.
 */
export class StopStrings {
  readonly #strings: readonly string[];
  #held = '';

  /** @param strings empty ones are ignored */
  constructor(strings: readonly string[]) {
    this.#strings = strings.filter(text => text.length > 0);
  }

  push(piece: string): StopStep {
    const text = this.#held + piece;
    let start = -1;
    let end = Number.POSITIVE_INFINITY;
    for (const stop of this.#strings) {
      const at = text.indexOf(stop);
      const behind = at + stop.length;
      if (at < 0 || behind > end || (behind === end && at > start)) continue;
      start = at;
      end = behind;
    }
    if (start >= 0) {
      this.#held = '';
      return { text: text.slice(0, start), stopped: true };
    }
    const hold = Math.max(0, ...this.#strings.map(stop => overlap(text, stop)));
    this.#held = text.slice(text.length - hold);
    return { text: text.slice(0, text.length - hold), stopped: false };
  }

  /** The text held back, once nothing more comes. */
  flush(): string {
    const text = this.#held;
    this.#held = '';
    return text;
  }
}

/** Length of the longest end of `text` that begins `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
