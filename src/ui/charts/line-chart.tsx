import './charts.css';
import { area, line } from 'd3-shape';
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import { useWidth } from '../components/use-width.ts';
import {
  type ChartScale,
  chartScale,
  extentOf,
  letterWidth,
  type NumberFormat,
  niceExtent,
  plainNumber,
} from './chart-scale.ts';
import { type LegendPlace, placeLegend } from './legend.ts';
import { LineReadout } from './line-readout.tsx';
import { freerSide } from './mark-side.ts';
import { type SeriesStyle, seriesStyle } from './series-style.ts';

export interface LineSeries {
  readonly name: string;
  /** In ascending x. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** An interval around the line. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[] | undefined;
  readonly dashed?: boolean | undefined;
}

export interface LineChartProps {
  readonly series: readonly LineSeries[];
  readonly x: {
    readonly label: string;
    readonly scale?: 'linear' | 'log' | undefined;
    readonly format?: NumberFormat | undefined;
  };
  readonly y: {
    readonly label: string;
    readonly format?: NumberFormat | undefined;
    readonly domain?: readonly [number, number] | undefined;
  };
  /** A line at x, a line at y, or a point at both. */
  readonly marks?:
    | readonly {
        readonly x?: number | undefined;
        readonly y?: number | undefined;
        readonly label: string;
      }[]
    | undefined;
  /** Of the whole drawing, in pixels. Default 280. */
  readonly height?: number | undefined;
}

/** Up to this many points each gets its marker; of longer lines some do. */
const mostMarkers = 16;

/** Lines over a common x, with a readout that follows the pointer or the arrow keys. */
export function LineChart({ series, x, y, marks = [], height = 280 }: LineChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [at, setAt] = useState<number>();
  const styles = series.map(({ dashed }, i) => seriesStyle(i, dashed));
  const legend = placeLegend(series.length > 1 ? series.map(({ name }) => name) : [], width);
  const formatX = x.format ?? plainNumber;
  const formatY = y.format ?? plainNumber;
  const layout = useMemo(
    () => layoutOf(series, marks, { width, height, top: legend.height + 22, x, y, formatY }),
    [series, marks, width, height, legend.height, x, y, formatY],
  );
  const { stops, scaleX } = layout;
  const stop = at === undefined ? undefined : stops[Math.min(at, stops.length - 1)];
  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    const value = scaleX.invert(event.clientX - event.currentTarget.getBoundingClientRect().left);
    setAt(nearest(stops, value));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = stopAfterKey(event.key, at ?? -1, stops.length);
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
  };
  const readout = stop === undefined ? [] : valuesAt(series, stop);
  return (
    <div className="line-chart" ref={box}>
      <div
        role="slider"
        tabIndex={0}
        className="line-chart-box"
        aria-label={`${y.label} by ${x.label}: read values`}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, stops.length - 1)}
        aria-valuenow={at ?? 0}
        aria-valuetext={
          stop === undefined
            ? 'Use the arrow keys to read values'
            : `${x.label} ${formatX(stop)}: ${readout.map(({ index, value }) => `${series[index]?.name ?? ''} ${formatY(value)}`).join(', ')}`
        }
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => setAt(undefined)}
        onBlur={() => setAt(undefined)}
        onKeyDown={onKeyDown}
      >
        <svg data-chart width={width} height={height} aria-hidden="true" focusable="false">
          <Legend places={legend.places} styles={styles} series={series} />
          <Axes layout={layout} formatX={formatX} formatY={formatY} labelX={x.label} labelY={y.label} />
          {series.map((entry, i) => (
            <Line key={entry.name} entry={entry} style={styles[i] ?? seriesStyle(i)} layout={layout} />
          ))}
          <Marks marks={marks} series={series} layout={layout} />
          {stop !== undefined && (
            <g data-screen-only>
              <line
                className="chart-crosshair"
                x1={scaleX(stop)}
                x2={scaleX(stop)}
                y1={layout.top}
                y2={layout.bottom}
              />
              {readout.map(({ index, value }) => (
                <circle
                  key={index}
                  cx={scaleX(stop)}
                  cy={layout.scaleY(value)}
                  r={4.5}
                  className="chart-dot"
                  style={{ stroke: styles[index]?.colour }}
                />
              ))}
            </g>
          )}
        </svg>
        {stop !== undefined && (
          <LineReadout
            left={scaleX(stop)}
            width={width}
            title={`${x.label} ${formatX(stop)}`}
            entries={readout.map(({ index, value }) => ({
              name: series[index]?.name ?? '',
              value: formatY(value),
              style: styles[index] ?? seriesStyle(index),
            }))}
          />
        )}
      </div>
    </div>
  );
}

