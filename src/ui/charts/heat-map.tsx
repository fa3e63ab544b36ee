// biome-ignore-all lint/a11y/useSemanticElements: a drawing that is saved as a picture cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: only one cell of the grid is in the tab order, as grids have it
import './charts.css';
import { type KeyboardEvent, type MouseEvent, memo, useRef, useState } from 'react';
import { useWidth } from '../components/use-width.ts';
import { letterWidth, type NumberFormat } from './chart-scale.ts';
import { cellAfterKey, cellColour } from './heat-cells.ts';

/** A mark on a cell: a ring for what was picked, a triangle for what is best. */
export type HeatMark = 'picked' | 'best' | 'both';

export interface HeatMapProps {
  readonly rows: readonly { readonly id: string; readonly name: string }[];
  readonly columns: readonly { readonly id: string; readonly name: string }[];
  /** By index of row and column; undefined where there is none (yet). */
  readonly value: (row: number, column: number) => number | undefined;
  readonly format: NumberFormat;
  /** Value without colour; above it blue, below it orange. */
  readonly midpoint: number;
  /** Distance from the midpoint at which the colour is full. Default: the largest there is. */
  readonly reach?: number | undefined;
  readonly mark?: ((row: number, column: number) => HeatMark | undefined) | undefined;
  readonly onSelect?: ((row: number, column: number) => void) | undefined;
  /** Accessible name of the grid. */
  readonly label: string;
}

const cellHeight = 28;
/** A cell narrower than this does not show its number. */
const numberWidth = 40;
const leastWidth = 26;

/** Values of rows × columns as colours, with numbers where there is room. Arrow keys go from cell to cell. */
export function HeatMap({
  rows,
  columns,
  value,
  format,
  midpoint,
  reach,
  mark,
  onSelect,
  label,
}: HeatMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [current, setCurrent] = useState({ row: 0, column: 0 });
  const here = {
    row: Math.min(current.row, Math.max(0, rows.length - 1)),
    column: Math.min(current.column, Math.max(0, columns.length - 1)),
  };
  const names = Math.max(0, ...rows.map(({ name }) => name.length)) * letterWidth + 12;
  const left = Math.min(names, Math.max(88, width * 0.34));
  const longest = Math.max(0, ...columns.map(({ name }) => name.length)) * letterWidth;
  const room = (width - left - 2) / Math.max(1, columns.length);
  const slanted = longest > Math.min(120, room) - 6;
  const top = slanted ? Math.min(180, longest * 0.72 + 18) : 24;
  // Slanted names reach beyond the last column.
  const overhang = slanted ? Math.min(160, longest * 0.72) : 0;
  const across = (width - left - 2 - overhang / 2) / Math.max(1, columns.length);
  const cellWidth = Math.min(
    120,
    Math.max(leastWidth, slanted ? across - overhang / 2 / columns.length : room),
  );
  const drawn = {
    width: left + cellWidth * columns.length + overhang + 2,
    height: top + rows.length * cellHeight + 2,
  };
  const most =
    reach ??
    Math.max(
      1e-9,
      ...rows.flatMap((_, r) => columns.map((__, c) => Math.abs((value(r, c) ?? midpoint) - midpoint))),
    );

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if ((event.key === 'Enter' || event.key === ' ') && onSelect) {
      event.preventDefault();
      onSelect(here.row, here.column);
      return;
    }
    const next = cellAfterKey(event, here, { rows: rows.length, columns: columns.length });
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
    grid.current?.querySelector<SVGGElement>(`[data-cell="${next.row},${next.column}"]`)?.focus();
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const cell = (event.target as Element).closest('[data-cell]')?.getAttribute('data-cell');
    const [row, column] = (cell ?? '').split(',').map(Number);
    if (cell == null || row === undefined || column === undefined) return;
    setCurrent({ row, column });
    onSelect?.(row, column);
  };
  return (
    <div className="heat-map" ref={box}>
      <div
        ref={grid}
        className="heat-scroll"
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        data-selectable={onSelect !== undefined || undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <svg data-chart role="presentation" width={drawn.width} height={drawn.height} focusable="false">
          <g role="row">
            <g role="columnheader">
              <text className="heat-corner" data-screen-only>
                Row
              </text>
            </g>
            {columns.map(({ id, name }, c) => (
              <g key={id} role="columnheader" aria-label={name}>
                <text
                  className="heat-head"
                  textAnchor={slanted ? 'start' : 'middle'}
                  transform={
                    slanted
                      ? `translate(${left + (c + 0.5) * cellWidth} ${top - 8}) rotate(-45)`
                      : `translate(${left + (c + 0.5) * cellWidth} ${top - 9})`
                  }
                >
                  {name}
                </text>
              </g>
            ))}
          </g>
          {rows.map(({ id, name }, r) => (
            <g key={id} role="row" transform={`translate(0 ${top + r * cellHeight})`}>
              <g role="rowheader" aria-label={name}>
                <title>{name}</title>
                <text className="chart-name" y={cellHeight / 2} dy="0.34em">
                  {shortened(name, left - 12)}
                </text>
              </g>
              {columns.map((column, c) => (
                <Cell
                  key={column.id}
                  row={r}
                  column={c}
                  x={left + c * cellWidth}
                  width={cellWidth}
                  value={value(r, c)}
                  text={textOf(value(r, c), format)}
                  strength={((value(r, c) ?? midpoint) - midpoint) / most}
                  mark={mark?.(r, c)}
                  current={here.row === r && here.column === c}
                />
              ))}
            </g>
          ))}
        </svg>
      </div>
    </div>
  );
}

