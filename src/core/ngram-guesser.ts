import { HistoryGuesser } from './history-guesser.ts';
import type { NgramTable } from './ngram-table.ts';
import type { Guess } from './token-guesser.ts';

/** Guesses from an n-gram table: the token that followed most often after the longest context it knows. */
export class NgramGuesser extends HistoryGuesser {
  readonly #table: NgramTable;

  constructor(id: string, table: NgramTable) {
    super(id, table.priors, table.deepest, table.history);
    this.#table = table;
  }

  protected override lookup(text: readonly number[], end: number): Guess | undefined {
    const found = this.#table.lookup(text, end);
    return found < 0 ? undefined : { token: found & 0xffff, bucket: found >>> 16 };
  }
}