interface Layout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly scaleX: ChartScale;
  readonly scaleY: ChartScale;
  /** Every x that has a point, ascending. */
  readonly stops: readonly number[];
}

interface Space extends Pick<LineChartProps, 'x' | 'y'> {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly formatY: NumberFormat;
}

function layoutOf(
  series: readonly LineSeries[],
  marks: NonNullable<LineChartProps['marks']>,
  { width, height, top, x, y, formatY }: Space,
): Layout {
  const stops = [...new Set(series.flatMap(({ points }) => points.map(point => point[0])))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const ys = series.flatMap(({ points, band = [] }) => [
    ...points.map(point => point[1]),
    ...band.flatMap(([, low, high]) => [low, high]),
  ]);
  const domainY = y.domain ?? niceExtent(extentOf([...ys, ...marks.flatMap(mark => mark.y ?? [])]) ?? [0, 1]);
  const bottom = height - 38;
  const scaleY = chartScale('linear', domainY, [bottom, top], Math.max(2, Math.floor((bottom - top) / 44)));
  const left = 10 + letterWidth * Math.max(2, ...scaleY.ticks.map(tick => formatY(tick).length));
  const right = width - 14;
  const domainX = extentOf([...stops, ...marks.flatMap(mark => mark.x ?? [])]) ?? [0, 1];
  const scaleX = chartScale(
    x.scale ?? 'linear',
    domainX,
    [left, Math.max(left + 1, right)],
    Math.max(2, Math.floor((right - left) / 80)),
  );
  return { left, right, top, bottom, scaleX, scaleY, stops };
}

interface AxesProps {
  readonly layout: Layout;
  readonly formatX: NumberFormat;
  readonly formatY: NumberFormat;
  readonly labelX: string;
  readonly labelY: string;
}

function Axes({ layout, formatX, formatY, labelX, labelY }: AxesProps) {
  const { left, right, top, bottom, scaleX, scaleY } = layout;
  return (
    <g className="chart-axes">
      <text className="chart-label" x={0} y={top - 10}>
        {labelY}
      </text>
      {scaleY.ticks.map(tick => (
        <g key={tick} transform={`translate(0 ${scaleY(tick)})`}>
          <line x1={left} x2={right} />
          <text x={left - 8} dy="0.32em" textAnchor="end">
            {formatY(tick)}
          </text>
        </g>
      ))}
      {scaleX.ticks.map(tick => (
        <g key={tick} transform={`translate(${scaleX(tick)} ${bottom})`}>
          <line y2={4} />
          <text y={17} textAnchor="middle">
            {formatX(tick)}
          </text>
        </g>
      ))}
      <text className="chart-label" x={right} y={bottom + 33} textAnchor="end">
        {labelX}
      </text>
    </g>
  );
}

interface LegendProps {
  readonly places: readonly LegendPlace[];
  readonly styles: readonly SeriesStyle[];
  readonly series: readonly LineSeries[];
}

function Legend({ places, styles, series }: LegendProps) {
  return (
    <g className="chart-legend">
      {places.map(({ x, y }, i) => {
        const { colour = '', dash, marker = '' } = styles[i] ?? {};
        const name = series[i]?.name ?? '';
        return (
          <g key={name} transform={`translate(${x} ${y})`}>
            <line x1={0} x2={22} style={{ stroke: colour, strokeDasharray: dash }} />
            <path d={marker} transform="translate(11 0)" style={{ fill: colour }} />
            <text x={28} dy="0.34em">
              {name}
            </text>
          </g>
        );
      })}
    </g>
  );
}

interface LineProps {
  readonly entry: LineSeries;
  readonly style: SeriesStyle;
  readonly layout: Layout;
}

function Line({ entry, style, layout }: LineProps) {
  const { scaleX, scaleY } = layout;
  const points = entry.points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const path = line<readonly [number, number]>(
    ([x]) => scaleX(x),
    ([, y]) => scaleY(y),
  )(points);
  const band = area<readonly [number, number, number]>(
    ([x]) => scaleX(x),
    ([, low]) => scaleY(low),
    ([, , high]) => scaleY(high),
  )(entry.band ?? []);
  const every = Math.max(1, Math.ceil(points.length / mostMarkers));
  return (
    <g>
      {band !== null && <path className="chart-band" d={band} style={{ fill: style.colour }} />}
      <path
        className="chart-line"
        d={path ?? ''}
        style={{ stroke: style.colour, strokeDasharray: style.dash }}
      />
      {points
        .filter((_, i) => i % every === 0 || i === points.length - 1)
        .map(([x, y]) => (
          <path
            key={x}
            d={style.marker}
            transform={`translate(${scaleX(x)} ${scaleY(y)})`}
            style={{ fill: style.colour }}
          />
        ))}
    </g>
  );
}

interface MarksProps {
  /** The name of a level line keeps out of their way. */
  readonly series: readonly LineSeries[];
  readonly marks: NonNullable<LineChartProps['marks']>;
  readonly layout: Layout;
}

function Marks({ marks, series, layout }: MarksProps) {
  const { left, right, top, bottom, scaleX, scaleY } = layout;
  return (
    <g className="chart-marks">
      {marks.map(({ x, y, label }) => {
        const atRight = x !== undefined && scaleX(x) > (left + right) / 2;
        if (x !== undefined && y !== undefined) {
          return (
            <g key={label}>
              <circle cx={scaleX(x)} cy={scaleY(y)} r={6} />
              <text
                x={scaleX(x) + (atRight ? -10 : 10)}
                y={scaleY(y) - 8}
                textAnchor={atRight ? 'end' : 'start'}
              >
                {label}
              </text>
            </g>
          );
        }
        if (x !== undefined) {
          return (
            <g key={label}>
              <line x1={scaleX(x)} x2={scaleX(x)} y1={top} y2={bottom} />
              <text x={scaleX(x) + (atRight ? -5 : 5)} y={top + 10} textAnchor={atRight ? 'end' : 'start'}>
                {label}
              </text>
            </g>
          );
        }
        if (y === undefined) return null;
        const start = right - letterWidth * label.length;
        const near = series
          .flatMap(({ points }) => points.filter(point => scaleX(point[0]) > start))
          .map(point => scaleY(point[1]))
          .concat(marks.flatMap(mark => (mark.y === undefined ? [] : scaleY(mark.y))));
        const isFreeBelow = freerSide(near, scaleY(y)) === 'below';
        return (
          <g key={label}>
            <line x1={left} x2={right} y1={scaleY(y)} y2={scaleY(y)} />
            <text x={right} y={scaleY(y) + (isFreeBelow ? 15 : -5)} textAnchor="end">
              {label}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** Every series' value at this x; those without a point there are left out. */
function valuesAt(series: readonly LineSeries[], x: number) {
  return series.flatMap(({ points }, index) => {
    const point = points.find(([px, py]) => px === x && Number.isFinite(py));
    return point === undefined ? [] : [{ index, value: point[1] }];
  });
}

function nearest(stops: readonly number[], value: number): number {
  let best = 0;
  stops.forEach((stop, i) => {
    if (Math.abs(stop - value) < Math.abs((stops[best] ?? 0) - value)) best = i;
  });
  return best;
}

function stopAfterKey(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  const page = Math.max(1, Math.round(count / 10));
  const to = {
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    PageUp: at + page,
    PageDown: at - page,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to));
}
