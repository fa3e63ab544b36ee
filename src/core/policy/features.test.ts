import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FeatureName, featureNames, promptFeatures } from './features.ts';

function feature(name: FeatureName, text: string, turn = 0): number {
  return promptFeatures(text, turn).values[featureNames.indexOf(name)] ?? Number.NaN;
}

const passage = 'The river had been high for a week, and nobody in the village crossed it without need.';
const code = 'def add(a, b):\n    return a + b\n\nprint(add(2, 3))  # 5';

describe('every feature', () => {
  test('lies in 0…1 for any string and turn, and none throws', () => {
    const strings = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
        .map(units => String.fromCharCode(...units)),
      fc
        .array(fc.constantFrom('"', '“', '”', '```', ':', '\n', '\r\n', ' ', 'İ', '\ud800', 'a b c ', '0'), {
          maxLength: 200,
        })
        .map(parts => parts.join('')),
    );
    fc.assert(
      fc.property(strings, fc.nat({ max: 40 }), (text, turn) => {
        const { names, values } = promptFeatures(text, turn);
        expect(values).toHaveLength(names.length);
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is 0 for the empty prompt except for the bias', () => {
    const { values } = promptFeatures('', 0);
    expect([...values]).toEqual(featureNames.map(name => (name === 'bias' ? 1 : 0)));
  });

  test('depends on the prompt alone', () => {
    expect(promptFeatures(`Fix this:\n${code}`, 1)).toEqual(promptFeatures(`Fix this:\n${code}`, 1));
  });
});

describe('the features tell apart', () => {
  test('short and long prompts', () => {
    expect(feature('length', passage)).toBeGreaterThan(feature('length', 'Hello'));
    expect(feature('length', 'x'.repeat(100_000))).toBe(1);
  });

  test('numbers', () => {
    expect(feature('digits', 'What is 1234 * 5678?')).toBeGreaterThan(0.9);
    expect(feature('digits', passage)).toBe(0);
  });

  test('code', () => {
    for (const name of ['code-punctuation', 'code-words', 'newlines'] as const) {
      expect(feature(name, code)).toBeGreaterThan(feature(name, passage));
    }
    expect(feature('code-fence', `Explain\n\`\`\`\n${code}\n\`\`\``)).toBe(1);
    expect(feature('code-fence', code)).toBe(0);
    expect(feature('code-words', 'Write a Python function that reverses a string')).toBe(1);
  });

  test('questions', () => {
    expect(feature('question', 'What is the capital of France?')).toBe(1);
    expect(feature('question', 'how do i boil an egg')).toBe(1);
    expect(feature('question', 'Tell me a story')).toBe(0);
  });

  test('work on a given text and new text', () => {
    for (const verb of [
      'Summarise',
      'summarize',
      'Rewrite',
      'Fix',
      'translate',
      'Extract',
      'Correct',
      'Repeat',
    ]) {
      expect(feature('copy-task', `${verb} the following.\n\n${passage}`)).toBe(1);
    }
    expect(feature('copy-task', 'Tell me a story about prefixes')).toBe(0);
    expect(feature('new-text-task', 'Tell me a story about a dragon')).toBe(1);
    expect(feature('new-text-task', 'Translate this')).toBe(0);
  });

  test('an instruction behind a long passage', () => {
    expect(feature('copy-task', `${`${passage} `.repeat(50)}\n\nSummarise the text above.`)).toBe(1);
  });

  test('a pasted passage after a colon, in quotes, or in later paragraphs', () => {
    expect(feature('passage', `Summarise this: ${passage}`)).toBeGreaterThan(0.8);
    expect(feature('passage', `Say it nicer. "${passage}"`)).toBeGreaterThan(0.8);
    expect(feature('passage', `Say it nicer. “${passage}”`)).toBeGreaterThan(0.8);
    expect(feature('passage', `Say it nicer.\n\n${passage}`)).toBeGreaterThan(0.8);
    expect(feature('passage', passage)).toBe(0);
    expect(feature('passage', 'Translate "cat": into French')).toBe(0);
  });

  test('repetition', () => {
    expect(feature('repetition', 'one two three one two three one two three')).toBeCloseTo(4 / 7);
    expect(feature('repetition', passage)).toBe(0);
  });

  test('capitals, long words and follow-up turns', () => {
    expect(feature('uppercase', 'STOP SHOUTING')).toBe(1);
    expect(feature('word-length', 'internationalisation notwithstanding')).toBe(1);
    expect(feature('word-length', 'a b c')).toBeCloseTo(0.1);
    expect(feature('follow-up', 'And then?', 1)).toBe(1);
    expect(feature('follow-up', 'And then?', 0)).toBe(0);
  });
});

test('only the beginning and the end of a very long prompt are scanned', () => {
  const filler = 'word '.repeat(20_000);
  const middle = `${filler}1234567890${filler}`;
  expect(feature('digits', middle)).toBe(0);
  expect(feature('digits', `${filler}${'1234567890 '.repeat(90)}`)).toBeGreaterThan(0.5);
});
