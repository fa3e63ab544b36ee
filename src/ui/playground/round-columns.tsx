import { memo } from 'react';
import type { CellKind, ChartColumn } from '../../state/round-chart.ts';
import { type BarKind, columnPaths } from './column-paths.ts';

/** Columns that are drawn together. While a run grows only the last of these groups changes. */
const groupSize = 48;

const cellKinds: readonly CellKind[] = ['accepted', 'rejected', 'untested', 'correction', 'bonus', 'plain'];
const barKinds: readonly BarKind[] = ['rest', 'verify', 'draft'];

interface ColumnsProps {
  readonly columns: readonly ChartColumn[];
  /** CSS pixels per millisecond. */
  readonly scale: number;
}

/** The columns of the chart of rounds. */
export const Columns = memo(function Columns({ columns, scale }: ColumnsProps) {
  return grouped(columns).map(group => (
    <Group key={Math.floor((group[0]?.index ?? 0) / groupSize)} columns={group} scale={scale} />
  ));
});

/** Cut by the index of the round, so that a column stays in its group. */
function grouped(columns: readonly ChartColumn[]): readonly (readonly ChartColumn[])[] {
  const groups: ChartColumn[][] = [];
  for (const column of columns) {
    const last = groups.at(-1);
    if (last === undefined || column.index % groupSize === 0) groups.push([column]);
    else last.push(column);
  }
  return groups;
}

const Group = memo(
  function Group({ columns, scale }: ColumnsProps) {
    const { cells, bars } = columnPaths(columns, scale);
    return (
      <g>
        {cellKinds.map(kind =>
          cells[kind] === '' ? null : (
            <g key={kind} className={`cell cell-${kind}`}>
              <path d={cells[kind]} />
            </g>
          ),
        )}
        {barKinds.map(kind => (
          <path key={kind} className={`bar-${kind}`} d={bars[kind]} />
        ))}
      </g>
    );
  },
  // Columns are derived anew from a growing run; what they show of a round never changes.
  (before, after) =>
    before.scale === after.scale &&
    before.columns.length === after.columns.length &&
    sameColumn(before.columns[0], after.columns[0]) &&
    sameColumn(before.columns.at(-1), after.columns.at(-1)),
);

function sameColumn(a: ChartColumn | undefined, b: ChartColumn | undefined): boolean {
  return a?.index === b?.index && a?.startMs === b?.startMs && a?.endMs === b?.endMs;
}
