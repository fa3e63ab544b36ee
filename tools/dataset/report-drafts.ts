import { HedgeDrafter } from '../../src/core/policy/hedge-drafter.ts';
import { seededRandom } from '../../src/core/policy/random.ts';
import { type Followed, follow } from '../../src/core/recorded-target.ts';
import { calibrationError, type ReliabilityBin } from '../../src/core/reliability.ts';
import type { RecordedArm as AnyArm, Costs } from './node-drafts.ts';
import { type Bench, openBench, type Recorded, type RecordedOptions, readRecorded } from './recorded-data.ts';
import { reliabilityFigure } from './reliability-figure.ts';

/** An arm, or a rival that is none: the report compares them all. */
type RecordedArm = Pick<AnyArm, 'drafter' | 'cost' | 'clock'> & { readonly id: string };

export interface ReportOptions extends RecordedOptions {
  readonly limit: number;
  readonly log: (line: string) => void;
}

/** What is known of one arm on one kind of prompt. */
interface Row {
  readonly arm: string;
  readonly kind: string;
  readonly tokens: number;
  /** Share kept of the proposals that were tested at position 0, 1, 2, 3, always proposing four. */
  readonly agreement: readonly number[];
  /** Mean accepted length (emitted tokens / rounds), always proposing 2, 4, 8. */
  readonly meanLength: readonly number[];
  /** Of the tokens tested, always proposing four, by tenths of confidence. */
  readonly reliability: readonly ReliabilityBin[];
  /** Speed relative to the target alone, by the cost model, with drafts as long as pays. */
  readonly speedUp: number;
}

const lengths = [2, 4, 8];
/** Hedge's learning rate: `hedgeRate` of some seven drafts and fifty rounds. */
const eta = 0.55;

/** Hedge that chooses anew in every round among the drafts that cost nothing and stand alone. */
function hedgeEachRound(arms: readonly AnyArm[]): RecordedArm {
  const free = arms.filter(({ id, cost }) => id !== 'none' && id !== 'tables' && cost.draftMs === 0);
  const drafter = new HedgeDrafter(
    'hedge each round',
    free.map(arm => arm.drafter),
    eta,
    seededRandom(1),
  );
  const cost = free[0]?.cost;
  if (cost === undefined) throw new Error('there is no draft that costs nothing');
  return { id: drafter.id, drafter, cost, clock: () => 0 };
}

/**
 * How every draft fares on the held-out prompts: agreement by position, mean accepted length at fixed draft lengths, and the
 * speed-up with gated drafts, by kind of prompt; over all kinds, how sure drafts are and how often they are right. Along the
 * target's recorded outputs, so times come from the cost model.
 * @returns Markdown, and an SVG figure of the reliability
 */
export async function reportDrafts(
  options: ReportOptions,
): Promise<{ readonly markdown: string; readonly figure: string }> {
  const recorded = readRecorded(options, options.limit).filter(({ split }) => split === 'held-out');
  const bench = await openBench(options, recorded.length);
  const rows: Row[] = [];
  const kinds = [...new Set(recorded.map(({ line }) => line.kind))];
  const contenders: readonly RecordedArm[] = [...bench.arms, hedgeEachRound(bench.arms)];
  for (const arm of contenders) {
    if (arm.id === 'none') continue;
    for (const kind of kinds) {
      const own = recorded.filter(({ line }) => line.kind === kind);
      rows.push(await rowOf(arm, kind, own, bench, options.costs));
    }
    options.log(arm.id);
  }
  bench.states.dispose();
  const reliability = [...new Set(rows.map(({ arm }) => arm))].map(name => ({
    name,
    bins: together(rows.filter(({ arm }) => arm === name).map(row => row.reliability)),
  }));
  const markdown = [
    `${recorded.length} held-out prompts, ${recorded.reduce((sum, { output }) => sum + output.tokens.length, 0)} tokens.`,
    '**Speed-up over the target alone** (cost model, drafts as long as pays):',
    table(rows, kinds, ({ speedUp }) => speedUp.toFixed(2)),
    '**Mean accepted length**, always proposing 2 / 4 / 8 tokens:',
    table(rows, kinds, ({ meanLength }) => meanLength.map(each => each.toFixed(2)).join(' / ')),
    '**Agreement** at the first to fourth position of a proposal (of those tested), %:',
    table(rows, kinds, ({ agreement }) => agreement.map(each => (100 * each).toFixed(0)).join(' ')),
    '**Reliability**, always proposing four tokens: how often proposed tokens are kept, against how sure the draft was of them. The dashed diagonal is where a draft is as sure as it may be.',
    '![Reliability curves of the drafts](figures/draft-reliability.svg)',
    `Expected calibration error, the mean distance from the diagonal over tenths of confidence: ${reliability
      .map(({ name, bins }) => `${name} ${calibrationError(bins).toFixed(3)}`)
      .join(', ')}.`,
  ].join('\n\n');
  return { markdown, figure: reliabilityFigure(reliability) };
}

/** The sums of several sets of bins. */
function together(sets: readonly (readonly ReliabilityBin[])[]): ReliabilityBin[] {
  return (sets[0] ?? []).map((_, i) => ({
    tested: sum(sets, bins => bins[i]?.tested ?? 0),
    accepted: sum(sets, bins => bins[i]?.accepted ?? 0),
    confidence: sum(sets, bins => bins[i]?.confidence ?? 0),
  }));
}

async function rowOf(
  arm: RecordedArm,
  kind: string,
  recorded: readonly Recorded[],
  { states }: Bench,
  costs: Costs,
): Promise<Row> {
  const run = async (maxDraft: number, fixedDraft: boolean) => {
    const runs: Followed[] = [];
    for (const { output } of recorded) {
      await states.open(output);
      const options = { maxDraft, fixedDraft, guessMs: arm.clock };
      runs.push(await follow(arm.drafter, output.prompt, output.tokens, arm.cost, options));
    }
    return runs;
  };
  const gated = await run(7, false);
  const fixed = [];
  for (const length of lengths) fixed.push(await run(length, true));
  const four = fixed[1] ?? [];
  const tokens = sum(gated, each => each.tokens);
  return {
    arm: arm.id,
    kind,
    tokens,
    agreement: [0, 1, 2, 3].map(i => {
      const tested = sum(four, each => each.byPosition[i]?.tested ?? 0);
      return tested === 0 ? 0 : sum(four, each => each.byPosition[i]?.accepted ?? 0) / tested;
    }),
    reliability: together(four.map(({ byConfidence }) => byConfidence)),
    meanLength: fixed.map(runs => sum(runs, each => each.tokens) / sum(runs, each => each.rounds)),
    speedUp: (tokens * (costs.targetMs[0] ?? 1)) / sum(gated, each => each.ms),
  };
}

function table(rows: readonly Row[], kinds: readonly string[], cell: (row: Row) => string): string {
  const arms = [...new Set(rows.map(({ arm }) => arm))];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['draft', ...kinds]),
    line(['---', ...kinds.map(() => '---:')]),
    ...arms.map(arm => {
      const own = rows.filter(row => row.arm === arm);
      return line([
        arm,
        ...kinds.map(kind =>
          own
            .filter(row => row.kind === kind)
            .map(cell)
            .join(''),
        ),
      ]);
    }),
  ].join('\n');
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
