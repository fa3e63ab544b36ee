import type { LineSeries } from './line-layout.ts';

/** Every series' value at this x; those without a point there are left out. */
export function valuesAt(
  series: readonly LineSeries[],
  x: number,
): { readonly index: number; readonly value: number }[] {
  return series.flatMap(({ points }, index) => {
    const point = points.find(([px, py]) => px === x && Number.isFinite(py));
    return point === undefined ? [] : [{ index, value: point[1] }];
  });
}

/** Index of the stop that is nearest to a value. */
export function nearest(stops: readonly number[], value: number): number {
  let best = 0;
  stops.forEach((stop, i) => {
    if (Math.abs(stop - value) < Math.abs((stops[best] ?? 0) - value)) best = i;
  });
  return best;
}

/** Where a key of a slider leads from stop `at`; undefined for other keys. @param at −1 before the first key */
export function stopAfterKey(key: string, at: number, count: number): number | undefined {
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
