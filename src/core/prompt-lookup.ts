import { type Drafter, emptyProposal, type Proposal } from './drafter.ts';
import { MatchConfidence } from './match-confidence.ts';
import { NgramIndex } from './ngram-index.ts';

export interface PromptLookupOptions {
  /** Longest match that is looked for, in tokens. Default 8. */
  readonly maxNgram: number;
  /** Shortest match worth proposing from, in tokens. Default 2. */
  readonly minNgram: number;
  /**
   * Share of the learnt acceptance counts that the next generation starts with, 0…1. Default 0.5: after many
   * generations the past weighs at most as much as one generation. With 0 every generation starts from the prior,
   * so that the same request always drafts alike.
   */
  readonly carryOver: number;
}

/** A match is followed back at most this far; beyond it one more equal token tells nothing new. */
const longestMeasured = 32;

/** What was proposed last and how much of it was judged, to learn from the text that came instead. */
interface Pending {
  readonly at: number;
  readonly tokens: readonly number[];
  readonly matched: number;
  judged: number;
}

/**
 * Drafts by copying: finds the longest earlier occurrence (at most `maxNgram` tokens, at least `minNgram`) of what the
 * text ends with, in prompt and output alike, and proposes what followed it there. Among equally long occurrences the most
 * recent wins. A copy may run into itself: after "a b a b" it proposes "a b a b …" for as long as asked.
 *
 * Deterministic, so proposals carry no distributions: q is a point mass.
 *
 * It learns in two ways, see {@link MatchConfidence}: from {@link PromptLookup.observe}, and from the target's own
 * token where a proposal was cut short. The latter costs nothing, and it keeps a drafter that the cost model has
 * silenced from staying silent when the text turns repetitive. Both are the same event, "the text went on with the
 * proposed token": also when sampling, where a point mass on x is kept with probability p(x), the very probability
 * that the target samples x.
 */
export class PromptLookup implements Drafter {
  readonly id = 'prompt-lookup';
  readonly #maxNgram: number;
  readonly #index: NgramIndex;
  readonly #confidence: MatchConfidence;
  #pending: Pending | undefined;

  /** @throws RangeError for n-gram lengths that are not whole numbers with 1 ≤ min ≤ max, or a share outside 0…1. */
  constructor(options: Partial<PromptLookupOptions> = {}) {
    const { maxNgram = 8, minNgram = 2, carryOver = 0.5 } = options;
    if (!Number.isInteger(minNgram) || !Number.isInteger(maxNgram) || minNgram < 1 || maxNgram < minNgram) {
      throw new RangeError(
        `n-gram lengths must be whole numbers, 1 ≤ min ≤ max; got ${minNgram} and ${maxNgram}`,
      );
    }
    if (!(carryOver >= 0 && carryOver <= 1)) {
      throw new RangeError(`carryOver must lie in 0…1; got ${carryOver}`);
    }
    this.#maxNgram = maxNgram;
    this.#index = new NgramIndex(minNgram);
    this.#confidence = new MatchConfidence(carryOver);
  }

  propose(context: readonly number[], limit: number): Proposal {
    const unchanged = this.#index.sync(context);
    this.#learnFromText(context, unchanged);
    this.#pending = undefined;
    if (limit < 1) return emptyProposal;
    const found = this.#index.find(this.#maxNgram);
    if (found === undefined) return emptyProposal;
    const matched = this.#index.matchLength(found.next, longestMeasured);
    const tokens = this.#index.copy(found.next, Math.floor(limit));
    const confidences = tokens.map((_, i) => this.#confidence.estimate(matched + i));
    this.#pending = { at: context.length, tokens, matched, judged: 0 };
    return { tokens, confidences };
  }

  /** `proposal` may be the last proposal cut short; anything else is not this drafter's and is ignored. */
  observe(proposal: Proposal, tested: number, accepted: number): void {
    const pending = this.#pending;
    if (pending === undefined || pending.judged > 0) return;
    if (proposal.tokens.some((token, i) => token !== pending.tokens[i])) return;
    const count = Math.min(tested, proposal.tokens.length);
    for (let i = 0; i < count; i++) this.#confidence.record(pending.matched + i, i < accepted);
    if (accepted < count) this.#pending = undefined;
    else pending.judged = count;
  }

  reset(): void {
    this.#pending = undefined;
    this.#confidence.startGeneration();
  }

  /** Judges the proposed tokens that no round tested by the tokens that stand in their place, up to the first difference. */
  #learnFromText(context: readonly number[], unchanged: number): void {
    const pending = this.#pending;
    if (pending === undefined || unchanged < pending.at) return;
    for (let i = 0; i < pending.tokens.length && pending.at + i < context.length; i++) {
      const kept = context[pending.at + i] === pending.tokens[i];
      if (i >= pending.judged) this.#confidence.record(pending.matched + i, kept);
      if (!kept) return;
    }
  }
}
