import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splits } from '../core/offline-dataset.ts';
import { alignmentKinds } from '../core/reward.ts';
import { decodeLab, defaultLab, encodeLab, longestLinkedPrompt } from './lab-link.ts';

test('a link brings back every setting', () => {
  fc.assert(
    fc.property(
      fc.record({
        f: fc.constantFrom(...alignmentKinds),
        alpha: fc.integer({ min: 0, max: 20 }).map(n => n / 20),
        goal: fc.constantFrom('reward' as const, 'speed' as const),
        split: fc.constantFrom(...splits),
        seed: fc.nat(),
        sample: fc.string({ maxLength: 40 }),
        prompt: fc.string({ maxLength: 200 }),
        decider: fc.constantFrom('page', 'reinforce', 'ridge'),
        rowCost: fc.integer({ min: 0, max: 30 }).map(n => n / 20),
        stepFactor: fc.integer({ min: 0, max: 40 }).map(n => n / 2),
      }),
      settings => {
        expect(decodeLab(encodeLab(settings))).toEqual(settings);
      },
    ),
  );
});

test('the defaults have the bare address', () => {
  expect(encodeLab(defaultLab)).toBe('');
  expect(decodeLab('')).toEqual(defaultLab);
});

test('a prompt too long for a link is left out', () => {
  const link = encodeLab({ ...defaultLab, alpha: 0.5, prompt: 'x'.repeat(longestLinkedPrompt + 1) });
  expect(decodeLab(link)).toEqual({ ...defaultLab, alpha: 0.5 });
});

test('what cannot be read is refused or falls back, and nothing throws', () => {
  expect(decodeLab('v=2&a=0.5')).toBeUndefined();
  expect(decodeLab(`v=1&p=${'x'.repeat(20_000)}`)).toBeUndefined();
  expect(decodeLab('v=1&a=7&f=bleu&s=all&seed=-3&row=abc')).toEqual({ ...defaultLab, alpha: 1, seed: 0 });
  fc.assert(
    fc.property(fc.string(), query => {
      decodeLab(query);
    }),
  );
});
