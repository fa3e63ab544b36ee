import { type PositionCount, type RunSummary, type SpeedUp, speedUp, summarise } from '../core/metrics.ts';
import type { ArmId } from '../engine/arms.ts';
import { type CompareItem, type Comparison, isItemDone } from './compare-store.ts';
import { compareTokens } from './run-view.ts';

/** What one arm came to, on one prompt or over several. */
export interface ArmResult {
  readonly arm: ArmId;
  /** Over several prompts: sums, and the ratios of sums. */
  readonly summary: RunSummary;
  /** Against `none`, on the same prompts; over several prompts the geometric mean. */
  readonly speedUp: SpeedUp;
}

/** The finished arms of a prompt; none before its baseline has run. */
export function armResults(item: CompareItem, arms: readonly ArmId[]): ArmResult[] {
  const baseline = item.runs.none;
  if (baseline === undefined) return [];
  const plain = summarise(baseline.events);
  return arms.flatMap(arm => {
    const run = item.runs[arm];
    if (run === undefined) return [];
    const summary = summarise(run.events);
    return [{ arm, summary, speedUp: speedUp(plain, summary) }];
  });
}

/** The speed-up of an arm on a prompt; undefined where it was not measured. */
export function cellSpeedUp(item: CompareItem, arm: ArmId): number | undefined {
  const { none } = item.runs;
  const run = item.runs[arm];
  if (none === undefined || run === undefined) return undefined;
  return speedUp(summarise(none.events), summarise(run.events)).decode ?? undefined;
}

/** Whether a run proposed nothing: it did the work of no draft, and a difference between the two is the machine's doing. */
export function didNothing({ acceptanceByPosition }: RunSummary): boolean {
  return acceptanceByPosition.length === 0;
}

/** The fastest arm of a prompt, `none` among them, but no draft that proposed nothing; undefined while nothing was measured. */
export function bestArm(item: CompareItem, arms: readonly ArmId[]): ArmId | undefined {
  let best: { arm: ArmId; value: number } | undefined;
  for (const { arm, summary, speedUp } of armResults(item, arms)) {
    const value = speedUp.decode;
    if (value === null || (arm !== 'none' && didNothing(summary))) continue;
    if (best === undefined || value > best.value) best = { arm, value };
  }
  return best?.arm;
}

/** A line of the totals: an arm throughout, or a choice for each prompt. */
export interface Total {
  readonly id: ArmId | 'policy' | 'oracle';
  readonly summary: RunSummary;
  readonly speedUp: SpeedUp;
  /** Prompts it is over. */
  readonly prompts: number;
}

/** Prompts on which every arm has run: only they can be added up. */
export function wholeItems({ items, arms }: Comparison): readonly CompareItem[] {
  return items.filter(item => item.problem === undefined && isItemDone(item, arms));
}

/**
 * Every arm over all whole prompts, the policy's picks (where they are among the arms), and the best arm of each prompt. The last
 * picks with hindsight from single measurements: a bound that no policy reaches.
 */
export function totals(comparison: Comparison): Total[] {
  const items = wholeItems(comparison);
  const { arms } = comparison;
  if (items.length === 0) return [];
  const over = (id: Total['id'], choice: (item: CompareItem) => ArmId | undefined): Total[] => {
    const results = items.flatMap(item => {
      const arm = choice(item);
      const found =
        arm === undefined ? undefined : armResults(item, arm === 'none' ? ['none'] : ['none', arm]);
      return found?.filter(result => result.arm === arm) ?? [];
    });
    if (results.length === 0) return [];
    return [
      {
        id,
        summary: mergeSummaries(results.map(({ summary }) => summary)),
        speedUp: {
          decode: geometricMean(results.map(result => result.speedUp.decode)),
          total: geometricMean(results.map(result => result.speedUp.total)),
        },
        prompts: results.length,
      },
    ];
  };
  return [
    ...arms.flatMap(arm => over(arm, () => arm)),
    ...over('policy', item => (arms.includes(item.picked) ? item.picked : undefined)),
    ...over('oracle', item => bestArm(item, arms)),
  ];
}

/** Null when a value is missing: a mean over fewer prompts would be of something else. */
export function geometricMean(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null || value <= 0) return null;
    sum += Math.log(value);
  }
  return values.length === 0 ? null : Math.exp(sum / values.length);
}

/** Several runs as if they were one after the other. */
export function mergeSummaries(summaries: readonly RunSummary[]): RunSummary {
  const sum = (value: (summary: RunSummary) => number): number =>
    summaries.reduce((total, summary) => total + value(summary), 0);
  const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
  const [tokens, rounds, tested, accepted, decodeMs] = [
    sum(s => s.tokens),
    sum(s => s.rounds),
    sum(s => s.tested),
    sum(s => s.accepted),
    sum(s => s.decodeMs),
  ];
  const longest = summaries.reduce((most, s) => Math.max(most, s.acceptanceByPosition.length), 0);
  return {
    tokens,
    rounds,
    tested,
    accepted,
    acceptanceRate: ratio(accepted, tested),
    meanAcceptedLength: ratio(tokens, rounds),
    decodeMs,
    prefillMs: sum(s => s.prefillMs ?? 0),
    promptTokens: sum(s => s.promptTokens ?? 0),
    reusedTokens: sum(s => s.reusedTokens ?? 0),
    msPerToken: ratio(decodeMs, tokens),
    acceptanceByPosition: Array.from(
      { length: longest },
      (_, i): PositionCount => ({
        tested: sum(s => s.acceptanceByPosition[i]?.tested ?? 0),
        accepted: sum(s => s.acceptanceByPosition[i]?.accepted ?? 0),
      }),
    ),
    draftMs: sum(s => s.draftMs),
    verifyMs: sum(s => s.verifyMs),
    overheadMs: sum(s => s.overheadMs),
  };
}

/** Whether a prompt's lanes wrote the same. */
export type LanesAgree =
  | { readonly same: true; readonly tokens: number }
  | { readonly same: false; readonly arm: ArmId; readonly at: number };

/** Compares every finished lane with the baseline's, token by token; undefined with fewer than two. */
export function lanesAgree(item: CompareItem, arms: readonly ArmId[]): LanesAgree | undefined {
  const { none } = item.runs;
  if (none === undefined) return undefined;
  let compared = 0;
  let tokens = 0;
  for (const arm of arms) {
    const run = item.runs[arm];
    if (run === undefined || arm === 'none') continue;
    const sameness = compareTokens(run, none);
    if (!sameness.same) return { same: false, arm, at: sameness.at };
    ({ tokens } = sameness);
    compared += 1;
  }
  return compared === 0 ? undefined : { same: true, tokens };
}
