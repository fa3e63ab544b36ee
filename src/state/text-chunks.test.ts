import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RoundView } from './run-view.ts';
import { sameChunk, textChunks } from './text-chunks.ts';

/** Rounds with nothing but a text. */
function roundsOf(texts: readonly string[]): RoundView[] {
  return texts.map((text, index) => ({
    round: { index, text } as RoundView['round'],
    startMs: index,
    endMs: index + 1,
    pieces: [],
  }));
}

const someTexts = fc.array(fc.constantFrom(' a', '\n', ' b.\n', '\n\n', ' c', ' d'), {
  maxLength: 400,
  size: 'max',
});

test('chunks hold every round once and in order, and know where they start', () => {
  fc.assert(
    fc.property(someTexts, texts => {
      const rounds = roundsOf(texts);
      const chunks = textChunks(rounds);
      expect(chunks.flatMap(chunk => chunk.rounds)).toEqual(rounds);
      for (const { start, rounds: own } of chunks) expect(own[0]).toBe(rounds[start]);
    }),
  );
});

test('a paragraph ends with a line break and comes after one, so that laying it out apart moves no word', () => {
  const ending = (rounds: readonly RoundView[] | undefined): string => rounds?.at(-1)?.round.text ?? '\n';
  let paragraphs = 0;
  fc.assert(
    fc.property(someTexts, texts => {
      const chunks = textChunks(roundsOf(texts));
      chunks.forEach(({ isParagraph, rounds }, i) => {
        if (!isParagraph) return;
        paragraphs += 1;
        expect(ending(rounds)).toMatch(/\n$/);
        expect(ending(chunks[i - 1]?.rounds)).toMatch(/\n$/);
      });
    }),
  );
  expect(paragraphs).toBeGreaterThan(0);
});

test('further rounds leave all chunks but the last as they were', () => {
  fc.assert(
    fc.property(someTexts, fc.nat(), (texts, cut) => {
      const rounds = roundsOf(texts);
      const after = textChunks(rounds);
      const before = textChunks(rounds.slice(0, cut % (texts.length + 1)));
      for (const [i, chunk] of before.slice(0, -1).entries()) {
        const later = after[i];
        expect(later !== undefined && sameChunk(chunk, later)).toBe(true);
      }
    }),
  );
});

test('a long text without line breaks is cut too, and is not taken for paragraphs', () => {
  const chunks = textChunks(roundsOf(Array.from({ length: 500 }, () => ' word')));
  expect(chunks.length).toBeGreaterThan(4);
  expect(chunks.some(({ isParagraph }) => isParagraph)).toBe(false);
});

test('two chunks of other runs, or of which one has grown, differ', () => {
  const rounds = roundsOf([' a', ' b', ' c']);
  const [chunk, longer, other] = [rounds.slice(0, 2), rounds, roundsOf([' a', ' b'])].map(
    each => textChunks(each)[0],
  );
  expect(chunk && longer && sameChunk(chunk, longer)).toBe(false);
  expect(chunk && other && sameChunk(chunk, other)).toBe(false);
  expect(chunk && sameChunk(chunk, { ...chunk })).toBe(true);
});
