/** A bandit with known odds, and three ways to play it, on the page's own policies. */
import { ucb1Policy } from '../../core/policy/baselines.ts';
import { createLinUcb } from '../../core/policy/lin-ucb.ts';
import { argmax, type Policy } from '../../core/policy/policy.ts';
import { normal, seededRandom } from '../../core/policy/random.ts';
import { thompsonPolicy } from '../../core/policy/thompson.ts';

export const players = ['Greedy', 'UCB', 'Thompson'] as const;

/** Mean speed-up of every arm, and how much single runs scatter. */
export interface ToyBandit {
  readonly means: readonly number[];
  readonly noise: number;
}

/** Arms whose best is `gap` faster than the second. */
export function toyBandit(gap: number, noise: number): ToyBandit {
  return { means: [1, 1.1 - gap / 2, 1.1, 1.1 + gap], noise };
}

/** Every arm once, then always the one with the highest mean so far. */
function greedyPolicy(arms: number): Policy {
  const pulls = new Array<number>(arms).fill(0);
  const sums = new Array<number>(arms).fill(0);
  return {
    id: 'greedy',
    choose() {
      const scores = pulls.map((n, i) => (n === 0 ? Number.POSITIVE_INFINITY : (sums[i] ?? 0) / n));
      return { arm: argmax(scores), scores };
    },
    update(_, arm, reward) {
      pulls[arm] = (pulls[arm] ?? 0) + 1;
      sums[arm] = (sums[arm] ?? 0) + reward;
    },
  };
}

function player(name: (typeof players)[number], bandit: ToyBandit, seed: number): Policy {
  const arms = bandit.means.length;
  switch (name) {
    case 'Greedy':
      return greedyPolicy(arms);
    case 'UCB':
      return ucb1Policy(arms);
    case 'Thompson': {
      const ids = bandit.means.map((_, i) => ({ id: String(i), prior: 1.1 }));
      const start = createLinUcb({ features: ['bias'], arms: ids, alpha: bandit.noise });
      return thompsonPolicy(start, seededRandom(seed));
    }
  }
}

/** Regret so far after every round, the mean over `games` games. */
export function meanRegret(
  name: (typeof players)[number],
  bandit: ToyBandit,
  rounds: number,
  games: number,
): number[] {
  const best = Math.max(...bandit.means);
  const sums = new Array<number>(rounds).fill(0);
  for (let game = 0; game < games; game++) {
    const policy = player(name, bandit, 1000 + game);
    const luck = seededRandom(game + 1);
    let regret = 0;
    for (let round = 0; round < rounds; round++) {
      const { arm } = policy.choose([1]);
      const mean = bandit.means[arm] ?? 0;
      policy.update?.([1], arm, mean + bandit.noise * normal(luck));
      regret += best - mean;
      sums[round] = (sums[round] ?? 0) + regret;
    }
  }
  return sums.map(sum => sum / games);
}
