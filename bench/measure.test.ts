import { expect, test } from 'vitest';
import type { StopReason } from '../src/core/decode-event.ts';
import type { GenerateEvent } from '../src/engine/engine.ts';
import { measure } from './measure.ts';

/** A run of two rounds: one token, then a proposal of three of which all were kept and one entered the output. */
async function* generation(reason: StopReason): AsyncGenerator<GenerateEvent> {
  yield { type: 'prefill', promptTokens: 10, reusedTokens: 2, prefillMs: 1 };
  const token = { token: 7, state: 'plain', p: 1, top: [], logSumExp: 0 } as const;
  const times = { draftMs: 0, verifyMs: 1, overheadMs: 0 };
  const round = { type: 'round', proposed: [], emitted: [token], texts: {}, ...times } as const;
  yield { ...round, index: 0, at: 0, tested: 0, accepted: 0, text: 'a' };
  yield { ...round, index: 1, at: 1, tested: 3, accepted: 3, text: 'b' };
  yield { type: 'done', reason, tokens: 2, rounds: 2, decodeMs: 1, text: 'c' };
}

test('a run is counted: the end of the text is a token, and guesses behind the stop are none', async () => {
  const result = await measure(generation('eos'), [5]);
  expect(result).toMatchObject({
    tokens: 2,
    decodedTokens: 3,
    rounds: 2,
    tested: 1,
    accepted: 1,
    text: 'abc',
  });
  expect(result).toMatchObject({ prefillTokens: 7, ids: [7, 7], plainMs: 5 });
  expect(result.decodeMs).toBeGreaterThanOrEqual(0);
  expect((await measure(generation('max-tokens'), [5])).decodedTokens).toBe(2);
});

test('a run that was cancelled is no measurement', async () => {
  await expect(measure(generation('cancelled'), [5])).rejects.toMatchObject({ name: 'AbortError' });
});
