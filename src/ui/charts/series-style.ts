import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolTriangle,
  symbolWye,
} from 'd3-shape';

/** How one series of a chart is told from the others: never by colour alone. */
export interface SeriesStyle {
  /** A CSS colour. */
  readonly colour: string;
  readonly dash: string | undefined;
  /** Path of the marker around 0, 0. */
  readonly marker: string;
}

const colours = [
  'var(--accepted)',
  'var(--rejected)',
  'var(--correction)',
  'var(--bonus)',
  'var(--ink)',
  'var(--plain)',
];
const shapes: readonly SymbolType[] = [
  symbolCircle,
  symbolSquare,
  symbolTriangle,
  symbolDiamond,
  symbolCross,
  symbolWye,
];

/** Area of a marker in square pixels. */
const markerArea = 38;

/** Style of the series at this place: colour and shape go round after six, the dash changes with each round. */
export function seriesStyle(index: number, dashed = false): SeriesStyle {
  const round = Math.floor(index / colours.length);
  const shape = shapes[index % shapes.length] ?? symbolCircle;
  return {
    colour: colours[index % colours.length] ?? 'var(--ink)',
    dash: dashed ? '6 4' : round > 0 ? '2 3' : undefined,
    marker: symbol(shape, markerArea)() ?? '',
  };
}
