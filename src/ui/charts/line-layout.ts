import {
  type ChartScale,
  chartScale,
  extentOf,
  letterWidth,
  type NumberFormat,
  niceExtent,
} from './chart-scale.ts';

/** One line of a chart. */
export interface LineSeries {
  readonly name: string;
  /** In ascending x. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** An interval around the line. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[] | undefined;
  readonly dashed?: boolean | undefined;
}

/** A line at x, a line at y, or a point at both. */
export interface LineMark {
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly label: string;
}

/** Where the lines' box lies in the drawing, in pixels, and how values become places in it. */
export interface Layout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly scaleX: ChartScale;
  readonly scaleY: ChartScale;
  /** Every x that has a point, ascending. */
  readonly stops: readonly number[];
}

/** The drawing that there is room for, and what its axes are to say. */
interface Space {
  readonly width: number;
  readonly height: number;
  /** Above the box, for legend and label. */
  readonly top: number;
  readonly kindOfX: 'linear' | 'log';
  /** Of the y axis; by default as far as the values go. */
  readonly domainOfY: readonly [number, number] | undefined;
  readonly formatY: NumberFormat;
}

/** Lays out the lines and marks: labels of the y axis get the room their numbers need. */
export function layoutOf(
  series: readonly LineSeries[],
  marks: readonly LineMark[],
  { width, height, top, kindOfX, domainOfY, formatY }: Space,
): Layout {
  const stops = [...new Set(series.flatMap(({ points }) => points.map(point => point[0])))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const ys = series.flatMap(({ points, band = [] }) => [
    ...points.map(point => point[1]),
    ...band.flatMap(([, low, high]) => [low, high]),
  ]);
  const domainY =
    domainOfY ?? niceExtent(extentOf([...ys, ...marks.flatMap(mark => mark.y ?? [])]) ?? [0, 1]);
  const bottom = height - 38;
  const scaleY = chartScale('linear', domainY, [bottom, top], Math.max(2, Math.floor((bottom - top) / 44)));
  const left = 10 + letterWidth * Math.max(2, ...scaleY.ticks.map(tick => formatY(tick).length));
  const right = width - 14;
  const domainX = extentOf([...stops, ...marks.flatMap(mark => mark.x ?? [])]) ?? [0, 1];
  const scaleX = chartScale(
    kindOfX,
    domainX,
    [left, Math.max(left + 1, right)],
    Math.max(2, Math.floor((right - left) / 80)),
  );
  return { left, right, top, bottom, scaleX, scaleY, stops };
}
