/** Rejection sampling over a handful of tokens, drawn by the very function that verifies real runs. */
import type { Row } from '../../core/language-model.ts';
import { uniform } from '../../core/rng.ts';
import { draw } from '../../core/sampling.ts';
import { greedy } from '../../core/sampling-options.ts';
import { verify } from '../../core/speculative.ts';

/** The values scaled to add up to 1; all equal where they add up to nothing. */
export function normalised(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + Math.max(0, value), 0);
  return values.map(value => (sum > 0 ? Math.max(0, value) / sum : 1 / values.length));
}

/** The distribution with entry `at` set to `value` and the others scaled, in their proportions, to fill the rest. */
export function withEntry(values: readonly number[], at: number, value: number): number[] {
  const set = Math.min(1, Math.max(0, value));
  const rest = normalised(values.filter((_, i) => i !== at));
  return values.map((_, i) => (i === at ? set : (rest[i < at ? i : i - 1] ?? 0) * (1 - set)));
}

/** Probability that a token drawn from q is kept: Σ min(p, q), which is 1 − half of Σ |p − q|. */
export function acceptance(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, value, i) => sum + Math.min(value, q[i] ?? 0), 0);
}

/** max(0, p − q), normalised: what a replacement is drawn from. All 0 where p and q are the same. */
export function residual(p: readonly number[], q: readonly number[]): number[] {
  const rest = p.map((value, i) => Math.max(0, value - (q[i] ?? 0)));
  const sum = rest.reduce((total, value) => total + value, 0);
  return rest.map(value => (sum > 0 ? value / sum : 0));
}

/** How often each token was written, kept from the draft or put in its place. */
export interface Tally {
  readonly kept: readonly number[];
  readonly replaced: readonly number[];
}

/** Drafts one token from q and verifies it against p, `draws` times. */
export function sampleTally(p: readonly number[], q: readonly number[], draws: number, seed: number): Tally {
  const sampling = { ...greedy, temperature: 1, seed };
  const row: Row = {
    argmax: 0,
    logSumExp: 0,
    top: [],
    logits: Float32Array.from(p, value => Math.log(value)),
  };
  const distribution = Float32Array.from(q);
  const kept = p.map(() => 0);
  const replaced = p.map(() => 0);
  for (let i = 0; i < draws; i++) {
    const { token } = draw(distribution, uniform(seed, i, 'draft'));
    const proposal = { tokens: [token], confidences: [1], distributions: [distribution] };
    const { accepted, emitted } = verify(proposal, [row, row], sampling, i);
    const counts = accepted > 0 ? kept : replaced;
    const written = emitted[0]?.token ?? 0;
    counts[written] = (counts[written] ?? 0) + 1;
  }
  return { kept, replaced };
}

/** Largest difference between the shares that were written and p. */
export function largestGap({ kept, replaced }: Tally, p: readonly number[]): number {
  const draws = [...kept, ...replaced].reduce((sum, value) => sum + value, 0);
  return Math.max(...p.map((value, i) => Math.abs(((kept[i] ?? 0) + (replaced[i] ?? 0)) / draws - value)));
}
