import { StopStrings } from '../core/stop-strings.ts';
import type { ChatTokenizer } from '../models/tokenizer.ts';

/** Turns emitted tokens into text: incomplete characters and possible stop strings wait for what follows. */
export class TextStream {
  readonly #decoder: ReturnType<ChatTokenizer['createDecoder']>;
  readonly #stops: StopStrings;
  #ready = '';
  #stopped = false;

  constructor(tokenizer: ChatTokenizer, stopStrings: readonly string[]) {
    this.#decoder = tokenizer.createDecoder();
    this.#stops = new StopStrings(stopStrings);
  }

  /** Takes one token; true when it completes a stop string. */
  push(token: number): boolean {
    const step = this.#stops.push(this.#decoder.push(token));
    this.#ready += step.text;
    this.#stopped = step.stopped;
    return step.stopped;
  }

  /** Text that became final since the last call. */
  take(): string {
    const text = this.#ready;
    this.#ready = '';
    return text;
  }

  /** Everything still held back, at the end of a run. */
  finish(): string {
    if (this.#stopped) return '';
    const last = this.#stops.push(this.#decoder.flush());
    return last.stopped ? last.text : last.text + this.#stops.flush();
  }
}
