import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashedNames, hashedNgrams } from './hashed-ngrams.ts';

const similarity = (a: string, b: string, buckets = 256) => {
  const [x, y] = [hashedNgrams(a, buckets), hashedNgrams(b, buckets)];
  return x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
};

test('any text gives one value in 0…1 for each bucket, of length 1 or all 0', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), text => {
      const values = hashedNgrams(text, 32);
      expect(values).toHaveLength(hashedNames(32).length);
      const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
      expect(values.every(value => value >= 0 && value <= 1)).toBe(true);
      expect(length === 0 || Math.abs(length - 1) < 1e-9).toBe(true);
    }),
  );
});

test('prompts with words in common are nearer to each other than prompts without', () => {
  const ask = 'Translate this sentence into French: the boat is late';
  expect(similarity(ask, 'Translate this sentence into Spanish: my tea is cold')).toBeGreaterThan(
    similarity(ask, 'Write a Python function that counts words') + 0.2,
  );
});

test('order matters through pairs of words, letter case and a long middle do not', () => {
  expect(similarity('dogs chase cats', 'cats chase dogs')).toBeLessThan(0.99);
  expect(hashedNgrams('Write A Poem', 64)).toEqual(hashedNgrams('write a poem', 64));
  const long = (middle: string) => `Summarise this text: ${'word '.repeat(60)}${middle}${' tail'.repeat(40)}`;
  expect(hashedNgrams(long('one two three'), 64)).toEqual(hashedNgrams(long('four five six'), 64));
});
