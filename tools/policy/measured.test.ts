import { expect, test } from 'vitest';
import { type BenchRow, measuredPrompts, measuredSamples } from './measured.ts';
import { pickedText } from './report.ts';

const row = (id: string, engine: string, arm: string | null, msPerToken: number, more = {}): BenchRow => ({
  engine,
  arm,
  id,
  category: 'code',
  decodedTokens: 50,
  msPerToken,
  ...more,
});
const prompt = (id: string, plain: number, none: number, draft: number): BenchRow[] => [
  row(id, 'target-only', null, plain),
  row(id, 'draftpick', 'none', none),
  row(id, 'draftpick', 'ngram', draft),
  row(id, 'draftpick', 'ngram', draft + 1, { picked: true }),
  row(id, 'wllama', null, 60),
];

test('an arm’s speed-up is the time without a draft over its own, and runs without a draft are averaged', () => {
  const { arms, prompts } = measuredPrompts(prompt('code-para-1', 9, 11, 8));
  expect([...arms].sort()).toEqual(['ngram', 'none']);
  expect(prompts).toHaveLength(1);
  expect(prompts[0]).toMatchObject({ split: 'paraphrased', plainMs: 10, picked: { arm: 'ngram' } });
  expect(prompts[0]?.speedUps.get('ngram')).toBeCloseTo(10 / 8);
  expect(prompts[0]?.speedUps.get('none')).toBe(1);
});

test('the difference of two equal runs tells how noisy one is', () => {
  const rows = ['a', 'b', 'c', 'd'].flatMap((id, i) => prompt(id, i % 2 === 0 ? 10 : 11, 10.5, 8));
  const expected = Math.sqrt((Math.log(10 / 10.5) ** 2 + Math.log(11 / 10.5) ** 2) / 4);
  expect(measuredPrompts(rows).noise).toBeCloseTo(expected);
  expect(measuredPrompts(rows.slice(0, 5)).noise).toBeUndefined();
});

test('prompts and arms with gaps are left out', () => {
  const whole = ['a', 'b', 'c'].flatMap(id => prompt(id, 10, 10, 8));
  const { arms, prompts } = measuredPrompts([
    ...whole,
    row('a', 'draftpick', 'head', 7),
    row('d', 'draftpick', 'ngram', 7),
    row('e', 'target-only', null, 7),
  ]);
  expect([...arms].sort()).toEqual(['ngram', 'none']);
  expect(prompts.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(measuredPrompts([row('a', 'target-only', null, 10)]).prompts).toEqual([]);
});

test('samples have the arms in the order asked for, and need features', () => {
  const measured = measuredPrompts(prompt('a', 10, 10, 8));
  const [sample] = measuredSamples(measured, ['none', 'ngram'], () => [1, 0.5]);
  expect(sample).toMatchObject({ features: [1, 0.5], speedUps: [1, 1.25], tokens: 50 });
  expect(measuredSamples(measured, ['none'], () => undefined)).toEqual([]);
});

test('the page’s own runs are compared with the same prompts’ arms', () => {
  const measured = {
    ...measuredPrompts([...prompt('a', 10, 10, 8), ...prompt('b', 10, 10, 12.5)]),
    machines: [],
  };
  // Picked runs took 9 and 13.5 ms a token, the best fixed arm is none, the oracle takes 8 and 10.
  expect(pickedText(measured)).toMatch(/0\.889 × the target alone, 0\.889 × the best fixed arm, 80\.0 %/);
});
