import { breakEvenAcceptance } from '../core/cost-model.ts';
import { type RunSummary, type SpeedUp, speedUp } from '../core/metrics.ts';
import type { CostTable } from '../engine/engine.ts';
import { plainPassMs, type RunView, summaryAt } from './run-view.ts';

/** What the run is compared with. */
export type Yardstick =
  /** Target-only decoding of the same prompt, timed in the same session. */
  | 'raced'
  /** The median of this run's own rounds without a proposal. */
  | 'own-passes'
  /** The plain pass measured when the model was loaded. */
  | 'calibrated';

/** The speed-up in numbers and in words. */
export interface Verdict {
  readonly yardstick: Yardstick;
  readonly speedUp: SpeedUp;
  /** For example `1.31×`; the ratio is what was measured, never clipped. */
  readonly ratio: string;
  /** `faster`, `slower here`, `about as fast`; `the same work` where a faster run never drafted. */
  readonly word: string;
  readonly tone: 'faster' | 'slower' | 'even';
  /** Why, in one sentence; absent when there is nothing to explain. */
  readonly reason: string | undefined;
}

/** Ratios closer to 1 than this are noise on a shared machine, not a result. */
const evenWithin = 0.02;

/**
 * Compares a run with its baseline; where none was raced with its own plain passes, or else the calibrated one.
 * @returns undefined as long as there is nothing to compare.
 */
export function verdictOf(
  run: RunView,
  rounds: number,
  cost: CostTable | undefined,
  baseline: RunView | undefined,
): Verdict | undefined {
  const summary = summaryAt(run, rounds);
  if (summary.msPerToken === null) return undefined;
  const raced = baseline?.done === undefined ? undefined : summaryAt(baseline, baseline.rounds.length);
  const ownPassMs = plainPassMs(run);
  let factors: SpeedUp;
  if (raced !== undefined) {
    factors = speedUp(raced, summary);
  } else {
    const plainMs = ownPassMs ?? cost?.targetMs[0];
    if (plainMs === undefined) return undefined;
    factors = againstPlainPass(plainMs, summary);
  }
  if (factors.decode === null) return undefined;
  const measured =
    factors.decode > 1 + evenWithin ? 'faster' : factors.decode < 1 - evenWithin ? 'slower' : 'even';
  // A run that never drafted is not faster by its draft's doing, whatever the clock says.
  const lucky = measured === 'faster' && draftingRounds(run, rounds).length === 0;
  const tone = lucky ? 'even' : measured;
  return {
    yardstick: raced !== undefined ? 'raced' : ownPassMs !== undefined ? 'own-passes' : 'calibrated',
    speedUp: factors,
    ratio: `${factors.decode.toFixed(2)}×`,
    word: lucky ? 'the same work' : words[tone],
    tone,
    reason: reasonFor(run, summary, cost, tone),
  };
}

const words = { faster: 'faster', slower: 'slower here', even: 'about as fast' } as const;

/** The rounds in which something was proposed. */
function draftingRounds(run: RunView, rounds: number): RunView['rounds'] {
  return run.rounds.slice(0, rounds).filter(view => view.round.proposed.length > 0);
}

/** Speed-up over plain passes of `plainMs`; prefill is the same work on both sides. */
function againstPlainPass(plainMs: number, summary: RunSummary): SpeedUp {
  const { msPerToken, prefillMs, decodeMs, tokens } = summary;
  const decode = msPerToken === null || msPerToken <= 0 ? null : plainMs / msPerToken;
  const total =
    prefillMs === null || tokens === 0 ? null : (prefillMs + plainMs * tokens) / (prefillMs + decodeMs);
  return { decode, total };
}

function reasonFor(
  run: RunView,
  summary: RunSummary,
  cost: CostTable | undefined,
  tone: Verdict['tone'],
): string | undefined {
  if (run.request.arm === 'none') {
    return 'No draft was used: this is target-only decoding, and a difference is the machine’s own variation.';
  }
  const { rounds } = summary;
  const drafting = draftingRounds(run, rounds);
  if (drafting.length === 0) {
    return 'The draft proposed nothing here, so every round was a plain pass: what differs is the machine’s own variation, and what looking cost.';
  }
  const proposed = drafting.reduce((sum, view) => sum + view.round.proposed.length, 0);
  const typical = Math.max(1, Math.round(proposed / drafting.length));
  const rate = summary.acceptanceRate ?? 0;
  if (cost === undefined) return undefined;
  const draftMs = summary.draftMs / Math.max(1, proposed);
  const breakEven = breakEvenAcceptance({ targetMs: cost.targetMs, draftMs }, typical);
  const kept = `${percent(rate)} of the tested tokens were kept`;
  const drafts = `proposals of ${typical} token${typical === 1 ? '' : 's'}`;
  const need =
    breakEven === null
      ? `on this device ${drafts} cannot pay even when all are kept`
      : `on this device ${drafts} break even at ${percent(breakEven)}`;
  switch (tone) {
    case 'faster':
      return breakEven === null || rate < breakEven
        ? `Although ${kept} and ${need}: this difference is the machine’s own variation, not the draft’s doing.`
        : `${capital(kept)}; ${need}.`;
    case 'even':
      return `${capital(kept)} and ${need}; proposals came in ${drafting.length} of ${rounds} rounds.`;
    case 'slower':
      if (breakEven === null || rate < breakEven) return `because ${kept}, and ${need}.`;
      if (drafting.length < rounds / 4) {
        return `because the draft proposed something in only ${drafting.length} of ${rounds} rounds: too little to make up for slower plain passes in this run.`;
      }
      return `although ${kept} (${need}): passes took longer in this run than when the device was measured.`;
  }
}

/** A share as a whole percentage. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
