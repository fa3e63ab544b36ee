import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GrowingNgrams, GrowingNgramsError } from './growing-ngrams.ts';
import { growingPriors, growingShape } from './growing-priors.ts';

const vocabulary = 1000;

function guessAfter(ngrams: GrowingNgrams, ...context: number[]) {
  ngrams.begin(context);
  return ngrams.guess();
}

const tokens = fc.array(fc.nat({ max: 5 }), { maxLength: 60 });

describe('what is learnt', () => {
  test('is guessed from then on, not before', () => {
    const ngrams = new GrowingNgrams('grown', vocabulary);
    expect(guessAfter(ngrams, 1, 2)).toBeUndefined();
    ngrams.learn([1, 2, 3, 4, 5]);
    expect(guessAfter(ngrams, 1, 2)?.token).toBe(3);
    expect(guessAfter(ngrams, 9, 9, 3, 4)?.token).toBe(5);
    expect(guessAfter(ngrams, 4, 5)).toBeUndefined();
  });

  test('is only what was generated, with the prompt as context', () => {
    const ngrams = new GrowingNgrams('grown', vocabulary);
    ngrams.learn([1, 2, 3, 4, 5], 3);
    expect(guessAfter(ngrams, 1, 2)).toBeUndefined();
    expect(guessAfter(ngrams, 2, 3)?.token).toBe(4);
  });

  test('the most frequent token wins, and a more frequent one takes over', () => {
    const ngrams = new GrowingNgrams('grown', vocabulary);
    ngrams.learn([1, 2, 3]);
    ngrams.learn([1, 2, 4]);
    expect(guessAfter(ngrams, 1, 2)?.token).toBe(3);
    ngrams.learn([1, 2, 4]);
    expect(guessAfter(ngrams, 1, 2)?.token).toBe(4);
  });

  test('the longest context that was learnt decides', () => {
    const ngrams = new GrowingNgrams('grown', vocabulary);
    ngrams.learn([7, 1, 2, 3]);
    ngrams.learn([8, 1, 2, 4]);
    ngrams.learn([8, 1, 2, 4]);
    expect(guessAfter(ngrams, 7, 1, 2)?.token).toBe(3);
    expect(guessAfter(ngrams, 6, 1, 2)?.token).toBe(4);
  });

  test('a walk gives the guesses of a fresh start', () => {
    fc.assert(
      fc.property(
        tokens,
        tokens,
        fc.array(fc.tuple(fc.nat({ max: 5 }), fc.boolean())),
        (text, context, steps) => {
          const ngrams = new GrowingNgrams('grown', vocabulary, 16);
          const fresh = new GrowingNgrams('fresh', vocabulary, 16);
          for (const table of [ngrams, fresh]) table.learn(text);
          ngrams.begin(context);
          const whole = [...context];
          for (const [token, asks] of steps) {
            if (asks) expect(ngrams.guess()).toEqual(guessAfter(fresh, ...whole));
            ngrams.advance(token);
            whole.push(token);
          }
          expect(ngrams.guess()).toEqual(guessAfter(fresh, ...whole));
        },
      ),
    );
  });

  test('every guess has a bucket with a prior', () => {
    const ngrams = new GrowingNgrams('grown', vocabulary);
    fc.assert(
      fc.property(tokens, tokens, (text, context) => {
        ngrams.learn(text);
        const guess = guessAfter(ngrams, ...context);
        if (guess !== undefined) expect(ngrams.priors[guess.bucket]).toBeGreaterThan(0);
      }),
    );
  });
});

