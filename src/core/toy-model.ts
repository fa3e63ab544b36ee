import type { Drafter, Proposal } from './drafter.ts';
import type { ExtendOptions, LanguageModel, Row } from './language-model.ts';
import { uniform } from './rng.ts';
import { distribution, draw } from './sampling.ts';
import type { SamplingOptions } from './sampling-options.ts';

/** Next-token logits of a toy as a function of the tokens so far; shape `[vocabularySize]`. */
export type ToyRule = (context: readonly number[]) => Float32Array;

/** A rule whose logits are random, but fixed by seed and the last `order` tokens: a Markov chain with known odds. */
export function markovRule(vocabularySize: number, order: number, seed: number, spread = 3): ToyRule {
  return context => {
    const state = context
      .slice(Math.max(0, context.length - order))
      .reduce((hash, token) => Math.imul(hash ^ (token + 1), 0x01000193), seed);
    return Float32Array.from(
      { length: vocabularySize },
      (_, token) => spread * uniform(state, token, 'target'),
    );
  };
}

/** A language model over a {@link ToyRule}, for tests and lessons: exact, tiny, with a real cache to roll back. */
export class ToyModel implements LanguageModel {
  readonly maxRows = 32;
  /** Passes and tokens it was asked for, to check what a decoder costs. */
  passes = 0;
  #cache: number[] = [];

  constructor(
    readonly vocabularySize: number,
    readonly contextLength: number,
    private readonly rule: ToyRule,
  ) {}

  extend(tokens: readonly number[], at: number, options: ExtendOptions): readonly Row[] {
    if (at > this.#cache.length || at + tokens.length > this.contextLength) {
      throw new RangeError(
        `${tokens.length} tokens at ${at}: cache ${this.#cache.length} of ${this.contextLength}`,
      );
    }
    this.passes += 1;
    this.#cache = [...this.#cache.slice(0, at), ...tokens];
    const first = at + tokens.length - options.rows;
    return Array.from({ length: options.rows }, (_, row) => {
      return toyRow(this.rule(this.#cache.slice(0, first + row + 1)), options.logits);
    });
  }
}

function toyRow(logits: Float32Array, keepLogits: boolean): Row {
  const ranked = Array.from(logits, (logit, token) => ({ token, logit })).sort(
    (a, b) => b.logit - a.logit || a.token - b.token,
  );
  const top = ranked.slice(0, 5);
  let total = 0;
  for (const logit of logits) total += Math.exp(logit);
  return { argmax: top[0]?.token ?? 0, logSumExp: Math.log(total), top, ...(keepLogits ? { logits } : {}) };
}

/** Drafts by sampling from a rule of its own, and hands over its distributions. */
export class ToyDrafter implements Drafter {
  readonly id = 'toy';
  constructor(
    private readonly rule: ToyRule,
    private readonly sampling: SamplingOptions,
  ) {}

  propose(context: readonly number[], limit: number): Proposal {
    const tokens: number[] = [];
    const distributions: Float32Array[] = [];
    for (let i = 0; i < limit; i++) {
      const q = distribution(this.rule([...context, ...tokens]), this.sampling);
      distributions.push(q);
      tokens.push(draw(q, uniform(this.sampling.seed, context.length + i, 'draft')).token);
    }
    return { tokens, confidences: tokens.map(() => 0.5), distributions };
  }
}
