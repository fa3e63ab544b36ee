import type { DecodeEvent } from '../core/decode-event.ts';
import { StopStrings } from '../core/stop-strings.ts';
import type { GenerateEvent } from '../engine/engine.ts';
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

/** Adds to a core event the text it brings and the texts of the tokens it mentions. */
export function withText(event: DecodeEvent, text: TextStream, tokenizer: ChatTokenizer): GenerateEvent {
  switch (event.type) {
    case 'prefill':
      return event;
    case 'round': {
      const ids = new Set([
        ...event.proposed.map(({ token }) => token),
        ...event.emitted.flatMap(({ token, top }) => [token, ...top.map(candidate => candidate.token)]),
      ]);
      const texts = Object.fromEntries(Array.from(ids, id => [id, tokenizer.tokenText(id)]));
      return { ...event, text: text.take(), texts };
    }
    case 'done':
      return { ...event, text: text.finish() };
  }
}
