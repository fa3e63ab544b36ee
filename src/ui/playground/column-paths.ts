import type { CellKind, ChartColumn } from '../../state/round-chart.ts';

/** Heights of the chart of rounds in CSS pixels. Cells stand on the line y = 0, the strip of time hangs below it. */
export const cell = { height: 8, gap: 2 };
export const strip = { top: 6, height: 10 };

/** The parts of a round's time. */
export type BarKind = 'rest' | 'verify' | 'draft';

/** Path data of some columns: one path for all cells of a kind, one for all bars of a kind; '' where there is none. */
export interface ColumnPaths {
  readonly cells: Readonly<Record<CellKind, string>>;
  readonly bars: Readonly<Record<BarKind, string>>;
}

/**
 * Draws columns as few paths instead of an element for every cell: a long run has thousands of cells, and each element costs the browser
 * style, layout and painting of its own.
 *
 * @param scale CSS pixels per millisecond
 */
export function columnPaths(columns: readonly ChartColumn[], scale: number): ColumnPaths {
  const cells = { accepted: '', rejected: '', untested: '', correction: '', bonus: '', plain: '' };
  const bars = { rest: '', verify: '', draft: '' };
  for (const { startMs, endMs, draftMs, verifyMs, cells: kinds } of columns) {
    const x = startMs * scale;
    const whole = (endMs - startMs) * scale;
    const gap = whole > 5 ? 2 : whole > 2.5 ? 1 : 0;
    const width = Math.max(1, whole - gap);
    const draft = Math.min(width, draftMs * scale);
    const verify = Math.min(width - draft, verifyMs * scale);
    kinds.forEach((kind, i) => {
      const y = cell.gap - (i + 1) * (cell.height + cell.gap);
      cells[kind] += outline(x, y, width) + sign(kind, x, y + cell.height / 2, width);
    });
    bars.draft += bar(x, draft);
    bars.verify += bar(x + draft, verify);
    bars.rest += bar(x + draft + verify, width - draft - verify);
  }
  return { cells, bars };
}

/** The outline of a cell, its corners cut; half of its stroke of 1.5 is outside. */
function outline(x: number, y: number, width: number): string {
  const inner = Math.max(0.5, width - 1.5);
  const cut = at(Math.min(1, inner / 4));
  const [across, down] = [at(inner - 2 * cut), at(cell.height - 1.5 - 2 * cut)];
  return (
    `M${at(x + 0.75 + cut)} ${y + 0.75}h${across}l${cut} ${cut}v${down}l${-cut} ${cut}` +
    `h${-across}l${-cut} ${-cut}v${-down}z`
  );
}

/** What tells a kind from the others without its colour, beside the outline. */
function sign(kind: CellKind, x: number, middle: number, width: number): string {
  switch (kind) {
    case 'rejected':
      return `M${at(x)} ${middle}h${at(width)}`;
    case 'bonus':
      return width > 6 ? plus(x + width / 2, middle, 2) : '';
    case 'accepted':
    case 'untested':
    case 'correction':
    case 'plain':
      return '';
  }
}

function bar(x: number, width: number): string {
  if (width <= 0) return '';
  return `M${at(x)} ${strip.top}h${at(width)}v${strip.height}h${-at(width)}z`;
}

/** A plus with arms of a length around a point. */
export function plus(x: number, y: number, arm: number): string {
  return `M${at(x - arm)} ${y}h${arm * 2}M${at(x)} ${y - arm}v${arm * 2}`;
}

/** To hundredths of a pixel: shorter paths. */
const at = (value: number): number => Math.round(value * 100) / 100;
