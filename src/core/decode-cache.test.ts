import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  collect,
  endOf,
  idsOf,
  RecordedDrafter,
  RecordedModel,
  roundsOf,
  runOptions,
  targetOnly,
  vocabularySize,
} from './decode.test-helper.ts';
import { type DecodeOptions, decode } from './decode.ts';
import { noDraft } from './no-draft.ts';
import { greedy } from './sampling-options.ts';
import { markovRule } from './toy-model.ts';

const rule = markovRule(vocabularySize, 3, 123);

/** Proposes 5 tokens, of which the first `good` are right: accepted, rejected and untested ones in each round. */
const mixed = (good: number) =>
  new RecordedDrafter(context => {
    const tokens = targetOnly(rule, context, greedy, 5).map((token, i) =>
      i < good ? token : (token + 1) % vocabularySize,
    );
    return { tokens, confidences: tokens.map(() => 1) };
  });

const ids = (minLength: number, maxLength: number) =>
  fc.array(fc.nat({ max: vocabularySize - 1 }), { minLength, maxLength });

/** How many tokens two lists begin with in common. */
function shared(one: readonly number[], other: readonly number[]): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length += 1;
  return length;
}

/** Runs after whatever left `cached` and the model's cache as they are; the output must be that of a fresh start. */
async function checkNextRun(
  model: RecordedModel,
  cached: number[],
  prompt: readonly number[],
): Promise<void> {
  expect(cached).toEqual(model.content.slice(0, cached.length));
  const reusable = shared(cached, prompt.slice(0, -1));
  const before = model.passes.length;
  const events = await collect(decode(model, mixed(2), runOptions({ prompt, cached, maxTokens: 8 })));
  expect(events[0]).toMatchObject({ promptTokens: prompt.length, reusedTokens: reusable });
  expect(idsOf(events)).toEqual(targetOnly(rule, prompt, greedy, 8));
  const chunks = Math.ceil((prompt.length - 1 - reusable) / model.maxRows);
  expect(model.passes.length - before).toBe(chunks + roundsOf(events).length);
  expect(cached).toEqual(model.content.slice(0, cached.length));
}

/** Aborts at the given call of `breathe` (0 = the first). */
function abortAt(call: number): Pick<DecodeOptions, 'signal' | 'breathe'> {
  const signal = { aborted: false };
  let calls = 0;
  const breathe = async () => {
    if (calls === call) signal.aborted = true;
    calls += 1;
  };
  return { signal, breathe };
}

describe('prefill', () => {
  test('feeds all but the last token in chunks of maxRows, without rows', async () => {
    const model = new RecordedModel(rule, 64, 4);
    const prompt = [1, 2, 3, 4, 5, 6, 7, 0, 1, 2];
    const events = await collect(decode(model, noDraft, runOptions({ prompt, maxTokens: 1 })));
    expect(model.passes.map(({ tokens, at, options }) => [tokens.length, at, options.rows])).toEqual([
      [4, 0, 0],
      [4, 4, 0],
      [1, 8, 0],
      [1, 9, 1],
    ]);
    expect(events[0]).toMatchObject({ type: 'prefill', promptTokens: 10, reusedTokens: 0 });
  });

  test('of a single token needs no pass', async () => {
    const model = new RecordedModel(rule);
    const events = await collect(decode(model, noDraft, runOptions({ prompt: [4], maxTokens: 3 })));
    expect(model.passes).toHaveLength(3);
    expect(idsOf(events)).toEqual(targetOnly(rule, [4], greedy, 3));
  });

  test('logits are asked for only where tokens are drawn', async () => {
    for (const temperature of [0, 1]) {
      const model = new RecordedModel(rule);
      const sampling = { ...greedy, temperature };
      await collect(decode(model, mixed(3), runOptions({ sampling })));
      expect(model.passes.map(({ options }) => options.logits)).toEqual(
        model.passes.map(({ options }) => temperature > 0 && options.rows > 0),
      );
    }
  });
});

