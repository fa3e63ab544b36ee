import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineOfJsonError } from './json-error.ts';

test.each([
  ['hello', 1],
  ['{\n"a": 1,\n}', 3],
  ['[\n1,\n2\n3]', 4],
  ['[1,\n"open]', 2],
  ['{"a":\n[1, 2}\n}', 2],
  ['{"a": 1}\n\nx', 3],
  ['[1,\n2,\n', 3],
  ['{a: 1}', 1],
])('%j stops being JSON on line %i', (text, line) => {
  expect(lineOfJsonError(text)).toBe(line);
});

test('whatever is broken, the line is the one on which it was broken, or later', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 6 }), fc.nat(), (values, pick) => {
      const lines = values.map(value => JSON.stringify(value));
      const at = pick % lines.length;
      const broken = [...lines];
      broken[at] = '?';
      expect(lineOfJsonError(`[${broken.join(',\n')}]`)).toBe(at + 1);
      // Of whole JSON, the end is reached.
      expect(lineOfJsonError(`[${lines.join(',\n')}]`)).toBe(lines.length);
    }),
  );
});
