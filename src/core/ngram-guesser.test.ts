import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NgramGuesser } from './ngram-guesser.ts';
import { packNgramTable } from './ngram-pack.ts';
import { NgramTable } from './ngram-table.ts';

/** After each token comes the next one, modulo 10; the bucket is the token. */
const text = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0];
const end = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const history = 3;
const table = new NgramTable(
  packNgramTable({
    vocabulary: 100,
    buckets: 10,
    history,
    priors: Array.from({ length: 20 * (history + 1) }, (_, i) => (i + 1) / 100),
    text,
    orders: [{ length: 1, end, token: end.map(at => text[at] ?? 0), bucket: end.map(at => at - 1) }],
  }),
);

const guessAfter = (...context: number[]) => {
  const guesser = new NgramGuesser('test', table);
  guesser.begin(context);
  return guesser.guess();
};

describe('a guess', () => {
  test('is what the table says, the same however often it is asked', () => {
    const guesser = new NgramGuesser('test', table);
    guesser.begin([50, 4]);
    expect(guesser.guess()?.token).toBe(5);
    expect(guesser.guess()).toBe(guesser.guess());
  });

  test('is none where the table knows nothing', () => {
    expect(guessAfter(50)).toBeUndefined();
    expect(guessAfter()).toBeUndefined();
  });

  test('counts how many of the guesses before it were right', () => {
    const hits = (...context: number[]) => (guessAfter(...context)?.bucket ?? Number.NaN) - 8 * (history + 1);
    expect(hits(4)).toBe(0);
    expect(hits(3, 4)).toBe(1);
    expect(hits(2, 3, 4)).toBe(2);
    expect(hits(1, 2, 3, 4)).toBe(3);
    expect(hits(0, 1, 2, 3, 4)).toBe(3);
    expect(hits(2, 3, 9, 4)).toBe(1);
  });

  test('knows whether its token occurs in the text already, however far back', () => {
    const far = Array.from({ length: 100 }, () => 50);
    const bucket = (...context: number[]) => guessAfter(...context, ...far, 4)?.bucket ?? Number.NaN;
    expect(bucket(5)).toBe(bucket(6) + history + 1);
    const guesser = new NgramGuesser('test', table);
    guesser.begin([4]);
    guesser.advance(5);
    guesser.advance(50);
    guesser.advance(4);
    expect(guesser.guess()).toEqual(guessAfter(4, 5, 50, 4));
  });

  test('has a bucket with a prior', () => {
    for (let token = 0; token < 10; token++) {
      const bucket = guessAfter(7, 8, 9, token)?.bucket ?? -1;
      expect(table.priors[bucket]).toBeGreaterThan(0);
    }
  });
});

test('a walk gives the guesses of a fresh start, whether or not each step was asked for', () => {
  const tokens = fc.array(fc.nat({ max: 11 }), { maxLength: 12 });
  fc.assert(
    fc.property(tokens, fc.array(fc.tuple(fc.nat({ max: 11 }), fc.boolean())), (context, steps) => {
      const guesser = new NgramGuesser('test', table);
      guesser.begin(context);
      const whole = [...context];
      for (const [token, asks] of steps) {
        if (asks) expect(guesser.guess()).toEqual(guessAfter(...whole));
        guesser.advance(token);
        whole.push(token);
      }
      expect(guesser.guess()).toEqual(guessAfter(...whole));
    }),
  );
});
