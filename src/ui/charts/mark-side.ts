/**
 * On which side of a level line its name is read best: where fewer points lie within reach. Above, when it is the same.
 *
 * @param heights where points near the name are drawn, CSS pixels from the top
 * @param line where the line is drawn
 * @param reach height of the name and its distance from the line
 */
export function freerSide(heights: readonly number[], line: number, reach = 20): 'above' | 'below' {
  // What lies on the line itself is in the way on neither side.
  const least = 2;
  const above = heights.filter(y => line - y > least && line - y < reach).length;
  const below = heights.filter(y => y - line > least && y - line < reach).length;
  return below < above ? 'below' : 'above';
}
