import { expect, test } from 'vitest';
import { CountedGuesser, guessClock } from './counted-guesser.ts';
import type { TokenGuesser } from './token-guesser.ts';

const inner: TokenGuesser = {
  id: 'seven',
  priors: [0.5],
  cost: 0.25,
  begin: () => undefined,
  guess: () => ({ token: 7, bucket: 0 }),
  advance: () => undefined,
};

test('a guess that is asked for twice in a row is computed, and counted, once', () => {
  const guesser = new CountedGuesser(inner);
  guesser.begin([1]);
  guesser.guess();
  guesser.guess();
  guesser.advance(7);
  guesser.guess();
  expect(guesser.take()).toBe(2);
  expect(guesser.take()).toBe(0);
});

test('the clock adds up what the guesses of all cost, in milliseconds, and begins anew', () => {
  const [a, b] = [new CountedGuesser(inner), new CountedGuesser({ ...inner, cost: 0.5 })];
  const clock = guessClock([a, b], 20);
  a.begin([1]);
  a.guess();
  b.begin([1]);
  b.guess();
  expect(clock()).toBe(5 + 10);
  expect(clock()).toBe(0);
});
