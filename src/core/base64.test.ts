import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';

test('is the base64 that Node writes, and reads back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), bytes => {
      const text = toBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64'));
      expect([...fromBase64(text)]).toEqual([...bytes]);
    }),
  );
});

test('refuses what is not base64', () => {
  for (const text of ['abc', 'ab=c', 'a===', '====', 'ab c', 'abcé', 'ab-_', 'ab\ud800c']) {
    expect(() => fromBase64(text)).toThrow(RangeError);
  }
});
