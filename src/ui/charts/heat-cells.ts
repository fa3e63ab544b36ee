/** A cell of a grid. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

/** Most of the colour that is mixed in: more, and the number on it could not be read. */
const strongest = 58;

/**
 * Colour of a cell: orange below the midpoint, blue above it, the page's own between them; both ends can be told apart by
 * colour-blind eyes (Okabe and Ito).
 * @param strength −1…1, clipped
 */
export function cellColour(strength: number): string {
  const share = Math.round(Math.min(1, Math.abs(strength)) * strongest);
  return `color-mix(in oklab, var(${strength < 0 ? '--rejected' : '--accepted'}) ${share}%, var(--sunken))`;
}

/** The cell an arrow key, Home, End or Page key leads to; undefined for other keys. With Ctrl, Home and End go to the corners. */
export function cellAfterKey(
  { key, ctrlKey }: { readonly key: string; readonly ctrlKey: boolean },
  { row, column }: GridPlace,
  size: { readonly rows: number; readonly columns: number },
): GridPlace | undefined {
  const [bottom, right] = [size.rows - 1, size.columns - 1];
  switch (key) {
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(bottom, row + 1), column };
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(right, column + 1) };
    case 'PageUp':
      return { row: Math.max(0, row - 10), column };
    case 'PageDown':
      return { row: Math.min(bottom, row + 10), column };
    case 'Home':
      return { row: ctrlKey ? 0 : row, column: 0 };
    case 'End':
      return { row: ctrlKey ? bottom : row, column: right };
    default:
      return undefined;
  }
}
