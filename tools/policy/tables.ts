import type { Interval } from '../../src/core/policy/evaluate.ts';

/** Header and cells. The first column is text, the others are figures. */
export type Table = readonly (readonly string[])[];

export function textTable(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map(row => (row[column] ?? '').length)),
  );
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return table.map(row => row.map(pad).join('  ').trimEnd()).join('\n');
}

export function markdownTable([header = [], ...rows]: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** 1.234 (1.201–1.260) */
export function withRange(interval: Interval | undefined, digits = 3): string {
  if (interval === undefined) return '–';
  const { value, low, high } = interval;
  return low === high
    ? value.toFixed(digits)
    : `${value.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

export function percent(value: number | undefined, digits = 1): string {
  return value === undefined || !Number.isFinite(value) ? '–' : `${(100 * value).toFixed(digits)} %`;
}
