import type { Guess, TokenGuesser } from '../core/token-guesser.ts';
import type { CpuModel } from './cpu-model.ts';
import { bins, bucketOf, readPriors, readTokenIds } from './draft-metadata.ts';
import type { Gguf } from './gguf.ts';
import { invalid } from './gguf-error.ts';

/** Which target token each token of a small model stands for, and how good its guesses are. */
export interface DraftVocabulary {
  /** Target id of each of the model's tokens. */
  readonly targetIds: Int32Array;
  /** The model's token that stands for every target token it does not know. */
  readonly otherId: number;
  /** Calibrated share of right guesses (draft-metadata.ts). */
  readonly priors: readonly number[];
  /** See {@link TokenGuesser.edge}. */
  readonly edge?: number;
}

/**
 * Reads `draftpick.token_ids`, `draftpick.other_id` (0 when absent) and `draftpick.confidence.priors`.
 * @param rows number of the small model's tokens
 * @throws GgufError when an id is not a token, or a prior no probability.
 */
export function draftVocabulary(gguf: Gguf, rows: number, targetVocabulary: number): DraftVocabulary {
  const otherId = gguf.metadata.findNumber('draftpick.other_id') ?? 0;
  if (!(Number.isInteger(otherId) && otherId >= 0 && otherId < rows)) {
    throw invalid(`metadata draftpick.other_id is ${otherId}, no token of the draft's ${rows}`);
  }
  return {
    targetIds: readTokenIds(gguf, rows, targetVocabulary),
    otherId,
    priors: readPriors(gguf),
  };
}

/**
 * The vocabulary of a model whose ids are the target's own. Nobody measured how often it is right, so a guess is taken to
 * be right as often as the model itself says: the middle of each bin of its probability. What it turns out to be is learnt
 * from the text (core/online-calibration.ts).
 * @param shared number of ids that mean the same to both
 * @param otherId the model's token for ids of the target that it lacks
 */
export function wholeVocabulary(shared: number, otherId: number): DraftVocabulary {
  return {
    targetIds: Int32Array.from({ length: shared }, (_, id) => id),
    otherId,
    priors: Array.from({ length: bins }, (_, bin) => (bin + 0.5) / bins),
    edge: wholeEdge,
  };
}

/** A whole model of the target's family knows much that tables of another target's outputs don't; nobody measured how much. */
const wholeEdge = 0.5;

/** What of a {@link CpuModel} a {@link ModelGuesser} uses. */
export type DraftModel = Pick<CpuModel, 'contextLength' | 'maxRows' | 'extend'>;

/**
 * Guesses with a small model of its own, which reads the text itself and needs nothing from the target. Tokens wait for
 * the next guess; the cache keeps what contexts have in common from one walk to the next. Once the text is longer than
 * the model's context, the model sees its end only: the start of what it sees moves on by half a context at a time.
 */
export class ModelGuesser implements TokenGuesser {
  readonly priors: readonly number[];
  readonly edge: number | undefined;
  /** The model's token for each target token it knows. */
  readonly #ownIds = new Map<number, number>();
  /** The tokens in the model's cache, and those the walk wants there: of the model's ids. */
  readonly #cached: number[] = [];
  #wanted: number[] = [];
  #position = 0;
  #known: Guess | undefined;

  /** @param cost of one guess, in plain passes of the target (guess-cost.ts) */
  constructor(
    readonly id: string,
    private readonly model: DraftModel,
    private readonly vocabulary: DraftVocabulary,
    readonly cost: number,
  ) {
    this.priors = vocabulary.priors;
    this.edge = vocabulary.edge;
    for (const [own, target] of vocabulary.targetIds.entries()) {
      // Should a target token occur twice, the first counts.
      if (!this.#ownIds.has(target)) this.#ownIds.set(target, own);
    }
  }

  begin(context: readonly number[]): void {
    const start = windowStart(context.length, this.model.contextLength);
    this.#wanted = context.slice(start).map(token => this.#own(token));
    this.#position = 0;
    this.#known = undefined;
  }

  guess(): Guess | undefined {
    if (this.#wanted.length === 0 || this.#wanted.length > this.model.contextLength) return undefined;
    this.#known ??= this.#compute();
    return this.#known;
  }

  advance(token: number): void {
    this.#wanted.push(this.#own(token));
    this.#position += 1;
    this.#known = undefined;
  }

  /** Ends the walk. The cache stays: the next text may begin like this one. */
  reset(): void {
    this.#wanted = [];
    this.#position = 0;
    this.#known = undefined;
  }

  #own(token: number): number {
    return this.#ownIds.get(token) ?? this.vocabulary.otherId;
  }

  #compute(): Guess | undefined {
    const wanted = this.#wanted;
    // The last token is fed again even if it is cached: its row is what is asked for.
    let fed = 0;
    while (fed < wanted.length - 1 && this.#cached[fed] === wanted[fed]) fed += 1;
    for (;;) {
      const chunk = wanted.slice(fed, fed + this.model.maxRows);
      const rows = fed + chunk.length === wanted.length ? 1 : 0;
      const [row] = this.model.extend(chunk, fed, { rows, logits: false });
      this.#cached.length = fed;
      this.#cached.push(...chunk);
      fed += chunk.length;
      if (row === undefined) continue;
      const token = this.vocabulary.targetIds[row.argmax];
      const logit = row.top[0]?.logit;
      if (token === undefined || logit === undefined) return undefined;
      const probability = Math.exp(logit - row.logSumExp);
      return { token, bucket: bucketOf(this.priors.length, this.#position, probability) };
    }
  }
}

/**
 * First token of a text of `length` that a model with a context of `capacity` sees: always the same for a while, so that
 * the cache stays of use, and leaving an eighth of the context for the walk.
 */
function windowStart(length: number, capacity: number): number {
  const room = capacity - (capacity >> 3);
  if (length <= room) return 0;
  const step = Math.max(1, capacity >> 1);
  return Math.ceil((length - room) / step) * step;
}
