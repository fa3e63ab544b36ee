import { readFileSync } from 'node:fs';
import type { DatasetSample, Split } from '../../src/core/offline-dataset.ts';

/** A row of `npm run bench -- --json`, as far as it is used here. */
export interface BenchRow {
  readonly engine: string;
  readonly arm: string | null;
  readonly id: string;
  readonly category: string;
  readonly decodedTokens: number;
  readonly msPerToken: number | null;
  readonly picked?: boolean;
}

export interface BenchFile {
  readonly machine: string;
  readonly recordedAt: string;
  readonly rows: readonly BenchRow[];
}

/** A prompt that was run with every arm in the page. */
export interface MeasuredPrompt {
  readonly id: string;
  readonly kind: string;
  readonly split: Split;
  readonly tokens: number;
  /** Time a token of the target alone, the mean of its runs, in milliseconds. */
  readonly plainMs: number;
  /** Speed relative to the target alone, by arm. */
  readonly speedUps: ReadonlyMap<string, number>;
  /** What the page's own policy chose, and how fast that run was; undefined without such a run. */
  readonly picked: { readonly arm: string; readonly speedUp: number } | undefined;
}

export interface Measured {
  readonly machines: readonly string[];
  /** Arms that every prompt was run with; `none` among them. */
  readonly arms: readonly string[];
  readonly prompts: readonly MeasuredPrompt[];
  /**
   * Standard deviation of log(time of the first run without a draft / time of the second), over √2: what one measurement is off by.
   * Undefined when fewer than three prompts have two such runs.
   */
  readonly noise: number | undefined;
}

/** Reads files of `npm run bench -- --arms all --json`. @throws Error when no prompt has all it needs */
export function readMeasured(files: readonly string[]): Measured {
  const read = files.map((file): BenchFile => JSON.parse(readFileSync(file, 'utf8')));
  const measured = measuredPrompts(read.flatMap(({ rows }) => rows));
  if (measured.prompts.length === 0) {
    throw new Error(`${files.join(', ')}: no prompt has a row of target-only and rows of the arms.`);
  }
  return { ...measured, machines: [...new Set(read.map(({ machine }) => machine))] };
}

/**
 * Rows by prompt. Runs without a draft, of the lane target-only and of the arm `none`, are the same thing and both count as the
 * target alone; `none` is 1 by definition.
 */
export function measuredPrompts(rows: readonly BenchRow[]): Omit<Measured, 'machines'> {
  const usable = rows.filter(row => row.msPerToken !== null && row.msPerToken > 0 && row.decodedTokens > 0);
  const byId = new Map<string, BenchRow[]>();
  for (const row of usable) byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
  const differences: number[] = [];
  const prompts = [...byId].flatMap(([id, own]): MeasuredPrompt[] => {
    const plain = own.filter(row => row.engine === 'target-only' || (isFixed(row) && row.arm === 'none'));
    const [first] = plain;
    if (first === undefined) return [];
    const plainMs = mean(plain.map(ms));
    const times = new Map<string, number[]>();
    for (const row of own.filter(isFixed)) {
      if (row.arm !== null) times.set(row.arm, [...(times.get(row.arm) ?? []), ms(row)]);
    }
    const [a, b] = plain;
    if (a !== undefined && b !== undefined) differences.push(Math.log(ms(a) / ms(b)));
    const picked = own.find(row => row.engine === 'draftpick' && row.picked === true && row.arm !== null);
    return [
      {
        id,
        kind: first.category,
        split: splitOf(id),
        tokens: first.decodedTokens,
        plainMs,
        speedUps: new Map([
          ...[...times].map(([arm, all]) => [arm, plainMs / mean(all)] as const),
          ['none', 1],
        ]),
        picked:
          picked === undefined ? undefined : { arm: picked.arm ?? 'none', speedUp: plainMs / ms(picked) },
      },
    ];
  });
  const counts = new Map<string, number>();
  for (const { speedUps } of prompts) {
    for (const arm of speedUps.keys()) if (arm !== 'none') counts.set(arm, (counts.get(arm) ?? 0) + 1);
  }
  // An arm that only some prompts were run with would leave gaps in the replay.
  const most = Math.max(0, ...counts.values());
  const arms = ['none', ...[...counts].flatMap(([arm, count]) => (count >= 0.9 * most ? [arm] : []))];
  const complete = prompts.filter(({ speedUps }) => arms.every(arm => speedUps.has(arm)));
  const noise =
    differences.length < 3 ? undefined : Math.sqrt(mean(differences.map(value => value ** 2)) / 2);
  return { arms, prompts: arms.length < 2 ? [] : complete, noise };
}

/** The measured prompts as samples of the dataset, with the arms in the given order. */
export function measuredSamples(
  measured: Pick<Measured, 'prompts'>,
  arms: readonly string[],
  features: (id: string) => readonly number[] | undefined,
): DatasetSample[] {
  return measured.prompts.flatMap(({ id, kind, split, tokens, speedUps }) => {
    const x = features(id);
    if (x === undefined) return [];
    return [
      {
        id,
        kind,
        split,
        tokens,
        features: x,
        alignments: {},
        speedUps: arms.map(arm => speedUps.get(arm) ?? Number.NaN),
      },
    ];
  });
}

function isFixed(row: BenchRow): boolean {
  return row.engine === 'draftpick' && row.picked !== true;
}

/** Prompts of the dataset say in their ids where they belong; all others are held out. */
function splitOf(id: string): Split {
  if (id.includes('-para-')) return 'paraphrased';
  return id.includes('-new-') ? 'new-kind' : 'held-out';
}

function ms(row: BenchRow): number {
  return row.msPerToken ?? Number.NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
