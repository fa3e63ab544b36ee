import { describe, expect, test } from 'vitest';
import type { ProductCalls } from '../lib/lanes.mjs';
import {
  allPrompts,
  defaultBenchSettings,
  fixedArms,
  kinds,
  laneName,
  lanesOf,
  offeredArms,
  promptsOf,
  timeLeft,
} from './plan.ts';

const never = () => {
  throw new Error('nothing is run while planning');
};
const product: ProductCalls = { run: never, choose: never, choiceMs: never, learn: never };
const names = (settings: Partial<typeof defaultBenchSettings>): string[] =>
  lanesOf({ ...defaultBenchSettings, ...settings }, product).map(({ engine, variant }) =>
    laneName(variant === undefined ? engine : `${engine} (${variant})`),
  );

describe('the plan of a run', () => {
  test('has by default the policy, every arm that fits, the target alone, and a prompt of each kind', () => {
    expect(names({})).toHaveLength(1 + offeredArms.length + 1);
    expect(offeredArms).not.toContain('whole');
    expect(new Set(promptsOf(defaultBenchSettings).map(({ category }) => category)).size).toBe(kinds);
    expect(promptsOf(defaultBenchSettings)).toHaveLength(kinds);
    expect(promptsOf({ ...defaultBenchSettings, prompts: 1000 })).toEqual(allPrompts);
  });

  test('measures the target alone whatever is chosen, and once more beside drafts', () => {
    expect(names({ policy: false, arms: [] })).toEqual(['Target only']);
    expect(names({ policy: true, arms: ['none'] })).toEqual(['Policy’s pick', 'Target only']);
    expect(names({ policy: false, arms: ['tables', 'prompt-lookup'] })).toEqual([
      'No draft',
      'Prompt lookup',
      'Tables together',
      'Target only',
    ]);
    expect(fixedArms({ arms: ['tables'] })).toEqual(['none', 'tables']);
  });

  test('calls a lane it does not know by its name', () => {
    expect(laneName('wllama')).toBe('wllama');
    expect(laneName('draftpick (medusa)')).toBe('medusa');
  });
});

test('the time left is told roughly, and not before something was measured', () => {
  expect(timeLeft(5000, 0, 10)).toBeUndefined();
  expect(timeLeft(5000, 5, 10)).toBe('less than a minute left');
  expect(timeLeft(60_000, 2, 10)).toBe('about 4 min left');
  expect(timeLeft(3_600_000, 1, 4)).toBe('about 3 h left');
});
