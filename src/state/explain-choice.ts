import type { ArmChoice, ArmEstimate } from '../core/policy/lin-ucb.ts';

/** A feature that moved an arm's estimate. */
export interface Mover {
  readonly feature: string;
  readonly amount: number;
}

/** The features that moved an estimate most, largest first; those that hardly did are left out. */
export function movers(estimate: ArmEstimate, names: readonly string[], most = 4): Mover[] {
  return estimate.contributions
    .map((amount, i) => ({ feature: names[i] ?? `feature ${i}`, amount }))
    .filter(({ amount }) => Math.abs(amount) >= 0.005)
    .sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
    .slice(0, most);
}

/** The range that shows every interval and the plain speed 1, with a little air. */
export function estimateRange(estimates: readonly ArmEstimate[]): {
  readonly from: number;
  readonly to: number;
} {
  const low = Math.min(1, ...estimates.map(({ mean, uncertainty }) => mean - uncertainty));
  const high = Math.max(1, ...estimates.map(({ mean, uncertainty }) => mean + uncertainty));
  const air = Math.max(0.05, (high - low) * 0.08);
  return { from: low - air, to: high + air };
}

/** Why an arm was chosen, in one sentence. */
export function explainChoice(
  choice: ArmChoice,
  chosen: string,
  by: 'policy' | 'person',
  name: (arm: string) => string,
): string {
  if (by === 'person') {
    return choice.arm === chosen
      ? `You chose ${name(chosen)}; the policy would have done the same.`
      : `You chose ${name(chosen)}; the policy would have picked ${name(choice.arm)}.`;
  }
  switch (choice.reason) {
    case 'only':
      return `${name(chosen)} is the only draft there is.`;
    case 'best':
      return `${name(chosen)} has the highest estimate for this prompt.`;
    case 'explore':
      return `${name(chosen)} has not the highest estimate, but is uncertain enough to be worth a try.`;
  }
}
