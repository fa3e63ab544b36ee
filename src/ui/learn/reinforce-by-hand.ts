/** REINFORCE on two features and three arms, one step at a time, with nothing hidden. */
import { drawIndex, seededRandom } from '../../core/policy/random.ts';

export const handArms = ['No draft', 'Code table', 'Prose table'] as const;

/** A prompt of the exercise: its features (1 always; 1 when it asks for code) and what every arm earns on it. */
export interface HandPrompt {
  readonly name: string;
  readonly x: readonly [number, number];
  readonly rewards: readonly number[];
}

/** Speed-ups made up for the exercise. */
export const handPrompts: readonly HandPrompt[] = [
  { name: 'asks for code', x: [1, 1], rewards: [1, 1.5, 0.9] },
  { name: 'asks for a story', x: [1, 0], rewards: [1, 0.8, 1.3] },
];

/** Everything one step computed. */
export interface HandStep {
  readonly prompt: HandPrompt;
  /** π(j | x) before the step. */
  readonly pi: readonly number[];
  readonly arm: number;
  readonly baseline: number;
  /** ∂ log π(arm | x) / ∂ logit_j = [j = arm] − π_j, times the advantage. */
  readonly push: readonly number[];
}

/** Weights, shape `[arms][features]`, and how they came about. */
export interface HandState {
  readonly weights: readonly (readonly number[])[];
  readonly steps: number;
  readonly last: HandStep | undefined;
}

export const handStart: HandState = { weights: handArms.map(() => [0, 0]), steps: 0, last: undefined };

/** π(j | x) = softmax_j(w_j·x). */
export function handPolicy(weights: HandState['weights'], x: readonly number[]): number[] {
  const raised = weights.map(row => Math.exp(row.reduce((sum, w, i) => sum + w * (x[i] ?? 0), 0)));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map(value => value / total);
}

/** One step: the prompts take turns, the arm is drawn by π, and the weights follow (r − baseline) ∇ log π. */
export function handStep(state: HandState, rate: number, seed: number): HandState {
  const prompt = handPrompts[state.steps % handPrompts.length];
  if (prompt === undefined) return state;
  const pi = handPolicy(state.weights, prompt.x);
  const arm = drawIndex(pi, seededRandom(seed * 100_003 + state.steps));
  const baseline = prompt.rewards.reduce((sum, r) => sum + r, 0) / prompt.rewards.length;
  const advantage = (prompt.rewards[arm] ?? 0) - baseline;
  const push = pi.map((p, j) => advantage * ((j === arm ? 1 : 0) - p));
  const weights = state.weights.map((row, j) =>
    row.map((w, i) => w + rate * (push[j] ?? 0) * (prompt.x[i] ?? 0)),
  );
  return { weights, steps: state.steps + 1, last: { prompt, pi, arm, baseline, push } };
}
