import { describe, expect, test } from 'vitest';
import { misfit } from './chi-square.test-helper.ts';
import { chooseDraftLength } from './cost-model.ts';
import {
  collect,
  idsOf,
  RecordedDrafter,
  RecordedModel,
  roundsOf,
  runOptions,
  targetOnly,
  vocabularySize,
} from './decode.test-helper.ts';
import { decode } from './decode.ts';
import type { Drafter } from './drafter.ts';
import { uniform } from './rng.ts';
import { distribution, draw } from './sampling.ts';
import { greedy, type SamplingOptions } from './sampling-options.ts';
import { markovRule, ToyDrafter, ToyModel, type ToyRule } from './toy-model.ts';

const prompt = [1, 2, 3];
const rule = markovRule(vocabularySize, 2, 77);
const plainSampling: SamplingOptions = { temperature: 1, topK: 0, topP: 1, seed: 0 };

describe('the draft length', () => {
  const output = targetOnly(rule, prompt, greedy, 60);
  const confidences = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3];
  const wrong = output.map(token => (token + 1) % vocabularySize);
  const draft = () =>
    new RecordedDrafter(context => ({
      tokens: wrong.slice(context.length - prompt.length).slice(0, 7),
      confidences,
    }));

  test('is 0 when drafting cannot pay: every round is plain', async () => {
    const cost = { targetMs: [1, 2, 3, 4, 5, 6, 7, 8], draftMs: 0.1 };
    const events = await collect(
      decode(new RecordedModel(rule), draft(), runOptions({ cost, fixedDraft: false })),
    );
    expect(roundsOf(events)).toHaveLength(20);
    expect(roundsOf(events).every(({ proposed }) => proposed.length === 0)).toBe(true);
  });

  test('is what the cost model finds best, and with fixedDraft all that is offered', async () => {
    const cost = { targetMs: [1, 1.2, 1.4, 1.9, 2.6, 4, 5, 6], draftMs: 0.05 };
    const best = chooseDraftLength(confidences, cost, 7);
    expect(best).toBeGreaterThan(0);
    expect(best).toBeLessThan(7);
    for (const [fixedDraft, length] of [
      [false, best],
      [true, 7],
    ] as const) {
      const events = await collect(
        decode(new RecordedModel(rule), draft(), runOptions({ cost, fixedDraft })),
      );
      expect(roundsOf(events)[0]?.proposed).toHaveLength(length);
    }
  });

  /** Draws from q; confidences in terms of the tokens drawn, the one of token i from those before it. */
  const drawn = (
    q: Float32Array,
    seed: number,
    confidence: (before: readonly number[]) => number,
  ): Drafter => ({
    id: 'drawn',
    propose: (context, limit) => {
      const tokens = Array.from(
        { length: limit },
        (_, i) => draw(q, uniform(seed, context.length + i, 'draft')).token,
      );
      return {
        tokens,
        confidences: tokens.map((_, i) => confidence(tokens.slice(0, i))),
        distributions: tokens.map(() => q),
      };
    },
  });

  test('of a drawn draft does not depend on what was drawn, so that the output keeps its distribution', async () => {
    // Two tokens of a draft would pay together if the first is a 0; one alone never does.
    const target: ToyRule = () => Float32Array.from([0.5, 0.3, 0.2], Math.log);
    const q = Float32Array.from([0.2, 0.3, 0.5]);
    const cost = { targetMs: [1, 1.6, 1.7], draftMs: 0 };
    const counts = [0, 0, 0];
    for (let seed = 0; seed < 4000; seed++) {
      const drafter = drawn(q, seed, before => (before.length === 0 ? 0.5 : before[0] === 0 ? 1 : 0));
      const sampling = { ...plainSampling, seed };
      const options = runOptions({ prompt: [0], sampling, maxTokens: 3, fixedDraft: false, cost });
      const [first] = idsOf(await collect(decode(new ToyModel(3, 16, target), drafter, options)));
      counts[first ?? -1] = (counts[first ?? -1] ?? 0) + 1;
    }
    expect(misfit(counts, distribution(target([]), plainSampling))).toBeLessThan(1);
  });

  test('of a drawn draft grows while each token pays, and ends where one does not', async () => {
    const q = new Float32Array(vocabularySize).fill(1 / vocabularySize);
    const cost = { targetMs: [1, 1.1, 1.2, 1.3, 1.4], draftMs: 0 };
    for (const [confidences, length] of [
      [[0.9, 0.9, 0.9, 0.9, 0.9], 5],
      [[0.9, 0.9, 0.01, 0.99, 0.99], 2],
      [[0.01, 1, 1, 1, 1], 0],
    ] as const) {
      const drafter = drawn(q, 1, before => confidences[before.length] ?? 0);
      const options = runOptions({ sampling: plainSampling, fixedDraft: false, cost, maxDraft: 5 });
      const events = await collect(decode(new RecordedModel(rule), drafter, options));
      expect(roundsOf(events)[0]?.proposed).toHaveLength(length);
    }
  });

  test('may change with confidences known in advance: the output keeps its distribution', async () => {
    const counts = new Array<number>(vocabularySize ** 2).fill(0);
    const draftRule = markovRule(vocabularySize, 1, 78);
    const odds = Array.from(distribution(rule(prompt), plainSampling)).flatMap((p, token) =>
      Array.from(distribution(rule([...prompt, token]), plainSampling), next => p * next),
    );
    const cost = { targetMs: [1, 1.2, 1.5, 2.5], draftMs: 0 };
    const lengths = new Set<number>();
    for (let seed = 0; seed < 6000; seed++) {
      const drafter = new ToyDrafter(draftRule, { ...plainSampling, temperature: 0.8, seed });
      const sure: Drafter = {
        id: 'sure',
        propose: (context, limit) => {
          const proposal = drafter.propose(context, limit);
          // By the token before: what the draft knows before it draws.
          const before = [context.at(-1) ?? 0, ...proposal.tokens];
          return { ...proposal, confidences: proposal.tokens.map((_, i) => ((before[i] ?? 0) % 4) / 4) };
        },
      };
      const sampling = { ...plainSampling, seed };
      const options = runOptions({ sampling, maxTokens: 4, fixedDraft: false, cost, maxDraft: 3 });
      const events = await collect(decode(new ToyModel(vocabularySize, 16, rule), sure, options));
      for (const { proposed } of roundsOf(events)) lengths.add(proposed.length);
      const [first, second] = idsOf(events);
      const cell = (first ?? 0) * vocabularySize + (second ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    expect(lengths.size).toBeGreaterThan(2);
    expect(misfit(counts, odds)).toBeLessThan(1);
  });
});
