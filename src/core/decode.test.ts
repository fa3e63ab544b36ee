import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CostModel } from './cost-model.ts';
import {
  collect,
  emittedOf,
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
import type { DecodeEvent } from './decode-event.ts';
import { summarise } from './metrics.ts';
import { noDraft } from './no-draft.ts';
import { greedy, type SamplingOptions } from './sampling-options.ts';
import { markovRule, type ToyRule } from './toy-model.ts';

const prompt = [1, 2, 3];
const rule = markovRule(vocabularySize, 2, 77);
const sampled: SamplingOptions = { temperature: 1.2, topK: 6, topP: 0.95, seed: 5 };

/** Knows the output to come: `good` right tokens, then `bad` whatever they are. */
interface Guess {
  readonly good: number;
  readonly bad: readonly number[];
  readonly confidences: readonly number[];
}

/** Drafts from the known output; ignores its limit, so that proposals may be too long. */
function guesser(output: readonly number[], guesses: readonly Guess[]): RecordedDrafter {
  return new RecordedDrafter((context, round) => {
    const { good, bad, confidences } = guesses[round % guesses.length] ?? {
      good: 0,
      bad: [],
      confidences: [],
    };
    const at = context.length - prompt.length;
    return { tokens: [...output.slice(at, at + good), ...bad], confidences };
  });
}

const perfect = (output: readonly number[]) =>
  guesser(output, [{ good: 100, bad: [], confidences: new Array<number>(100).fill(1) }]);

const token = fc.nat({ max: vocabularySize - 1 });
const anyGuess: fc.Arbitrary<Guess> = fc.record({
  good: fc.oneof(fc.constant(0), fc.nat({ max: 10 }), fc.constant(40)),
  bad: fc.oneof(
    fc.array(token, { maxLength: 6 }),
    fc.tuple(token, fc.nat({ max: 40 })).map(([token, times]) => new Array<number>(times).fill(token)),
  ),
  confidences: fc.array(fc.oneof(fc.double({ min: 0, max: 1 }), fc.constantFrom(1, 0.9, -1, 2)), {
    maxLength: 50,
  }),
});
const guesses = fc.array(anyGuess, { minLength: 1, maxLength: 4 });
const milliseconds = fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.double());
const cost: fc.Arbitrary<CostModel> = fc.record({
  targetMs: fc.oneof(
    fc.array(milliseconds, { minLength: 1, maxLength: 10 }),
    fc.constant([10, 10.5, 11, 11.5, 12]),
  ),
  draftMs: milliseconds,
});
const drafting = fc.record({
  cost,
  maxDraft: fc.oneof(fc.nat({ max: 8 }), fc.constant(100)),
  fixedDraft: fc.boolean(),
});
/** Rounded logits: ties are the rule. */
const anyRule: fc.Arbitrary<ToyRule> = fc
  .record({ order: fc.integer({ min: 0, max: 3 }), seed: fc.nat(), round: fc.boolean() })
  .map(({ order, seed, round }) => {
    const smooth = markovRule(vocabularySize, order, seed);
    return context => (round ? smooth(context).map(Math.round) : smooth(context));
  });
const anySampling: fc.Arbitrary<SamplingOptions> = fc.oneof(
  fc.constant(greedy),
  fc.record({
    temperature: fc.double({ min: 0.2, max: 2, noNaN: true }),
    topK: fc.nat({ max: vocabularySize }),
    topP: fc.double({ min: 0.3, max: 1, noNaN: true }),
    seed: fc.nat(),
  }),
);
const anyEnd = fc.record({
  eosIds: fc.array(token, { maxLength: 2 }),
  stopAfter: fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 25 })),
  maxTokens: fc.oneof(fc.constant(1000), fc.nat({ max: 25 })),
  contextLength: fc.integer({ min: prompt.length + 1, max: 40 }),
  maxRows: fc.integer({ min: 1, max: 32 }),
});

/** Where target-only decoding ends, by the definition: token by token, the first condition that holds. */
function cutOutput(
  output: readonly number[],
  { eosIds, stopAfter, maxTokens, contextLength }: typeof anyEnd extends fc.Arbitrary<infer T> ? T : never,
): { ids: readonly number[]; reason: string } {
  if (maxTokens === 0) return { ids: [], reason: 'max-tokens' };
  for (const [i, token] of output.entries()) {
    if (eosIds.includes(token)) return { ids: output.slice(0, i), reason: 'eos' };
    const ids = output.slice(0, i + 1);
    if (ids.length === stopAfter) return { ids, reason: 'stop-string' };
    if (ids.length === maxTokens) return { ids, reason: 'max-tokens' };
    if (prompt.length + ids.length === contextLength) return { ids, reason: 'context-full' };
  }
  throw new Error('no end in sight');
}

