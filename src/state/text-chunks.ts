import type { RoundView } from './run-view.ts';

/** A stretch of a run's text that is drawn as one. */
export interface TextChunk {
  /** Place of its first round in the run. */
  readonly start: number;
  readonly rounds: readonly RoundView[];
  /** It ends with a line break and comes after one, so that it can be laid out as a block of its own. */
  readonly isParagraph: boolean;
}

/** Rounds a chunk has before it ends at the next line break, and at which it ends without one. */
const few = 24;
const many = 96;

/**
 * Cuts a run's text into chunks, so that the work of drawing a further token does not grow with the text before it. All but the
 * last stay the same when rounds are added.
 */
export function textChunks(rounds: readonly RoundView[]): readonly TextChunk[] {
  const chunks: TextChunk[] = [];
  let start = 0;
  let afterBreak = true;
  rounds.forEach(({ round }, i) => {
    const length = i + 1 - start;
    const atBreak = round.text.endsWith('\n');
    if (!(atBreak && length >= few) && length < many) return;
    chunks.push({ start, rounds: rounds.slice(start, i + 1), isParagraph: afterBreak && atBreak });
    start = i + 1;
    afterBreak = atBreak;
  });
  if (start < rounds.length) chunks.push({ start, rounds: rounds.slice(start), isParagraph: false });
  return chunks;
}

/** Whether two chunks of one run, at two times, hold the same. Rounds are never changed in place. */
export function sameChunk(a: TextChunk, b: TextChunk): boolean {
  return (
    a.isParagraph === b.isParagraph &&
    a.rounds.length === b.rounds.length &&
    a.rounds[0] === b.rounds[0] &&
    a.rounds.at(-1) === b.rounds.at(-1)
  );
}
