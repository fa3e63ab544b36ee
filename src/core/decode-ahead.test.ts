import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect, idsOf, roundsOf, runOptions, targetOnly, vocabularySize } from './decode.test-helper.ts';
import { decode } from './decode.ts';
import { GuessDrafter } from './guess-drafter.ts';
import type { ExtendOptions, LanguageModel, Row } from './language-model.ts';
import { greedy, type SamplingOptions } from './sampling-options.ts';
import type { Guess, TokenGuesser } from './token-guesser.ts';
import { markovRule, ToyModel, type ToyRule } from './toy-model.ts';

/** A target on a device of its own: the thread waits for it, unless `meanwhile` is kept from it. */
class Elsewhere implements LanguageModel {
  readonly vocabularySize = vocabularySize;
  readonly contextLength = 64;
  readonly maxRows = 32;
  readonly #toy: ToyModel;
  constructor(
    rule: ToyRule,
    private readonly lets: boolean,
  ) {
    this.#toy = new ToyModel(vocabularySize, this.contextLength, rule);
  }
  async extend(tokens: readonly number[], at: number, options: ExtendOptions): Promise<readonly Row[]> {
    const rows = this.#toy.extend(tokens, at, options);
    if (this.lets) options.meanwhile?.();
    return rows;
  }
}

/** Guesses by a rule; each guess takes one tick of its clock. */
class Clocked implements TokenGuesser {
  readonly id = 'clocked';
  readonly priors = [0.9];
  readonly cost = 0.1;
  ticks = 0;
  #context: number[] = [];
  #known: Guess | undefined;
  constructor(
    private readonly rule: ToyRule,
    readonly needsTarget = false,
  ) {}
  begin(context: readonly number[]): void {
    this.#context = [...context];
    this.#known = undefined;
  }
  guess(): Guess {
    if (this.#known === undefined) {
      this.ticks += 1;
      const logits = this.rule(this.#context);
      this.#known = { token: logits.indexOf(Math.max(...logits)), bucket: 0 };
    }
    return this.#known;
  }
  advance(token: number): void {
    this.#context.push(token);
    this.#known = undefined;
  }
}

const rule = markovRule(vocabularySize, 2, 5);
/** A pass takes 20 ticks, however many tokens it checks; a guess takes one. */
const cost = { targetMs: [20, 20, 20, 20, 20, 20, 20, 20], draftMs: 1 };

/** One run; its tokens, the draft time of each round in ticks, and the rounds. */
async function run(guesser: Clocked, lets: boolean, options: Parameters<typeof runOptions>[0] = {}) {
  const drafter = new GuessDrafter('drafter', [guesser]);
  const clock = { now: () => guesser.ticks };
  const events = await collect(
    decode(new Elsewhere(rule, lets), drafter, runOptions({ cost, fixedDraft: false, ...clock, ...options })),
  );
  return { ids: idsOf(events), rounds: roundsOf(events) };
}

describe('drafting while the target is busy elsewhere', () => {
  test('leaves the tokens as they are, whatever is drafted and sampled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom(0, 0.8),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (likeness, seed, temperature, maxDraft, fixedDraft) => {
          // From the target's own rule (likeness 3) to one that has little to do with it.
          const other = markovRule(vocabularySize, 2, seed);
          const draftRule: ToyRule = context =>
            rule(context).map((logit, i) => likeness * logit + (3 - likeness) * (other(context)[i] ?? 0));
          const sampling: SamplingOptions = { ...greedy, temperature, seed };
          const options = { sampling, maxDraft, fixedDraft, maxTokens: 30 };
          const plain = targetOnly(rule, [1, 2, 3], sampling, 30);
          for (const lets of [false, true]) {
            expect((await run(new Clocked(draftRule), lets, options)).ids).toEqual(plain);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('takes the guesses off the rounds whose predecessor was kept whole', async () => {
    const before = await run(new Clocked(rule), false);
    const after = await run(new Clocked(rule), true);
    expect(after.ids).toEqual(before.ids);
    expect(before.rounds.slice(1).every(({ draftMs }) => draftMs > 0)).toBe(true);
    expect(after.rounds.slice(1).every(({ draftMs }) => draftMs === 0)).toBe(true);
    expect(after.rounds.length).toBeLessThanOrEqual(before.rounds.length);
  });

  test('drops them when a token was rejected', async () => {
    const wrong: ToyRule = context => rule(context).map(logit => -logit);
    const { rounds } = await run(new Clocked(wrong), true, { fixedDraft: true });
    expect(rounds.every(({ accepted }) => accepted === 0)).toBe(true);
    expect(rounds.slice(0, -1).every(({ proposed, draftMs }) => draftMs === proposed.length)).toBe(true);
  });

  test('stops before the pass is expected back', async () => {
    const short = { targetMs: [4, 4, 4, 4, 4, 4, 4, 4], draftMs: 1 };
    const { rounds } = await run(new Clocked(rule), true, { cost: short, fixedDraft: true, maxDraft: 6 });
    // The one for the target's own token, and two that count: the rest is drafted when its turn comes.
    for (const { verifyMs } of rounds) expect(verifyMs).toBeLessThanOrEqual(3);
    expect(rounds.slice(1, -1).some(({ draftMs }) => draftMs > 0)).toBe(true);
  });

  test('is left to drafters that need nothing of the pass', async () => {
    const { rounds } = await run(new Clocked(rule, true), true);
    expect(rounds.every(({ verifyMs }) => verifyMs === 0)).toBe(true);
  });
});