/** What must hold of the events of any run. */
function checkEvents(events: readonly DecodeEvent[], model: RecordedModel, options: DecodeOptions): void {
  const rounds = roundsOf(events);
  expect(events.map(({ type }) => type)).toEqual(['prefill', ...rounds.map(() => 'round'), 'done']);
  expect(endOf(events)).toMatchObject({ tokens: idsOf(events).length, rounds: rounds.length });
  let at = 0;
  for (const [index, round] of rounds.entries()) {
    expect(round).toMatchObject({ index, at });
    at += round.emitted.length;
    const verdicts = round.proposed.map(({ verdict }) => verdict);
    const count = (verdict: string) => verdicts.filter(other => other === verdict).length;
    expect(count('accepted')).toBe(round.accepted);
    expect(count('accepted') + count('rejected')).toBe(round.tested);
    expect(verdicts.toSorted()).toEqual(verdicts); // 'accepted' < 'rejected' < 'untested'
    expect(count('rejected')).toBeLessThanOrEqual(1);
    expect(round.proposed.length).toBeLessThanOrEqual(options.maxDraft);
    const last = index === rounds.length - 1;
    if (last) expect(round.emitted.length).toBeLessThanOrEqual(round.accepted + 1);
    else expect(round.emitted).toHaveLength(round.accepted + 1);
    for (const [i, { token, state }] of round.emitted.entries()) {
      const own = count('rejected') > 0 ? 'correction' : round.proposed.length > 0 ? 'bonus' : 'plain';
      expect(state).toBe(i < round.accepted ? 'accepted' : own);
      if (i < round.accepted) expect(round.proposed[i]?.token).toBe(token);
    }
  }
  const fed = options.prompt.length - 1;
  const reused = events[0]?.type === 'prefill' ? events[0].reusedTokens : 0;
  expect(model.passes).toHaveLength(Math.ceil((fed - reused) / model.maxRows) + rounds.length);
  expect(options.cached).toEqual(model.content.slice(0, options.cached.length));
}

describe('speculative decoding emits what target-only decoding emits', () => {
  test('token for token, whatever is drafted, whatever it costs, and wherever it ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyRule,
        anySampling,
        guesses,
        drafting,
        anyEnd,
        async (rule, sampling, guesses, drafting, end) => {
          const output = targetOnly(rule, prompt, sampling, 60);
          const expected = cutOutput(output, end);
          const asked: number[] = [];
          const model = new RecordedModel(rule, end.contextLength, end.maxRows);
          const options = runOptions({
            ...drafting,
            sampling,
            maxTokens: end.maxTokens,
            eosIds: end.eosIds,
            isStop: token => asked.push(token) === end.stopAfter,
          });
          const events = await collect(decode(model, guesser(output, guesses), options));
          expect(idsOf(events)).toEqual(expected.ids);
          expect(endOf(events).reason).toBe(expected.reason);
          expect(asked).toEqual(expected.ids);
          checkEvents(events, model, options);
        },
      ),
      { numRuns: 800 },
    );
  });

  test.each([greedy, sampled])(
    'without a draft too, one token a round, at temperature $temperature',
    async sampling => {
      const model = new RecordedModel(rule);
      const options = runOptions({ sampling });
      const events = await collect(decode(model, noDraft, options));
      expect(idsOf(events)).toEqual(targetOnly(rule, prompt, sampling, 20));
      expect(roundsOf(events)).toHaveLength(20);
      expect(new Set(emittedOf(events).map(({ state }) => state))).toEqual(new Set(['plain']));
      checkEvents(events, model, options);
    },
  );

  test('with a perfect draft in as few rounds as can be', async () => {
    const model = new RecordedModel(rule);
    const events = await collect(decode(model, perfect(targetOnly(rule, prompt, greedy, 60)), runOptions()));
    // 8 + 8 + 4 tokens; the draft of the last round leaves room for the target's own.
    expect(roundsOf(events).map(({ emitted }) => emitted.length)).toEqual([8, 8, 4]);
    expect(roundsOf(events).map(({ proposed }) => proposed.length)).toEqual([7, 7, 3]);
    expect(summarise(events)).toMatchObject({ acceptanceRate: 1, meanAcceptedLength: 20 / 3 });
  });
});

