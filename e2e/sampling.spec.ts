import { expect, test } from '@playwright/test';
import { misfit } from '../src/core/chi-square.test-helper.ts';
import type { EmittedToken } from '../src/core/decode-event.ts';
import type { GenerateEvent, GenerateRequest } from '../src/engine/engine.ts';

/** Runs of two tokens, each with a seed of its own. */
const runs = 400;

/** The answer stands in the chat already, so lookup proposes it from the first token on; the target is of two minds. */
const request: GenerateRequest = {
  messages: [
    { role: 'user', content: 'Name an animal.' },
    { role: 'assistant', content: 'A' },
    { role: 'user', content: 'Name an animal.' },
  ],
  arm: 'prompt-lookup',
  sampling: { temperature: 1, topK: 0, topP: 1, seed: 0 },
  maxTokens: 2,
  stopStrings: [],
  maxDraft: 3,
  fixedDraft: true,
};

type Round = Extract<GenerateEvent, { type: 'round' }>;

const roundsOf = (events: readonly GenerateEvent[]): Round[] =>
  events.filter(event => event.type === 'round');

/**
 * Counts against what the target says: its five likeliest tokens, and all others together.
 * @param row any emitted token at this position: the target's row is the same whichever token was drawn from it
 */
function compare(drawn: readonly number[], row: EmittedToken): number {
  const p = row.top.map(({ logit }) => Math.exp(logit - row.logSumExp));
  const counts = row.top.map(({ token }) => drawn.filter(other => other === token).length);
  const named = counts.reduce((sum, count) => sum + count, 0);
  const rest = 1 - p.reduce((sum, share) => sum + share, 0);
  return misfit([...counts, drawn.length - named], [...p, rest]);
}

test('sampled with lookup, the first two tokens follow the target’s own distribution', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto('/bench.html');
  await page.waitForFunction(() => window.bench !== undefined);
  const all = await page.evaluate(
    async ({ request, runs }) => {
      await window.bench?.load();
      const all: GenerateEvent[][] = [];
      for (let seed = 1; seed <= runs; seed++) {
        const events = await window.bench?.events({ ...request, sampling: { ...request.sampling, seed } });
        if (events !== undefined) all.push(events);
      }
      return all;
    },
    { request, runs },
  );
  expect(all).toHaveLength(runs);
  const firstRounds = all.flatMap(events => roundsOf(events).slice(0, 1));

  // Lookup proposed every time, and was both kept and refused: otherwise this would only test plain sampling.
  expect(firstRounds.filter(round => round.proposed.length > 0)).toHaveLength(runs);
  const kept = firstRounds.filter(round => round.accepted > 0).length;
  expect(kept).toBeGreaterThan(runs / 20);
  expect(kept).toBeLessThan(runs - runs / 20);

  const outputs = all.map(events => roundsOf(events).flatMap(round => round.emitted));
  const [first] = outputs.flatMap(tokens => tokens.slice(0, 1));
  if (first === undefined) throw new Error('nothing was written');
  expect(outputs.every(tokens => tokens[0]?.logSumExp === first.logSumExp)).toBe(true);
  const firstTokens = outputs.flatMap(tokens => tokens.slice(0, 1).map(({ token }) => token));
  expect(compare(firstTokens, first)).toBeLessThan(1);

  // The second token where the first one was the proposal: the bonus of a pass that kept it.
  const proposed = firstRounds[0]?.proposed[0]?.token;
  const after = outputs.filter(tokens => tokens[0]?.token === proposed && tokens.length === 2);
  const second = after[0]?.[1];
  if (second === undefined) throw new Error('no run went on behind the proposal');
  expect(second.state).toBe('bonus');
  // The end of the text is drawn like any token, but not emitted.
  const ended = outputs.filter(tokens => tokens[0]?.token === proposed && tokens.length === 1).length;
  const texts = Object.assign({}, ...firstRounds.map(round => round.texts));
  const end = second.top.find(({ token }) => texts[token] === '<|im_end|>')?.token ?? -1;
  const secondTokens = [...after.map(tokens => tokens[1]?.token ?? -1), ...Array<number>(ended).fill(end)];
  expect(compare(secondTokens, second)).toBeLessThan(1);

  // The check itself can fail: the counts of the first token don't fit the second one's distribution.
  expect(compare(firstTokens, second)).toBeGreaterThan(1);
});
