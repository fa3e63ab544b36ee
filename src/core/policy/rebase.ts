import type { LinUcbArm, LinUcbState } from './lin-ucb.ts';
import { invertSymmetric, multiply } from './linear-algebra.ts';

/** Whether what a state has learnt was learnt without an offline model: constant priors and A₀ = λI. */
export function isCold(state: LinUcbState): boolean {
  const size = state.features.length;
  const learnt = state.arms.filter(({ pulls }) => pulls > 0);
  return (
    learnt.every(({ priorWeights }) => priorWeights.every(weight => weight === 0)) &&
    state.start.every((value, at) => Math.abs(value - (at % (size + 1) === 0 ? 1 / state.lambda : 0)) < 1e-12)
  );
}

/**
 * What a state has learnt, on top of another start: the same as if it had begun there and seen the same runs. That is exact, for
 * rewards enter only through sums that can be taken apart: with S = A − A₀ = Σ x xᵀ, and x₀ = 1 for every prompt,
 * Σ x r = b + S (prior·e₀ + w), so b on the new start is Σ x r − S (prior'·e₀ + w').
 * @param fresh a state that has seen nothing, with the same features, `bias` first; its arms and options are kept
 * @returns undefined when features differ or a matrix cannot be inverted; arms that `fresh` lacks are left out
 */
export function rebaseLinUcb(state: LinUcbState, fresh: LinUcbState): LinUcbState | undefined {
  const size = fresh.features.length;
  if (fresh.features[0] !== 'bias' || fresh.features.some((name, i) => name !== state.features[i])) {
    return undefined;
  }
  const oldStart = invertSymmetric(state.start, size);
  const newStart = invertSymmetric(fresh.start, size);
  if (oldStart === undefined || newStart === undefined) return undefined;
  const arms: LinUcbArm[] = [];
  for (const arm of fresh.arms) {
    const old = state.arms.find(({ id }) => id === arm.id);
    if (old === undefined || old.pulls === 0) {
      arms.push(arm);
      continue;
    }
    const matrix = invertSymmetric(old.inverse, size);
    if (matrix === undefined) return undefined;
    const seen = matrix.map((value, at) => value - (oldStart[at] ?? 0));
    const inverse = invertSymmetric(
      seen.map((value, at) => value + (newStart[at] ?? 0)),
      size,
    );
    if (inverse === undefined) return undefined;
    const [before, now] = [multiply(seen, expectation(old)), multiply(seen, expectation(arm))];
    const b = old.b.map((value, i) => value + (before[i] ?? 0) - (now[i] ?? 0));
    arms.push({ ...arm, pulls: old.pulls, inverse, b });
  }
  return { ...fresh, arms, updates: state.updates, regret: state.regret };
}

/** prior·e₀ + w: what the arm was expected to earn, as weights of x. */
function expectation({ prior, priorWeights }: LinUcbArm): number[] {
  return priorWeights.map((weight, i) => (i === 0 ? weight + prior : weight));
}
