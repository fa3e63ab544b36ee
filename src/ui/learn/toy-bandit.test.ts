import { expect, test } from 'vitest';
import { meanRegret, players, toyBandit } from './toy-bandit.ts';

test('regret never falls, and nobody does worse than the worst arm', () => {
  const bandit = toyBandit(0.1, 0.2);
  const most = Math.max(...bandit.means) - Math.min(...bandit.means);
  for (const name of players) {
    const regret = meanRegret(name, bandit, 100, 10);
    expect(regret.every((value, i) => i === 0 || value >= (regret[i - 1] ?? 0))).toBe(true);
    expect(regret.at(-1)).toBeLessThanOrEqual(100 * most);
  }
});

test('without noise greed is right after one look at each arm', () => {
  const regret = meanRegret('Greedy', toyBandit(0.1, 0), 50, 3);
  expect(regret.at(-1)).toBeCloseTo(regret[3] ?? Number.NaN, 9);
});

test('Thompson sampling explores less and less', () => {
  const regret = meanRegret('Thompson', toyBandit(0.2, 0.2), 300, 20);
  expect((regret[299] ?? 0) - (regret[200] ?? 0)).toBeLessThan((regret[99] ?? 0) - 0);
});
