import fc from 'fast-check';
import { expect, test } from 'vitest';
import { controlLabel, countControls, inlineToken, visibleSegments } from './visible-text.ts';

test('segments are the text again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      expect(
        visibleSegments(text)
          .map(segment => segment.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

test('what looks like markup is one piece of text', () => {
  expect(visibleSegments('<img src=x onerror=alert(1)>')).toEqual([
    { kind: 'text', text: '<img src=x onerror=alert(1)>' },
  ]);
});

test('bidirectional and zero-width marks are found and named', () => {
  expect(visibleSegments('a\u202Eb').map(segment => segment.kind)).toEqual(['text', 'control', 'text']);
  expect(controlLabel('\u202E')).toBe('U+202E');
  expect(controlLabel('\u0007')).toBe('␇');
  expect(controlLabel('\u007f')).toBe('␡');
});

test('emoji with joiners are left whole', () => {
  expect(visibleSegments('👩‍👩‍👧')).toHaveLength(1);
});

test('tabs and line breaks do not count as control characters of a prompt', () => {
  expect(countControls('a\tb\r\nc')).toBe(0);
  expect(countControls('a\u0000b\u200bc')).toBe(2);
});

test('a token on one line shows its spaces and breaks', () => {
  expect(inlineToken(' a\n')).toBe('␣a↵');
  expect(inlineToken('')).toBe('(part of a character)');
});
