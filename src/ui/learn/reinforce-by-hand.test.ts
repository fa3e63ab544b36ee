import { expect, test } from 'vitest';
import { handArms, handPolicy, handPrompts, handStart, handStep } from './reinforce-by-hand.ts';

test('the push is the advantage times the gradient of log π', () => {
  const state = handStep(handStep(handStart, 0.5, 1), 0.5, 1);
  const before = handStep(handStart, 0.5, 1);
  const step = state.last;
  if (step === undefined) throw new Error('no step');
  const h = 1e-6;
  handArms.forEach((_, j) => {
    const moved = before.weights.map((row, k) => (k === j ? [(row[0] ?? 0) + h, row[1] ?? 0] : row));
    const logPi = (weights: typeof moved | typeof before.weights) =>
      Math.log(handPolicy(weights, step.prompt.x)[step.arm] ?? 0);
    const slope = (logPi(moved) - logPi(before.weights)) / h;
    const advantage = (step.prompt.rewards[step.arm] ?? 0) - step.baseline;
    expect(step.push[j]).toBeCloseTo(advantage * slope, 4);
  });
});

test('after many steps each prompt’s best arm is the likeliest', () => {
  let state = handStart;
  for (let i = 0; i < 600; i++) state = handStep(state, 0.5, 1);
  for (const { x, rewards } of handPrompts) {
    const pi = handPolicy(state.weights, x);
    expect(pi.indexOf(Math.max(...pi))).toBe(rewards.indexOf(Math.max(...rewards)));
    expect(Math.max(...pi)).toBeGreaterThan(0.8);
  }
});
