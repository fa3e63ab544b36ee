import type { Row } from './lanes.mjs';
import type { Totals } from './totals.mjs';

/** A finished benchmark, or what there is of it. */
export interface Outcome {
  /** Header and lines of the table. */
  readonly cells: readonly (readonly string[])[];
  /** How to read it. */
  readonly explanation: string;
  /** Absent without the policy, fixed arms and the target alone. */
  readonly totals: Totals | undefined;
}

export function outcomeOf(rows: readonly Row[], maxTokens: number): Outcome;
export function ofWholePrompts<R extends Pick<Row, 'engine' | 'variant' | 'id'>>(rows: readonly R[]): R[];
/** The text of the file that `npm run bench -- --json` writes. */
export function resultFile(run: {
  readonly rows: readonly Row[];
  readonly machine: string;
  readonly notes: readonly string[];
  readonly maxTokens: number;
  readonly totals: Totals | undefined;
  readonly now: Date;
}): string;
