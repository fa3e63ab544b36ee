import { passMs } from './cost-model.ts';
import type { DecodeEvent, DoneEvent, PrefillEvent, RoundEvent } from './decode-event.ts';

/** How many proposed tokens were tested at one position of a proposal, and how many of them were kept. */
export interface PositionCount {
  readonly tested: number;
  readonly accepted: number;
}

/** Figures of one run, or of the part of it seen so far. A figure that has no meaning yet is null, never NaN. */
export interface RunSummary {
  /** Tokens in the output. */
  readonly tokens: number;
  readonly rounds: number;
  /** Proposed tokens that were compared with the target, and those kept, within the output. */
  readonly tested: number;
  readonly accepted: number;
  /** accepted / tested; null when nothing was tested. */
  readonly acceptanceRate: number | null;
  /** tokens / rounds, the target's own tokens included: 1 without a draft. Null before the first round. */
  readonly meanAcceptedLength: number | null;
  /** From the end of prefill to the last token; for an unfinished run, the sum of its rounds. */
  readonly decodeMs: number;
  /** Null until the prompt has been read. */
  readonly prefillMs: number | null;
  /** Prompt tokens that were read and that were still in the cache; null like `prefillMs`. */
  readonly promptTokens: number | null;
  readonly reusedTokens: number | null;
  /** decodeMs / tokens: every output token counts, each came out of a round after prefill. Null without tokens. */
  readonly msPerToken: number | null;
  /** Index i: tokens at place i (0-based) of their proposals. As long as the longest tested proposal. */
  readonly acceptanceByPosition: readonly PositionCount[];
  /** Where `decodeMs` went; the three add up to it. `overheadMs` is all that is neither, also time between rounds. */
  readonly draftMs: number;
  readonly verifyMs: number;
  readonly overheadMs: number;
}

/**
 * Derives the figures of a run from its events.
 *
 * As docs/method.md demands, counts are cut at the stop condition first: a token that was proposed and kept but lies
 * behind the end of the output counts neither as tested nor as accepted.
 */
export function summarise(events: readonly DecodeEvent[]): RunSummary {
  let prefill: PrefillEvent | undefined;
  let done: DoneEvent | undefined;
  const rounds: RoundEvent[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'prefill':
        prefill = event;
        break;
      case 'round':
        rounds.push(event);
        break;
      case 'done':
        done = event;
        break;
    }
  }
  const tokens = total(rounds, round => round.emitted.length);
  const tested = total(rounds, testedWithin);
  const accepted = total(rounds, acceptedWithin);
  const draftMs = total(rounds, round => round.draftMs);
  const verifyMs = total(rounds, round => round.verifyMs);
  const roundsMs = draftMs + verifyMs + total(rounds, round => round.overheadMs);
  // Clocks in browsers are coarse: never let the parts exceed the whole.
  const decodeMs = Math.max(done?.decodeMs ?? 0, roundsMs);
  return {
    tokens,
    rounds: rounds.length,
    tested,
    accepted,
    acceptanceRate: ratio(accepted, tested),
    meanAcceptedLength: ratio(tokens, rounds.length),
    decodeMs,
    prefillMs: prefill?.prefillMs ?? null,
    promptTokens: prefill?.promptTokens ?? null,
    reusedTokens: prefill?.reusedTokens ?? null,
    msPerToken: ratio(decodeMs, tokens),
    acceptanceByPosition: countByPosition(rounds),
    draftMs,
    verifyMs,
    overheadMs: decodeMs - draftMs - verifyMs,
  };
}

/** How many times as fast a run was as its baseline: above 1 faster, below 1 slower. Null where undefined. */
export interface SpeedUp {
  /** Ratio of time per token, prefill excluded. */
  readonly decode: number | null;
  /** Ratio of (prefill + decode) per token. */
  readonly total: number | null;
}

/**
 * Compares a run with target-only decoding of the same prompt, machine and session.
 *
 * Reading the prompt is the target's work whatever the draft. When one of the two runs found more of the prompt in the
 * cache, its short prefill says nothing about the draft, so `total` then charges both with the prefill of the run that
 * reused less.
 */
export function speedUp(baseline: RunSummary, run: RunSummary): SpeedUp {
  const decode = quotient(baseline.msPerToken, run.msPerToken);
  if (baseline.prefillMs === null || run.prefillMs === null) return { decode, total: null };
  let [before, after] = [baseline.prefillMs, run.prefillMs];
  const reusedBefore = baseline.reusedTokens ?? 0;
  const reusedAfter = run.reusedTokens ?? 0;
  if (reusedBefore < reusedAfter) after = before;
  if (reusedAfter < reusedBefore) before = after;
  const total = quotient(
    ratio(before + baseline.decodeMs, baseline.tokens),
    ratio(after + run.decodeMs, run.tokens),
  );
  return { decode, total };
}

/** Tested tokens of a round that lie within the output. An uncut round emits one token more than it accepts. */
function testedWithin(round: RoundEvent): number {
  return Math.min(round.tested, round.emitted.length);
}

function acceptedWithin(round: RoundEvent): number {
  return Math.min(round.accepted, round.emitted.length);
}

function countByPosition(rounds: readonly RoundEvent[]): PositionCount[] {
  const longest = rounds.reduce((most, round) => Math.max(most, testedWithin(round)), 0);
  return Array.from({ length: longest }, (_, i) => ({
    tested: total(rounds, round => (i < testedWithin(round) ? 1 : 0)),
    accepted: total(rounds, round => (i < acceptedWithin(round) ? 1 : 0)),
  }));
}

function total<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function quotient(numerator: number | null, denominator: number | null): number | null {
  // A time of 0 was too short for the clock: no ratio can be told from it.
  return numerator === null || denominator === null || numerator === 0 ? null : ratio(numerator, denominator);
}

/** Plain rounds a run must have for their median to stand for what target-only decoding costs right now. */
const enoughPlainRounds = 8;

/**
 * Milliseconds of a round of target-only decoding as it would be right now: the median of the run's own rounds without a proposal,
 * drafting left out. A run has its own yardstick then, however fast the device happens to be at the moment. Where it has too few
 * of them, every round counts for as much as the measured costs say a plain pass takes in the time of its pass.
 * @param targetMs milliseconds of passes over 1, 2, … tokens, measured before; without them only plain rounds count
 * @returns undefined when there is too little to go by
 */
export function plainPass(
  rounds: readonly Pick<RoundEvent, 'proposed' | 'verifyMs' | 'overheadMs'>[],
  targetMs?: readonly number[],
): number | undefined {
  const plain = rounds.filter(({ proposed }) => proposed.length === 0);
  if (plain.length >= enoughPlainRounds) {
    return median(plain.map(({ verifyMs, overheadMs }) => verifyMs + overheadMs));
  }
  if (targetMs === undefined || targetMs.length === 0 || rounds.length < enoughPlainRounds) return undefined;
  const cost = { targetMs, draftMs: 0 };
  return median(
    rounds.map(
      ({ proposed, verifyMs, overheadMs }) =>
        (verifyMs * passMs(cost, 1)) / passMs(cost, proposed.length + 1) + overheadMs,
    ),
  );
}

function median(values: number[]): number | undefined {
  return values.sort((a, b) => a - b)[values.length >> 1];
}
