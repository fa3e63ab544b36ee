import type { ScoredToken } from './language-model.ts';

/** How a token came to stand in the output; the definitions are in docs/method.md. */
export type TokenState =
  /** Proposed by the draft and kept by the target. */
  | 'accepted'
  /** The target's own token in place of the first rejected proposal. */
  | 'correction'
  /** The target's extra token after a proposal that was kept whole. */
  | 'bonus'
  /** The target's own token in a round without a proposal. */
  | 'plain';

/** One token that entered the output. */
export interface EmittedToken {
  readonly token: number;
  readonly state: TokenState;
  /** The target's probability of this token under the sampling settings in force (greedy: temperature 1). */
  readonly p: number;
  /** The target's best candidates at this position, at temperature 1. */
  readonly top: readonly ScoredToken[];
  /** log Σ exp of the target's logits here, to turn `top` into probabilities. */
  readonly logSumExp: number;
}

/** How one proposed token fared. Tokens after the first rejection were never tested. */
export interface TestedToken {
  readonly token: number;
  readonly verdict: 'accepted' | 'rejected' | 'untested';
  /** The drafter's confidence. */
  readonly confidence: number;
  /** The target's probability p of the proposed token; absent when untested. */
  readonly p?: number;
  /** The draft's probability q of it: 1 for deterministic drafts; absent when untested. */
  readonly q?: number;
  /** Probability of acceptance, min(1, p/q); in greedy decoding 1 or 0. Absent when untested. */
  readonly acceptance?: number;
  /** The uniform draw it was compared with; absent in greedy decoding and when untested. */
  readonly draw?: number;
}

/** One round: a proposal and the one target pass that checked it. */
export interface RoundEvent {
  readonly type: 'round';
  /** 0-based. */
  readonly index: number;
  /** Position in the output of the round's first emitted token. */
  readonly at: number;
  readonly proposed: readonly TestedToken[];
  /** Proposed tokens that were compared with the target. */
  readonly tested: number;
  /** Proposed tokens that were kept (before any stop condition cut the output). */
  readonly accepted: number;
  /** What entered the output, already cut at the stop condition. */
  readonly emitted: readonly EmittedToken[];
  /** Milliseconds spent proposing, verifying, and on everything else in the round. */
  readonly draftMs: number;
  readonly verifyMs: number;
  readonly overheadMs: number;
}

/** The prompt is in the cache and the first token can be decided. */
export interface PrefillEvent {
  readonly type: 'prefill';
  readonly promptTokens: number;
  /** Prompt tokens that were still in the cache from the run before. */
  readonly reusedTokens: number;
  readonly prefillMs: number;
}

/** Why decoding ended. */
export type StopReason = 'eos' | 'max-tokens' | 'stop-string' | 'context-full' | 'cancelled';

/** The last event of every run. */
export interface DoneEvent {
  readonly type: 'done';
  readonly reason: StopReason;
  readonly tokens: number;
  readonly rounds: number;
  /** Milliseconds from the end of prefill to the last token. */
  readonly decodeMs: number;
}

/** The stream `decode()` yields: one prefill, then rounds, then done. */
export type DecodeEvent = PrefillEvent | RoundEvent | DoneEvent;
