import type { MaybePromise } from './language-model.ts';

/** Tokens a drafter guesses will come next. */
export interface Proposal {
  readonly tokens: readonly number[];
  /**
   * For each token, how likely the drafter thinks the target keeps it, given that the ones before it were kept (0…1).
   * The draft length of a round is chosen from these (`cost-model.ts`).
   */
  readonly confidences: readonly number[];
  /**
   * For each token, the distribution q it was drawn from, shape `[vocabularySize]`. Absent when the proposal is
   * deterministic: then q is a point mass on the token, and verification uses q = 1.
   */
  readonly distributions?: readonly Float32Array[];
  /**
   * Milliseconds that the guesses for it took, by what guesses cost on this device; those made while the target was busy
   * ({@link Drafter.prepare}) took none. Without it each token takes `draftMs` of the cost model.
   */
  readonly spentMs?: number;
}

/** A proposal of nothing: the round is then one plain pass of the target. */
export const emptyProposal: Proposal = { tokens: [], confidences: [] };

/**
 * Whether one more guess could pay.
 * @param confidences of the proposal so far
 * @param guessMs milliseconds that guess takes at least; `draftMs` of the cost model where it is left out
 */
export type GoOn = (confidences: readonly number[], guessMs?: number) => boolean;

/**
 * Guesses the next tokens. To the decode loop and to the policy every drafter is a black box.
 *
 * Confidences may depend on the context and on earlier guesses. If `distributions` are given, neither a confidence nor
 * the decision to offer a token may depend on the draw of that token, or cutting the draft would bias the output; and a
 * drawn token has q > 0.
 */
export interface Drafter {
  /** Name of the arm, for example `prompt-lookup`. */
  readonly id: string;
  /**
   * Guesses at most `limit` tokens that follow `context` (the prompt and everything kept so far).
   * @param goOn whether one more token could pay: asked before each but the first. Without it, it always could.
   */
  propose(context: readonly number[], limit: number, goOn?: GoOn): MaybePromise<Proposal>;
  /**
   * Called while the target checks `proposal`, the last one made, on another device: guesses on, as if all of it were kept.
   * The first guess stands in the place of the target's own token. If everything comes true, the next proposal begins with
   * the guesses behind it; otherwise they are dropped. What is proposed differs then, the output never does.
   * @param limit most tokens of the next proposal
   * @param goOn asked before each guess, with the confidences so far of the next proposal: whether there is time for it
   */
  prepare?(proposal: Proposal, limit: number, goOn: GoOn): void;
  /** Told after each round what the target kept, so that the drafter can learn. */
  observe?(proposal: Proposal, tested: number, accepted: number): void;
  /** Forgets what belongs to one generation. Called before each. */
  reset?(): void;
}
