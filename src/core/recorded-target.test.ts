import { describe, expect, test } from 'vitest';
import { type Drafter, emptyProposal } from './drafter.ts';
import { promptLookup } from './prompt-lookup.ts';
import { follow } from './recorded-target.ts';

const cost = { targetMs: [4, 5, 6, 7, 8, 9, 10, 11], draftMs: 0 };
const prompt = [1, 2, 3];
const output = Array.from({ length: 40 }, (_, i) => 10 + i);

/** Knows the text, and says so; `wrongAt` are the positions in the output it gets wrong. */
const knowing = (wrongAt: readonly number[]): Drafter => ({
  id: 'knowing',
  propose(context, limit) {
    const at = context.length - prompt.length;
    const tokens = output.slice(at, at + limit).map((token, i) => (wrongAt.includes(at + i) ? 0 : token));
    return { tokens, confidences: tokens.map(() => 0.99) };
  },
});

describe('a draft along a recorded output', () => {
  test('that knows it needs few passes; the cost model gives the time', async () => {
    const run = await follow(knowing([]), prompt, output, cost, { maxDraft: 7 });
    expect(run).toMatchObject({ tokens: 40, rounds: 5, tested: 35, accepted: 35, ms: 5 * 11 });
    expect(run.byPosition[6]).toEqual({ tested: 5, accepted: 5 });
  });

  test('that errs is corrected there and goes on', async () => {
    const run = await follow(knowing([0, 11]), prompt, output, cost, { maxDraft: 7 });
    // 0 | 1…8 | 9 10 11 | …: a wrong guess ends its round.
    expect(run.tokens).toBe(40);
    expect(run.tested - run.accepted).toBe(2);
    expect(run.byPosition[0]).toEqual({ tested: run.rounds, accepted: run.rounds - 1 });
  });

  test('is judged by its confidence, tenth by tenth', async () => {
    const { byConfidence, tested, accepted } = await follow(knowing([0, 11]), prompt, output, cost, {
      maxDraft: 7,
    });
    expect(byConfidence).toHaveLength(10);
    expect(byConfidence[9]).toMatchObject({ tested, accepted });
    expect(byConfidence[9]?.confidence).toBeCloseTo(0.99 * tested);
    expect(byConfidence[8]).toEqual({ tested: 0, accepted: 0, confidence: 0 });
  });

  test('that proposes nothing costs one plain pass a token, and time for guesses is added', async () => {
    const silent: Drafter = { id: 'silent', propose: () => emptyProposal };
    expect((await follow(silent, prompt, output, cost, { maxDraft: 7 })).ms).toBe(40 * 4);
    const clocked = await follow(silent, prompt, output, cost, { maxDraft: 7, guessMs: () => 0.5 });
    expect(clocked.ms).toBe(40 * 4.5);
  });

  test('never changes the text: a copying draft ends with the same number of tokens', async () => {
    const text = [...output, ...output];
    const run = await follow(promptLookup(), [...prompt, ...output], text, cost, { maxDraft: 7 });
    expect(run.tokens).toBe(80);
    expect(run.rounds).toBeLessThan(30);
  });
});
