import { expect, test } from 'vitest';
import { noDraft } from '../../core/no-draft.ts';
import { runText, runTokens, summaryAt } from '../../state/run-view.ts';
import { ContraryDrafter, ToyGreedyDrafter, toyRule, toyRun } from './toy-language.ts';

const tokens = 60;
const draft = (strangeness: number) => new ToyGreedyDrafter(toyRule(strangeness));

test('whatever the draft, the toy writes the same text', async () => {
  const alone = await toyRun({ drafter: noDraft, draftLength: 0, tokens });
  expect(runTokens(alone)).toHaveLength(tokens);
  for (const drafter of [draft(0), draft(0.4), draft(1), new ContraryDrafter()]) {
    const run = await toyRun({ drafter, draftLength: 4, tokens });
    expect(runText(run)).toBe(runText(alone));
  }
});

test('a draft that thinks as the target does is always right, and the stranger it is the more often it is wrong', async () => {
  const rates = await Promise.all(
    [0, 0.2, 0.4, 0.6, 0.8, 1].map(async strangeness => {
      const run = await toyRun({ drafter: draft(strangeness), draftLength: 4, tokens: 200 });
      return summaryAt(run, Number.POSITIVE_INFINITY).acceptanceRate ?? 0;
    }),
  );
  expect(rates[0]).toBe(1);
  expect(rates.every((rate, i) => i === 0 || rate <= (rates[i - 1] ?? 0) + 0.05)).toBe(true);
  expect(rates.at(-1)).toBeLessThan(0.5);
});

test('the contrary draft is never right and costs a pass a token', async () => {
  const run = await toyRun({ drafter: new ContraryDrafter(), draftLength: 4, tokens });
  const { acceptanceRate, rounds } = summaryAt(run, Number.POSITIVE_INFINITY);
  expect(acceptanceRate).toBe(0);
  expect(rounds).toBe(tokens);
});

test('the toy does not fall into a loop soon', async () => {
  const run = await toyRun({ drafter: noDraft, draftLength: 0, tokens: 48 });
  const text = runText(run);
  const sentences = text
    .split('.')
    .map(sentence => sentence.trim())
    .filter(sentence => sentence !== '');
  expect(new Set(sentences).size).toBeGreaterThanOrEqual(sentences.length - 1);
});
