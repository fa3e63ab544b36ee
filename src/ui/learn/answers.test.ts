import { expect, test } from 'vitest';
import {
  afterDisappointment,
  emittedAfter,
  leastRegret,
  offlineReward,
  passesAllWrong,
  rowRatio,
} from './answers.ts';
import { players } from './toy-bandit.ts';

test('a round writes what was kept and one token of the target', () => {
  expect(emittedAfter(4, 2)).toBe(3);
  expect(emittedAfter(4, 4)).toBe(5);
  expect(passesAllWrong(20, 4)).toBe(20);
});

test('a longer pass is compared with the first entry of the table', () => {
  expect(rowRatio([2, 3, 5])).toBe(2.5);
});

test('the answers that lessons explain in words are the computed ones', () => {
  expect(offlineReward(0.75, 0.8, 0.4)).toBeCloseTo(0.7, 9);
  expect(afterDisappointment()).toBe(2);
  expect(players[leastRegret(0.1, 0.3, 400, 40)]).toBe('Thompson');
});
