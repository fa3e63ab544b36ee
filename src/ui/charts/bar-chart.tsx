import './charts.css';
import { useRef } from 'react';
import { useWidth } from '../components/use-width.ts';
import {
  type ChartScale,
  chartScale,
  extentOf,
  letterWidth,
  type NumberFormat,
  plainNumber,
} from './chart-scale.ts';

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Ends of an interval around the value. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly emphasis?: boolean | undefined;
}

export interface BarChartProps {
  readonly rows: readonly Bar[];
  readonly x: {
    readonly label: string;
    readonly format?: NumberFormat | undefined;
    /** Bars begin here, to the right where the value is larger, to the left where it is smaller. Default 0. */
    readonly reference?: number | undefined;
  };
}

const bar = { height: 14, row: 30, rowWithName: 44 };

/** Horizontal bars with their intervals. */
export function BarChart({ rows, x }: BarChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const format = x.format ?? plainNumber;
  const reference = x.reference ?? 0;
  const longest = Math.max(0, ...rows.map(({ name }) => name.length)) * letterWidth + 10;
  // Names stand above their bars where there is no room beside them.
  const above = longest > width * 0.42;
  const left = above ? 0 : longest;
  const figures = 8 + letterWidth * Math.max(0, ...rows.map(({ value }) => format(value).length));
  const step = above ? bar.rowWithName : bar.row;
  const bottom = 6 + rows.length * step;
  const extent = extentOf([
    reference,
    ...rows.flatMap(({ value, low = value, high = value }) => [value, low, high]),
  ]) ?? [0, 1];
  const right = Math.max(left + 40, width - figures - 6);
  const air = (extent[1] - extent[0] || 1) * 0.04;
  const scale = chartScale(
    'linear',
    [
      extent[0] < reference ? extent[0] - air : extent[0],
      extent[1] > reference ? extent[1] + air : extent[1],
    ],
    [left + 2, right],
    Math.max(2, Math.floor((right - left) / 80)),
  );
  const height = bottom + 40;
  return (
    <div className="bar-chart" ref={box}>
      <ul className="visually-hidden">
        {rows.map(row => (
          <li key={row.name}>{inWords(row, format)}</li>
        ))}
      </ul>
      <svg data-chart width={width} height={height} aria-hidden="true" focusable="false">
        <g className="chart-axes">
          {scale.ticks.map(tick => (
            <g key={tick} transform={`translate(${scale(tick)} 0)`}>
              <line y1={4} y2={bottom} />
              <text y={bottom + 15} textAnchor="middle">
                {format(tick)}
              </text>
            </g>
          ))}
          <text className="chart-label" x={right} y={bottom + 33} textAnchor="end">
            {x.label}
          </text>
        </g>
        <line className="chart-reference" x1={scale(reference)} x2={scale(reference)} y1={2} y2={bottom} />
        {rows.map((row, i) => (
          <g key={row.name} transform={`translate(0 ${6 + i * step})`}>
            <text
              className={row.emphasis ? 'chart-name strong' : 'chart-name'}
              x={above ? 0 : left - 10}
              y={above ? 11 : step / 2}
              dy="0.34em"
              textAnchor={above ? 'start' : 'end'}
            >
              {row.name}
            </text>
            <OneBar
              row={row}
              scale={scale}
              reference={reference}
              top={above ? 22 : (step - bar.height) / 2}
            />
            <text
              className={row.emphasis ? 'chart-name strong' : 'chart-name'}
              x={width}
              y={(above ? 22 : (step - bar.height) / 2) + bar.height / 2}
              dy="0.34em"
              textAnchor="end"
            >
              {format(row.value)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

interface OneBarProps {
  readonly row: Bar;
  readonly scale: ChartScale;
  readonly reference: number;
  readonly top: number;
}

function OneBar({ row, scale, reference, top }: OneBarProps) {
  const { value, low, high, emphasis } = row;
  if (!Number.isFinite(value)) return null;
  const [from, to] = [scale(Math.min(value, reference)), scale(Math.max(value, reference))];
  const middle = top + bar.height / 2;
  return (
    <g
      className="chart-bar"
      data-sign={value < reference ? 'minus' : 'plus'}
      data-emphasis={emphasis || undefined}
    >
      <rect
        className="chart-fill"
        x={from}
        y={top}
        width={Math.max(1, to - from)}
        height={bar.height}
        rx={2}
      />
      {low !== undefined && high !== undefined && (
        <path
          className="chart-whisker"
          d={`M${scale(low)} ${middle}H${scale(high)}M${scale(low)} ${middle - 4}v8M${scale(high)} ${middle - 4}v8`}
        />
      )}
    </g>
  );
}

function inWords({ name, value, low, high }: Bar, format: NumberFormat): string {
  const interval =
    low === undefined || high === undefined ? '' : `, between ${format(low)} and ${format(high)}`;
  return `${name}: ${format(value)}${interval}`;
}
