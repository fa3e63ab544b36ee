import { scaleLinear, scaleLog } from 'd3-scale';

/** How numbers of an axis are written. */
export type NumberFormat = (value: number) => string;

/** A continuous scale as charts use it. */
export interface ChartScale {
  (value: number): number;
  invert(pixel: number): number;
  readonly ticks: readonly number[];
}

/** Where text fits before letters are measured: a mean width per letter of the small text, in pixels. */
export const letterWidth = 6.4;

/**
 * A scale from values to pixels.
 * @param kind `log` needs values > 0; where there are others the scale is linear
 * @param wanted about how many ticks
 */
export function chartScale(
  kind: 'linear' | 'log',
  [low, high]: readonly [number, number],
  range: readonly [number, number],
  wanted: number,
): ChartScale {
  // A single value still needs a stretch to stand on.
  const [from, to] =
    low === high ? [low - Math.abs(low || 1) * 0.5, high + Math.abs(high || 1) * 0.5] : [low, high];
  if (kind === 'log' && from > 0) {
    const scale = scaleLog([from, to], [...range]);
    const all = scale.ticks();
    // Nine marks a decade crowd at its end.
    const ticks = all.length <= Math.min(6, wanted) ? all : all.filter(isRound);
    return Object.assign((value: number) => scale(value), {
      invert: (pixel: number) => scale.invert(pixel),
      ticks: ticks.length < 2 ? [from, to] : ticks,
    });
  }
  const scale = scaleLinear([from, to], [...range]);
  return Object.assign((value: number) => scale(value), {
    invert: (pixel: number) => scale.invert(pixel),
    ticks: scale.ticks(wanted),
  });
}

/** 1, 2 and 5 times a power of ten. */
function isRound(value: number): boolean {
  const mantissa = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return [1, 2, 5].some(round => Math.abs(mantissa - round) < 1e-6);
}

/** Smallest and largest of some numbers, those that are not finite left out; undefined when none is left. */
export function extentOf(values: Iterable<number>): readonly [number, number] | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : undefined;
}

/** The extent with a little air on both sides, ends on round numbers. */
export function niceExtent([low, high]: readonly [number, number]): [number, number] {
  const air = (high - low || Math.abs(high) || 1) * 0.04;
  const [from = low, to = high] = scaleLinear([low - air, high + air], [0, 1])
    .nice(5)
    .domain();
  return [low >= 0 ? Math.max(0, from) : from, to];
}

/** At most three places, no trailing zeros. */
export function plainNumber(value: number): string {
  return String(Number(value.toFixed(3)));
}
