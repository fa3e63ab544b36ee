import { area, line } from 'd3-shape';
import { letterWidth, type NumberFormat } from './chart-scale.ts';
import type { LegendPlace } from './legend.ts';
import type { Layout, LineMark, LineSeries } from './line-layout.ts';
import { freerSide } from './mark-side.ts';
import type { SeriesStyle } from './series-style.ts';

interface AxesProps {
  readonly layout: Layout;
  readonly formatX: NumberFormat;
  readonly formatY: NumberFormat;
  readonly labelX: string;
  readonly labelY: string;
}

/** Both axes with their ticks and labels. */
export function Axes({ layout, formatX, formatY, labelX, labelY }: AxesProps) {
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

/** A sample of each line beside its name. */
export function Legend({ places, styles, series }: LegendProps) {
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

/** Up to this many points each gets its marker; of longer lines some do. */
const mostMarkers = 16;

interface LineProps {
  readonly entry: LineSeries;
  readonly style: SeriesStyle;
  readonly layout: Layout;
}

/** A line with its markers, and its interval behind it. */
export function Line({ entry, style, layout }: LineProps) {
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
  readonly marks: readonly LineMark[];
  readonly layout: Layout;
}

/** What stands out among the values: thresholds and single points, with their labels. */
export function Marks({ marks, series, layout }: MarksProps) {
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