describe('the next run finds the cache as the list says', () => {
  const settings = fc.record({
    prompt: ids(1, 14),
    sharing: fc.nat({ max: 14 }),
    good: fc.nat({ max: 5 }),
    maxTokens: fc.integer({ min: 1, max: 12 }),
    maxRows: fc.integer({ min: 1, max: 6 }),
  });
  /** A model that has run before on a prompt that begins like this one, and the list of what its cache holds. */
  const usedModel = async (prompt: readonly number[], sharing: number, maxRows: number) => {
    const model = new RecordedModel(rule, 64, maxRows);
    const cached: number[] = [];
    const earlier = [...prompt.slice(0, sharing), 3, 2, 1, 0];
    await collect(decode(model, mixed(2), runOptions({ prompt: earlier, cached, maxTokens: 12 })));
    model.passes.length = 0;
    return { model, cached };
  };
  /** A second prompt that goes along with the first text for some way, perhaps beyond its end. */
  const second = (text: readonly number[]) =>
    fc
      .tuple(fc.nat({ max: text.length }), ids(1, 8))
      .map(([keep, rest]) => [...text.slice(0, keep), ...rest]);

  test('after a run that ended by itself', async () => {
    await fc.assert(
      fc.asyncProperty(settings, fc.gen(), async ({ prompt, good, maxTokens, maxRows }, any) => {
        const model = new RecordedModel(rule, 64, maxRows);
        const cached: number[] = [];
        const text = [...prompt, ...targetOnly(rule, prompt, greedy, maxTokens)];
        await collect(decode(model, mixed(good), runOptions({ prompt, cached, maxTokens })));
        expect(cached.slice(0, text.length - 1)).toEqual(text.slice(0, -1));
        await checkNextRun(model, cached, any(second, text));
      }),
      { numRuns: 200 },
    );
  });

  test('after the same prompt once more: one pass and no prefill', async () => {
    const model = new RecordedModel(rule, 64, 4);
    const cached: number[] = [];
    const prompt = [1, 2, 3, 4, 5, 6, 7];
    await collect(decode(model, mixed(5), runOptions({ prompt, cached })));
    const before = model.passes.length;
    await collect(decode(model, noDraft, runOptions({ prompt, cached, maxTokens: 1 })));
    expect(model.passes.slice(before)).toMatchObject([{ tokens: [7], at: 6 }]);
  });

  test('after a run that an end token cut in the middle of accepted tokens', async () => {
    const model = new RecordedModel(rule);
    const cached: number[] = [];
    const output = targetOnly(rule, [1, 2], greedy, 12);
    const eosIds = output.slice(2, 3);
    await collect(decode(model, mixed(5), runOptions({ prompt: [1, 2], cached, eosIds })));
    await checkNextRun(model, cached, [1, 2, ...output.slice(0, 4), 5]);
  });

  test('after a cancelled run, which keeps what it emitted', async () => {
    await fc.assert(
      fc.asyncProperty(
        settings,
        fc.nat({ max: 20 }),
        fc.gen(),
        async ({ prompt, sharing, good, maxRows }, call, any) => {
          const { model, cached } = await usedModel(prompt, sharing, maxRows);
          const abort = abortAt(call);
          const events = await collect(
            decode(model, mixed(good), runOptions({ prompt, cached, maxTokens: 12, ...abort })),
          );
          const emitted = idsOf(events);
          const output = targetOnly(rule, prompt, greedy, 12);
          expect(emitted).toEqual(output.slice(0, emitted.length));
          expect(endOf(events).tokens).toBe(emitted.length);
          if (abort.signal.aborted) {
            expect(endOf(events).reason).toBe('cancelled');
            // Every pass but none after the one that was cancelled.
            expect(model.passes).toHaveLength(call + 1);
          } else expect(endOf(events).reason).toBe('max-tokens');
          await checkNextRun(model, cached, any(second, [...prompt, ...output]));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('after a pass that failed half-way: the error reaches the caller', async () => {
    await fc.assert(
      fc.asyncProperty(
        settings,
        fc.nat({ max: 12 }),
        fc.gen(),
        async ({ prompt, sharing, good, maxTokens, maxRows }, failAt, any) => {
          const { model, cached } = await usedModel(prompt, sharing, maxRows);
          model.failAt = failAt;
          const run = collect(decode(model, mixed(good), runOptions({ prompt, cached, maxTokens })));
          const error = await run.then(
            () => undefined,
            reason => reason,
          );
          expect(error !== undefined).toBe(model.passes.length > failAt);
          if (error !== undefined) expect(error).toMatchObject({ message: 'the device was lost' });
          model.failAt = -1;
          const text = [...prompt, ...targetOnly(rule, prompt, greedy, maxTokens)];
          await checkNextRun(model, cached, any(second, text));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('after a reader that went away in the middle', async () => {
    const model = new RecordedModel(rule);
    const cached: number[] = [];
    const prompt = [3, 1, 4, 1, 5];
    for await (const event of decode(model, mixed(2), runOptions({ prompt, cached }))) {
      if (event.type === 'round' && event.index === 2) break;
    }
    await checkNextRun(model, cached, [...prompt, ...targetOnly(rule, prompt, greedy, 4), 7]);
  });
});

describe('a cancellation', () => {
  test('before the start costs no pass and still tells the whole story', async () => {
    const model = new RecordedModel(rule);
    const events = await collect(decode(model, noDraft, runOptions({ signal: { aborted: true } })));
    expect(model.passes).toHaveLength(0);
    expect(events.map(({ type }) => type)).toEqual(['prefill', 'done']);
    expect(endOf(events)).toEqual({ reason: 'cancelled', tokens: 0, rounds: 0 });
  });

  test('while the prompt is read keeps what was read for the next run', async () => {
    const model = new RecordedModel(rule, 64, 4);
    const cached: number[] = [];
    const prompt = [1, 2, 3, 4, 5, 6, 7, 0, 1, 2];
    const events = await collect(decode(model, noDraft, runOptions({ prompt, cached, ...abortAt(1) })));
    expect(endOf(events)).toEqual({ reason: 'cancelled', tokens: 0, rounds: 0 });
    expect(cached).toEqual(prompt.slice(0, 8));
    await checkNextRun(model, cached, prompt);
  });

  test('during a pass lets the round finish and keeps its tokens', async () => {
    const signal = { aborted: false };
    const drafter = mixed(2);
    const propose = drafter.propose.bind(drafter);
    drafter.propose = (context, limit) => {
      signal.aborted = context.length > 4;
      return propose(context, limit);
    };
    const events = await collect(decode(new RecordedModel(rule), drafter, runOptions({ signal })));
    expect(idsOf(events)).toEqual(targetOnly(rule, [1, 2, 3], greedy, 6));
    expect(endOf(events)).toEqual({ reason: 'cancelled', tokens: 6, rounds: 2 });
  });

  test('that comes with the last token changes nothing', async () => {
    const signal = { aborted: false };
    const isStop = () => {
      signal.aborted = true;
      return true;
    };
    const events = await collect(decode(new RecordedModel(rule), noDraft, runOptions({ signal, isStop })));
    expect(endOf(events)).toEqual({ reason: 'stop-string', tokens: 1, rounds: 1 });
  });
});
