import { expect, test } from 'vitest';
import type { Drafter } from '../drafter.ts';
import { HedgeDrafter } from './hedge-drafter.ts';
import { seededRandom } from './random.ts';

/** Guesses that the text goes on with the same number always. */
const always = (token: number): Drafter => ({
  id: String(token),
  propose: (_, limit) => ({
    tokens: new Array<number>(limit).fill(token),
    confidences: new Array<number>(limit).fill(0.5),
  }),
});

test('finds the drafter that fits the text, and starts afresh with the next', async () => {
  const hedge = new HedgeDrafter('hedge', [always(1), always(2), always(3)], 0.8, seededRandom(4));
  const text = [0];
  const chosen: (number | undefined)[] = [];
  for (let round = 0; round < 30; round++) {
    chosen.push((await hedge.propose(text, 2)).tokens[0]);
    text.push(2, 2);
  }
  expect(new Set(chosen.slice(0, 6)).size).toBeGreaterThan(1);
  expect(chosen.slice(-20).every(token => token === 2)).toBe(true);
  hedge.reset();
  const fresh = [];
  for (let round = 0; round < 6; round++) fresh.push((await hedge.propose([0], 0)).tokens.length);
  expect(fresh).toEqual([0, 0, 0, 0, 0, 0]);
});

test('is told of tokens guessed right before the first error only', async () => {
  const late: Drafter = { id: 'late', propose: () => ({ tokens: [9, 2], confidences: [1, 1] }) };
  const early: Drafter = { id: 'early', propose: () => ({ tokens: [2], confidences: [1] }) };
  const hedge = new HedgeDrafter('hedge', [late, early], 10, () => 0.5);
  const text = [0];
  for (let round = 0; round < 10; round++) {
    await hedge.propose(text, 2);
    text.push(2, 2);
  }
  expect((await hedge.propose(text, 2)).tokens).toEqual([2]);
});

test('needs a drafter', () => {
  expect(() => new HedgeDrafter('hedge', [], 1, Math.random)).toThrow(RangeError);
});
