import type { DecodeOptions } from './decode.ts';
import type { DecodeEvent, EmittedToken, RoundEvent } from './decode-event.ts';
import type { Drafter, Proposal } from './drafter.ts';
import type { ExtendOptions, LanguageModel, MaybePromise, Row } from './language-model.ts';
import { uniform } from './rng.ts';
import { distribution, draw } from './sampling.ts';
import { greedy, type SamplingOptions } from './sampling-options.ts';
import { ToyModel, type ToyRule } from './toy-model.ts';

export const vocabularySize = 8;

export interface Pass {
  readonly tokens: readonly number[];
  readonly at: number;
  readonly options: ExtendOptions;
}

/** A toy model that notes each pass, holds callers to `maxRows`, answers late every other time, and can break. */
export class RecordedModel implements LanguageModel {
  readonly vocabularySize = vocabularySize;
  readonly passes: Pass[] = [];
  /** The tokens in the cache, position by position. */
  content: number[] = [];
  /** The pass with this index breaks after it has overwritten the cache from `at` on. */
  failAt = -1;
  readonly #toy: ToyModel;

  constructor(
    rule: ToyRule,
    readonly contextLength = 64,
    readonly maxRows = 32,
  ) {
    this.#toy = new ToyModel(vocabularySize, contextLength, rule);
  }

  extend(tokens: readonly number[], at: number, options: ExtendOptions): MaybePromise<readonly Row[]> {
    if (tokens.length < 1 || tokens.length > this.maxRows) throw new RangeError(`${tokens.length} tokens`);
    const fails = this.failAt === this.passes.length;
    this.passes.push({ tokens, at, options });
    const written = fails ? tokens.map(token => (token + 1) % vocabularySize) : tokens;
    const rows = this.#toy.extend(written, at, options);
    this.content = [...this.content.slice(0, at), ...written];
    if (fails) throw new Error('the device was lost');
    return this.passes.length % 2 === 0 ? rows : Promise.resolve(rows);
  }
}

/** The definition of the output: one token at a time, by the rule alone. */
export function targetOnly(
  rule: ToyRule,
  prompt: readonly number[],
  sampling: SamplingOptions,
  count: number,
): number[] {
  const context = [...prompt];
  for (let i = 0; i < count; i++) {
    const logits = rule(context);
    if (sampling.temperature === 0) context.push(logits.indexOf(Math.max(...logits)));
    else {
      const u = uniform(sampling.seed, context.length, 'target');
      context.push(draw(distribution(logits, sampling), u).token);
    }
  }
  return context.slice(prompt.length);
}

/** A drafter that plays back proposals made by a function, and notes how it is called. */
export class RecordedDrafter implements Drafter {
  readonly id = 'recorded';
  readonly calls: (
    | { readonly type: 'reset' }
    | { readonly type: 'propose'; readonly context: readonly number[]; readonly limit: number }
    | {
        readonly type: 'observe';
        readonly proposal: Proposal;
        readonly tested: number;
        readonly accepted: number;
      }
  )[] = [];
  #rounds = 0;

  constructor(private readonly guess: (context: readonly number[], round: number) => Proposal) {}

  propose(context: readonly number[], limit: number): MaybePromise<Proposal> {
    this.calls.push({ type: 'propose', context: [...context], limit });
    const proposal = this.guess(context, this.#rounds);
    this.#rounds += 1;
    return this.#rounds % 2 === 0 ? proposal : Promise.resolve(proposal);
  }

  observe(proposal: Proposal, tested: number, accepted: number): void {
    this.calls.push({ type: 'observe', proposal, tested, accepted });
  }

  reset(): void {
    this.calls.push({ type: 'reset' });
  }
}

/** Options of an ordinary greedy run where any draft pays; the clock ticks 1 ms at each look. */
export function runOptions(overrides: Partial<DecodeOptions> = {}): DecodeOptions {
  let time = 0;
  return {
    prompt: [1, 2, 3],
    cached: [],
    sampling: greedy,
    maxTokens: 20,
    eosIds: [],
    maxDraft: 7,
    fixedDraft: true,
    cost: { targetMs: [1, 1, 1, 1, 1, 1, 1, 1], draftMs: 0 },
    isStop: () => false,
    signal: { aborted: false },
    now: () => time++,
    breathe: () => undefined,
    ...overrides,
  };
}

export async function collect(events: AsyncIterable<DecodeEvent>): Promise<DecodeEvent[]> {
  const all: DecodeEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export const roundsOf = (events: readonly DecodeEvent[]): RoundEvent[] =>
  events.filter(event => event.type === 'round');

export const emittedOf = (events: readonly DecodeEvent[]): EmittedToken[] =>
  roundsOf(events).flatMap(round => [...round.emitted]);

export const idsOf = (events: readonly DecodeEvent[]): number[] =>
  emittedOf(events).map(({ token }) => token);

/** The fields of the last event that say how the run ended. */
export function endOf(events: readonly DecodeEvent[]): { reason: string; tokens: number; rounds: number } {
  const last = events.at(-1);
  if (last?.type !== 'done') throw new Error('the last event is not "done"');
  return { reason: last.reason, tokens: last.tokens, rounds: last.rounds };
}

/** What a model says with these logits. */
export function rowOf(logits: Float32Array): Row {
  const [row] = new ToyModel(logits.length, 2, () => logits).extend([0], 0, { rows: 1, logits: true });
  if (row === undefined) throw new Error('no row');
  return row;
}
