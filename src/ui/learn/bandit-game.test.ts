import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { offlineDatasetFromJson } from '../../core/offline-dataset-json.ts';
import {
  bestChoices,
  bestFixed,
  gameArms,
  gamePrompts,
  linUcbChoices,
  speedByReward,
  speedOf,
} from './bandit-game.ts';

const dataset = offlineDatasetFromJson(JSON.parse(readFileSync('public/lab/offline-dataset.json', 'utf8')));

test('the game has all its arms and as many prompts as asked for', () => {
  for (const id of gameArms) expect(dataset.arms.map(arm => arm.id)).toContain(id);
  const prompts = gamePrompts(dataset, 16);
  expect(prompts).toHaveLength(16);
  expect(prompts.every(({ rewards }) => rewards[0] === 1)).toBe(true);
});

test('nobody beats the best arm of each prompt', () => {
  const prompts = gamePrompts(dataset, 40);
  const best = speedOf(prompts, bestChoices(prompts));
  const fixed = bestFixed(prompts);
  expect(best).toBeGreaterThanOrEqual(speedOf(prompts, linUcbChoices(prompts)));
  expect(best).toBeGreaterThan(
    speedOf(
      prompts,
      prompts.map(() => fixed),
    ),
  );
  expect(linUcbChoices(prompts)).toHaveLength(40);
});

test('the speed by the reward is a speed for every α', () => {
  for (const alpha of [0, 0.5, 1]) expect(speedByReward(dataset, alpha)).toBeGreaterThan(0.8);
});
