import { letterWidth } from './chart-scale.ts';

/** Where an entry of a legend begins. */
export interface LegendPlace {
  readonly x: number;
  readonly y: number;
}

const rowHeight = 20;
/** Line sample, and the space to the next entry. */
const [sample, gap] = [28, 16];

/** Places the entries in rows of this width, as many rows as it takes. */
export function placeLegend(
  names: readonly string[],
  width: number,
): { readonly places: readonly LegendPlace[]; readonly height: number } {
  let [x, row] = [0, 0];
  const places = names.map(name => {
    const size = sample + name.length * letterWidth + gap;
    if (x > 0 && x + size - gap > width) [x, row] = [0, row + 1];
    const place = { x, y: row * rowHeight + 9 };
    x += size;
    return place;
  });
  return { places, height: names.length === 0 ? 0 : (row + 1) * rowHeight };
}
