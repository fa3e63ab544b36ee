import type { ChatMessage } from '../engine/engine.ts';

/** Which chats' answers the table that grows has learnt: it learns a text when another chat begins (`src/worker/draft-shelf.ts`). */
export class LearntChats {
  readonly #learnt = new Set<string>();
  #last: string | undefined;

  /** A chat is being answered. */
  begin(messages: readonly ChatMessage[]): void {
    const chat = JSON.stringify(messages);
    if (this.#last !== undefined && this.#last !== chat) this.#learnt.add(this.#last);
    this.#last = chat;
  }

  /** The engine is gone, and with it the text that was not learnt yet. */
  forgetLast(): void {
    this.#last = undefined;
  }

  has(messages: readonly ChatMessage[]): boolean {
    return this.#learnt.has(JSON.stringify(messages));
  }
}
