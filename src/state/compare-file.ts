import type { TokenState } from '../core/decode-event.ts';
import { summarise } from '../core/metrics.ts';
import type { ArmId } from '../engine/arms.ts';
import { bestArm, cellSpeedUp } from './compare-results.ts';
import type { CompareItem, Comparison } from './compare-store.ts';
import type { RunView } from './run-view.ts';
import type { TextRound } from './token-pieces.ts';

/** What the files say they are. */
export const comparisonFormat = { format: 'draftpick-comparison', version: 1 } as const;

/**
 * One round in a file: proposed ids, tested, accepted, emitted ids, milliseconds of drafting, verifying and the rest, and the text it
 * adds. States of tokens follow from the counts.
 */
export type FileRound = readonly [
  proposed: readonly number[],
  tested: number,
  accepted: number,
  emitted: readonly number[],
  draftMs: number,
  verifyMs: number,
  overheadMs: number,
  text: string,
];

/** The comparison as a JSON file that can be opened again. Every prompt is a line of its own. */
export function writeComparison({ startedAt, machine, model, terms, arms, items }: Comparison): string {
  const head = JSON.stringify({ ...comparisonFormat, startedAt, machine, model, terms, arms });
  return `${head.slice(0, -1)},"prompts":[\n${items.map(item => JSON.stringify(fileItem(item))).join(',\n')}\n]}\n`;
}

function fileItem({ prompt, picked, known, problem, runs }: CompareItem) {
  const texts: Record<number, string> = {};
  const written: Partial<Record<ArmId, unknown>> = {};
  for (const [arm, run] of Object.entries(runs) as [ArmId, RunView][]) {
    for (const { round } of run.rounds) Object.assign(texts, mentioned(round));
    written[arm] = {
      prefill: [
        run.prefill?.promptTokens ?? 0,
        run.prefill?.reusedTokens ?? 0,
        rounded(run.prefill?.prefillMs ?? 0),
      ],
      rounds: run.rounds.map(({ round }) => fileRound(round)),
      done: [run.done?.reason ?? 'eos', rounded(run.done?.decodeMs ?? 0), run.done?.text ?? ''],
    };
  }
  return { ...prompt, picked, known, ...(problem === undefined ? {} : { problem }), texts, runs: written };
}

function fileRound(round: TextRound): FileRound {
  return [
    round.proposed.map(({ token }) => token),
    round.tested,
    round.accepted,
    round.emitted.map(({ token }) => token),
    rounded(round.draftMs),
    rounded(round.verifyMs),
    rounded(round.overheadMs),
    round.text,
  ];
}

/** The texts of the ids a round holds; it may carry those of candidates as well. */
function mentioned({ proposed, emitted, texts }: TextRound): Record<number, string> {
  const own: Record<number, string> = {};
  for (const { token } of [...proposed, ...emitted]) own[token] = texts[token] ?? '';
  return own;
}

/** Microseconds are finer than any clock of a browser. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** How token `i` of a round came to stand in the output. */
export function stateOf(i: number, accepted: number, proposed: number): TokenState {
  if (i < accepted) return 'accepted';
  if (proposed === 0) return 'plain';
  return accepted === proposed ? 'bonus' : 'correction';
}

const csvColumns = [
  'id',
  'kind',
  'prompt',
  'arm',
  'picked',
  'best',
  'tokens',
  'tokens_per_second',
  'speed_up',
  'tokens_per_round',
  'tested',
  'accepted',
  'decode_ms',
  'draft_ms',
  'verify_ms',
  'overhead_ms',
  'prefill_ms',
  'history_knew_it',
] as const;

/** Every finished run as a line of a table, for a spreadsheet. */
export function comparisonCsv({ items, arms }: Comparison): string {
  const lines = items.flatMap(item => {
    const best = bestArm(item, arms);
    return arms.flatMap(arm => {
      const run = item.runs[arm];
      if (run === undefined) return [];
      const s = summarise(run.events);
      const perSecond = s.msPerToken === null || s.msPerToken === 0 ? '' : rounded(1000 / s.msPerToken);
      const cells = [
        item.prompt.id,
        item.prompt.kind ?? '',
        item.prompt.prompt,
        arm,
        item.picked === arm,
        best === arm,
        s.tokens,
        perSecond,
        rounded(cellSpeedUp(item, arm) ?? Number.NaN),
        rounded(s.meanAcceptedLength ?? 0),
        s.tested,
        s.accepted,
        ...[s.decodeMs, s.draftMs, s.verifyMs, s.overheadMs, s.prefillMs ?? 0].map(rounded),
        item.known,
      ];
      return [cells.map(csvCell).join(',')];
    });
  });
  return `${[csvColumns.join(','), ...lines].join('\r\n')}\r\n`;
}

/** Quoted where it must be. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function csvCell(value: string | number | boolean): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
