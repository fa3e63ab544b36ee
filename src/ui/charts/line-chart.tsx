import './charts.css';
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import { useWidth } from '../components/use-width.ts';
import { type NumberFormat, plainNumber } from './chart-scale.ts';
import { placeLegend } from './legend.ts';
import { type LineMark, type LineSeries, layoutOf } from './line-layout.ts';
import { Axes, Legend, Line, Marks } from './line-parts.tsx';
import { nearest, stopAfterKey, valuesAt } from './line-reading.ts';
import { LineReadout } from './line-readout.tsx';
import { seriesStyle } from './series-style.ts';

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
  readonly marks?: readonly LineMark[] | undefined;
  /** Of the whole drawing, in pixels. Default 280. */
  readonly height?: number | undefined;
}

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
    () =>
      layoutOf(series, marks, {
        width,
        height,
        top: legend.height + 22,
        kindOfX: x.scale ?? 'linear',
        domainOfY: y.domain,
        formatY,
      }),
    [series, marks, width, height, legend.height, x.scale, y.domain, formatY],
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
