import type { ArmChoice, ArmEstimate } from '../core/policy/lin-ucb.ts';

/** A feature that moved an arm's estimate. */
export interface Mover {
  readonly feature: string;
  readonly amount: number;
}

/** The feature that every prompt has. */
const always = 'bias';

/** What an arm is expected to do on any prompt, before a prompt's own features move it. */
export function baseOf({ prior, contributions }: ArmEstimate, names: readonly string[]): number {
  return prior + (contributions[names.indexOf(always)] ?? 0);
}

/** The features of this prompt that moved an estimate most, largest first; those that hardly did are left out. */
export function movers(estimate: ArmEstimate, names: readonly string[], most = 4): Mover[] {
  return estimate.contributions
    .map((amount, i) => ({ feature: names[i] ?? `feature ${i}`, amount }))
    .filter(({ feature, amount }) => feature !== always && Math.abs(amount) >= 0.005)
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

/** A choice, perhaps of a policy that keeps some arms out of it: {@link GuardedChoice} of core/policy/guard.ts. */
export type ShownChoice = ArmChoice & { readonly left?: readonly string[] };

/** The order to show estimates in, and how many of them tell the story. */
export interface RankedEstimates {
  /** Highest first; arms that are left come last. */
  readonly ranked: readonly ArmEstimate[];
  /** The best few, the chosen one, and no draft to compare with; all where hardly any would be hidden. */
  readonly short: readonly ArmEstimate[];
}

/** Sorts estimates and picks the few that are shown at first. */
export function rankEstimates(choice: ShownChoice, chosen: string, few = 4): RankedEstimates {
  const left = choice.left ?? [];
  const ranked = [...choice.estimates].sort(
    (a, b) => Number(left.includes(a.arm)) - Number(left.includes(b.arm)) || b.mean - a.mean,
  );
  const short = ranked.filter(({ arm }, i) => i < few || arm === chosen || arm === 'none');
  return { ranked, short: ranked.length - short.length < 2 ? ranked : short };
}

/** Why an arm was chosen, in one sentence. */
export function explainChoice(
  choice: ShownChoice,
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
      return beatenByLeft(choice, chosen)
        ? `${name(chosen)} has the highest estimate of the drafts that are not left out.`
        : `${name(chosen)} has the highest estimate for this prompt.`;
    case 'explore':
      return `${name(chosen)} has not the highest estimate, but is uncertain enough to be worth a try.`;
  }
}

/** Which arms are left on prompts like this one, in one sentence; undefined when none is. */
export function explainLeft({ left = [] }: ShownChoice, name: (arm: string) => string): string | undefined {
  const [first, second] = left;
  if (first === undefined) return undefined;
  if (second === undefined)
    return `Left out on prompts like this, because measured slower here than no draft: ${name(first)}.`;
  const names = left.map(name);
  return `Left out on prompts like this, because measured slower here than no draft: ${names.slice(0, -1).join(', ')} and ${names.at(-1)}.`;
}

function beatenByLeft({ estimates, left = [] }: ShownChoice, chosen: string): boolean {
  const own = estimates.find(({ arm }) => arm === chosen)?.mean ?? Number.POSITIVE_INFINITY;
  return estimates.some(({ arm, mean }) => left.includes(arm) && mean > own);
}
