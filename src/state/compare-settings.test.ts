import fc from 'fast-check';
import { expect, test } from 'vitest';
import { armIds } from '../engine/arms.ts';
import {
  type CompareSettings,
  decodeCompare,
  defaultCompareSettings,
  encodeCompare,
  inOrder,
  mostTokens,
} from './compare-settings.ts';
import { longestLink } from './link-query.ts';

test('defaults need no link and compare at least two drafts with none', () => {
  expect(encodeCompare(defaultCompareSettings).query).toBe('');
  expect(defaultCompareSettings.arms[0]).toBe('none');
  expect(defaultCompareSettings.arms.length).toBeGreaterThan(2);
  // It has to be chosen in the Models room first.
  expect(defaultCompareSettings.arms).not.toContain('whole');
});

test('whatever is set comes back from its link', () => {
  const settings = fc.record({
    prompt: fc.string({ unit: 'grapheme', maxLength: 300 }),
    arms: fc.subarray([...armIds]).map(inOrder),
    maxTokens: fc.integer({ min: 1, max: mostTokens }),
    temperature: fc.constantFrom(0, 0.5, 1.2),
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    isList: fc.boolean(),
  });
  fc.assert(
    fc.property(settings, ({ isList, prompt, ...rest }) => {
      const set: CompareSettings = isList
        ? { ...rest, mode: 'list', prompt: '', list: prompt }
        : { ...rest, mode: 'one', prompt, list: '' };
      const { query, promptsLeftOut } = encodeCompare(set);
      if (promptsLeftOut) return;
      const read = decodeCompare(query);
      expect(
        read.kind === 'none' ? defaultCompareSettings : read.kind === 'settings' && read.settings,
      ).toEqual(set);
    }),
  );
});

test('a prompt too long for a link is left out, the rest stays', () => {
  const { query, promptsLeftOut } = encodeCompare({
    ...defaultCompareSettings,
    prompt: 'x'.repeat(longestLink),
    maxTokens: 12,
  });
  expect(promptsLeftOut).toBe(true);
  expect(decodeCompare(query)).toMatchObject({ settings: { prompt: '', maxTokens: 12 } });
});

test.each([
  ['v=2&p=x', 'version 2'],
  ['v=1&a=none,warp', 'warp'],
  [`v=1&p=${'x'.repeat(longestLink)}`, 'longer'],
])('%.20s is not used, and why is said', (query, words) => {
  const read = decodeCompare(query);
  expect(read.kind === 'invalid' && read.reason).toContain(words);
});

test('numbers are brought within their limits, and the baseline is always there', () => {
  expect(decodeCompare('v=1&p=x&a=tables&n=99999&t=-3&s=abc')).toMatchObject({
    settings: { arms: ['none', 'tables'], maxTokens: mostTokens, temperature: 0, seed: 1 },
  });
});