interface CellProps {
  readonly row: number;
  readonly column: number;
  readonly x: number;
  readonly width: number;
  readonly value: number | undefined;
  readonly text: string;
  /** −1…1. */
  readonly strength: number;
  readonly mark: HeatMark | undefined;
  readonly current: boolean;
}

const Cell = memo(function Cell({ row, column, x, width, value, text, strength, mark, current }: CellProps) {
  const marked = mark !== undefined;
  return (
    <g
      role="gridcell"
      className="heat-cell"
      tabIndex={current ? 0 : -1}
      data-cell={`${row},${column}`}
      aria-label={marked ? `${text}, ${markNames[mark]}` : text}
      transform={`translate(${x} 0)`}
    >
      <rect
        x={1}
        y={1}
        width={width - 2}
        height={cellHeight - 2}
        rx={3}
        className={value === undefined ? 'heat-fill heat-empty' : 'heat-fill'}
        style={value === undefined ? undefined : { fill: cellColour(strength) }}
      />
      {width >= numberWidth && value !== undefined && (
        <text
          x={marked && width >= 58 ? (width - 12) / 2 : width / 2}
          y={cellHeight / 2}
          dy="0.34em"
          textAnchor="middle"
        >
          {width >= 58 || !marked ? text : ''}
        </text>
      )}
      {(mark === 'best' || mark === 'both') && (
        <path className="heat-best" d={`M${markX(width)} ${cellHeight / 2 - 4.5}l4.5 8h-9z`} />
      )}
      {(mark === 'picked' || mark === 'both') && (
        <circle
          className="heat-picked"
          cx={markX(width)}
          cy={cellHeight / 2 + 0.5}
          r={mark === 'both' ? 7.5 : 5}
        />
      )}
    </g>
  );
});

const markNames: Readonly<Record<HeatMark, string>> = {
  picked: 'picked',
  best: 'best',
  both: 'picked, and best',
};

function markX(width: number): number {
  return width >= 58 ? width - 13 : width / 2;
}

function textOf(value: number | undefined, format: NumberFormat): string {
  return value === undefined ? 'no value' : format(value);
}

function shortened(name: string, width: number): string {
  const most = Math.max(4, Math.floor(width / letterWidth));
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}