describe('a stop inside a round', () => {
  const output = targetOnly(rule, prompt, greedy, 60);
  const run = async (overrides: Partial<DecodeOptions>) => {
    const model = new RecordedModel(rule);
    const options = runOptions(overrides);
    const events = await collect(decode(model, perfect(output), options));
    checkEvents(events, model, options);
    return events;
  };

  test('at an end token drops it and what was accepted behind it, though the round still counts them', async () => {
    const eos = output[4] ?? -1;
    const first = output.indexOf(eos);
    const events = await run({ eosIds: [eos] });
    expect(idsOf(events)).toEqual(output.slice(0, first));
    expect(roundsOf(events)).toHaveLength(1);
    expect(roundsOf(events)[0]).toMatchObject({ tested: 7, accepted: 7 });
    expect(endOf(events)).toEqual({ reason: 'eos', tokens: first, rounds: 1 });
    expect(summarise(events)).toMatchObject({ tokens: first, tested: first, accepted: first });
  });

  test('at an end token right away gives an empty output', async () => {
    const events = await run({ eosIds: [output[0] ?? -1] });
    expect(endOf(events)).toEqual({ reason: 'eos', tokens: 0, rounds: 1 });
  });

  test('at a stop string keeps the token that completed it', async () => {
    let left = 11;
    const events = await run({ isStop: () => --left === 0 });
    expect(idsOf(events)).toEqual(output.slice(0, 11));
    expect(endOf(events)).toEqual({ reason: 'stop-string', tokens: 11, rounds: 2 });
    expect(left).toBe(0);
  });
});

describe('the drafter', () => {
  test('is reset once, then asked and told once a round, in terms of what was really proposed', async () => {
    await fc.assert(
      fc.asyncProperty(
        guesses,
        drafting,
        fc.integer({ min: 1, max: 12 }),
        async (guesses, drafting, maxRows) => {
          const output = targetOnly(rule, prompt, greedy, 60);
          const drafter = guesser(output, guesses);
          const model = new RecordedModel(rule, 20, maxRows);
          const rounds = roundsOf(
            await collect(decode(model, drafter, runOptions({ ...drafting, maxTokens: 25 }))),
          );
          expect(drafter.calls[0]).toEqual({ type: 'reset' });
          expect(drafter.calls.slice(1).map(({ type }) => type)).toEqual(
            rounds.flatMap(() => ['propose', 'observe']),
          );
          for (const [i, round] of rounds.entries()) {
            const context = [...prompt, ...output.slice(0, round.at)];
            const room = 20 - context.length - 1;
            expect(drafter.calls[1 + 2 * i]).toEqual({
              type: 'propose',
              context,
              limit: Math.min(drafting.maxDraft, maxRows - 1, room),
            });
            expect(drafter.calls[2 + 2 * i]).toMatchObject({
              type: 'observe',
              proposal: { tokens: round.proposed.map(({ token }) => token) },
              tested: round.tested,
              accepted: round.accepted,
            });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the clock', () => {
  test('is read so that the parts of a round follow each other and decodeMs spans them all', async () => {
    const events = await collect(decode(new RecordedModel(rule), noDraft, runOptions({ maxTokens: 4 })));
    const parts = roundsOf(events).map(({ draftMs, verifyMs, overheadMs }) => [
      draftMs,
      verifyMs,
      overheadMs,
    ]);
    expect(parts).toEqual(parts.map(() => [1, 1, 1]));
    expect(events[0]).toMatchObject({ type: 'prefill', prefillMs: 1 });
    // 4 rounds of 3 ticks, and the tick from the end of one round to the start of the next.
    expect(events.at(-1)).toMatchObject({ decodeMs: 4 * 3 + 4 });
    expect(summarise(events)).toMatchObject({ draftMs: 4, verifyMs: 4, overheadMs: 8, decodeMs: 16 });
  });
});

test.each([[[]], [new Array<number>(64).fill(1)]])(
  'a prompt that is empty or fills the context is refused',
  async prompt => {
    await expect(collect(decode(new RecordedModel(rule), noDraft, runOptions({ prompt })))).rejects.toThrow(
      RangeError,
    );
  },
);
