import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestLink } from './link-query.ts';
import { decodeSettings, encodeSettings } from './permalink.ts';
import { clampSetting, defaultSettings, limits, type RunSettings } from './settings.ts';

const whole = (name: keyof typeof limits) => fc.integer({ min: limits[name].min, max: limits[name].max });
const settings: fc.Arbitrary<RunSettings> = fc.record({
  prompt: fc.string({ unit: 'grapheme', maxLength: 200 }),
  draft: fc.constantFrom('policy' as const, 'none' as const, 'prompt-lookup' as const),
  temperature: fc.double({ min: 0, max: 2, noNaN: true }).map(Math.abs),
  topK: whole('topK'),
  topP: fc.double({ min: 0.05, max: 1, noNaN: true }),
  seed: whole('seed'),
  maxTokens: whole('maxTokens'),
  maxDraft: whole('maxDraft'),
  fixedDraft: fc.boolean(),
  race: fc.boolean(),
});

test('a link brings back what it was made from', () => {
  fc.assert(
    fc.property(settings, original => {
      const { hash } = encodeSettings(original);
      const link = decodeSettings(`#${hash}`);
      expect(link.kind === 'settings' ? link.settings : defaultSettings).toEqual(original);
    }),
  );
});

test('defaults need no link', () => {
  expect(encodeSettings(defaultSettings).hash).toBe('');
  expect(decodeSettings('')).toEqual({ kind: 'none' });
});

test('a prompt that is too long is left out, not cut', () => {
  const { hash, promptLeftOut } = encodeSettings({
    ...defaultSettings,
    prompt: 'x'.repeat(100_000),
    seed: 7,
  });
  expect(promptLeftOut).toBe(true);
  expect(hash.length).toBeLessThanOrEqual(longestLink);
  expect(decodeSettings(hash)).toEqual({ kind: 'settings', settings: { ...defaultSettings, seed: 7 } });
});

test('wild numbers are brought within their limits', () => {
  const link = decodeSettings('v=1&t=-5&k=1e9&n=abc&l=3.6&s=');
  expect(link).toMatchObject({
    kind: 'settings',
    settings: { temperature: 0, topK: 1000, maxTokens: defaultSettings.maxTokens, maxDraft: 4, seed: 1 },
  });
});

test('links of another version, with unknown drafts, or endless ones are refused with a reason', () => {
  expect(decodeSettings('v=2&p=x').kind).toBe('invalid');
  expect(decodeSettings('v=1&d=oracle').kind).toBe('invalid');
  expect(decodeSettings(`v=1&p=${'x'.repeat(longestLink)}`).kind).toBe('invalid');
});

test('any fragment is answered, never thrown at', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fragment => {
      expect(['none', 'settings', 'invalid']).toContain(decodeSettings(fragment).kind);
    }),
  );
});

test('what is no number falls back', () => {
  expect(clampSetting('topP', Number.NaN, 0.9)).toBe(0.9);
  expect(clampSetting('topP', 7, 0.9)).toBe(1);
});