describe('priors', () => {
  const { lengths, countClasses, shareClasses, history } = growingShape;
  const prior = (length: number, often: number, share: number, hits = 0) =>
    growingPriors[((length * countClasses + often) * shareClasses + share) * 2 * (history + 1) + hits] ??
    Number.NaN;

  test('there is one for every class, inside (0, 1)', () => {
    expect(growingPriors).toHaveLength(lengths.length * countClasses * shareClasses * 2 * (history + 1));
    for (const value of growingPriors) expect(value > 0 && value < 1).toBe(true);
  });

  test('a more one-sided context is never believed less', () => {
    for (let length = 0; length < lengths.length; length++) {
      for (let often = 0; often < countClasses; often++) {
        for (let share = 1; share < shareClasses; share++) {
          expect(prior(length, often, share)).toBeGreaterThanOrEqual(prior(length, often, share - 1));
        }
      }
    }
  });

  test('more of the latest guesses right is never believed less', () => {
    for (let hits = 1; hits <= history; hits++) {
      expect(prior(0, 0, 2, hits)).toBeGreaterThanOrEqual(prior(0, 0, 2, hits - 1));
    }
  });
});

describe('bounded memory', () => {
  test('a full table still takes in what is new, and keeps what is seen often', () => {
    const ngrams = new GrowingNgrams('grown', 1_000_000, 16);
    for (let i = 0; i < 20; i++) ngrams.learn([11, 12, 13]);
    for (let i = 0; i < 50; i++) ngrams.learn(Array.from({ length: 10 }, (_, j) => 1000 + 10 * i + j));
    expect(ngrams.size).toBeLessThanOrEqual(128);
    expect(guessAfter(ngrams, 11, 12)?.token).toBe(13);
    expect(guessAfter(ngrams, 1497, 1498)?.token).toBe(1499);
    expect(guessAfter(ngrams, 1000, 1001)).toBeUndefined();
  });

  test('counts are halved before they overflow', () => {
    const ngrams = new GrowingNgrams('grown', vocabulary);
    for (let i = 0; i < 700; i++) ngrams.learn([1, 2, 3]);
    expect(guessAfter(ngrams, 1, 2)?.token).toBe(3);
    for (let i = 0; i < 700; i++) ngrams.learn([1, 2, 4]);
    expect(guessAfter(ngrams, 1, 2)?.token).toBe(4);
  });
});

describe('saving', () => {
  test('what is restored guesses like what was saved, and goes on learning alike', () => {
    fc.assert(
      fc.property(tokens, tokens, tokens, (first, second, context) => {
        const ngrams = new GrowingNgrams('grown', vocabulary, 16);
        ngrams.learn(first);
        const restored = new GrowingNgrams('restored', vocabulary, 16);
        restored.restore(ngrams.save());
        for (const table of [ngrams, restored]) table.learn(second);
        expect(guessAfter(restored, ...context)).toEqual(guessAfter(ngrams, ...context));
        expect(restored.save()).toEqual(ngrams.save());
      }),
    );
  });

  test('bytes of something else are refused and change nothing', () => {
    const ngrams = new GrowingNgrams('grown', vocabulary, 4);
    ngrams.learn([1, 2, 3]);
    const good = ngrams.save();
    const changed = (at: number, value: number) => good.map((byte, i) => (i === at ? value : byte));
    const firstSeen = good.findIndex((byte, i) => i >= 20 + 16 * 32 && byte === 1) - 16 * 32 - 20;
    const bad: [Uint8Array, RegExp][] = [
      [new Uint8Array(0), /0 bytes/],
      [good.slice(1), /bytes do not hold/],
      [changed(0, 0), /DPGN/],
      [changed(4, 9), /version 9/],
      [changed(8, 1), /vocabulary of/],
      [changed(12, 5), /5 sets/],
      [changed(20 + 16 * 32 + firstSeen, 0), /counts more than it has seen/],
      [changed(20 + 4 * 32 + 4 * firstSeen + 1, 255), /outside the vocabulary/],
    ];
    for (const [bytes, message] of bad) {
      expect(() => ngrams.restore(bytes)).toThrow(GrowingNgramsError);
      expect(() => ngrams.restore(bytes)).toThrow(message);
      expect(ngrams.save()).toEqual(good);
    }
  });
});
