import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellAfterKey, cellColour } from './heat-cells.ts';
import { placeLegend } from './legend.ts';

const size = { rows: 4, columns: 3 };

test('arrow keys go from cell to cell and stop at the edges', () => {
  expect(cellAfterKey({ key: 'ArrowRight', ctrlKey: false }, { row: 1, column: 1 }, size)).toEqual({
    row: 1,
    column: 2,
  });
  expect(cellAfterKey({ key: 'ArrowRight', ctrlKey: false }, { row: 1, column: 2 }, size)).toEqual({
    row: 1,
    column: 2,
  });
  expect(cellAfterKey({ key: 'End', ctrlKey: true }, { row: 0, column: 0 }, size)).toEqual({
    row: 3,
    column: 2,
  });
  expect(cellAfterKey({ key: 'a', ctrlKey: false }, { row: 0, column: 0 }, size)).toBeUndefined();
});

test('no key leads out of the grid', () => {
  const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'];
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.boolean(), fc.nat(3), fc.nat(2), (key, ctrlKey, row, column) => {
      const next = cellAfterKey({ key, ctrlKey }, { row, column }, size);
      expect(next?.row).toBeGreaterThanOrEqual(0);
      expect(next?.row).toBeLessThan(size.rows);
      expect(next?.column).toBeGreaterThanOrEqual(0);
      expect(next?.column).toBeLessThan(size.columns);
    }),
  );
});

test('colours differ on the two sides of the midpoint and end at one strength', () => {
  expect(cellColour(0.5)).toContain('--accepted');
  expect(cellColour(-0.5)).toContain('--rejected');
  expect(cellColour(9)).toBe(cellColour(1));
  expect(cellColour(0)).toContain(' 0%');
});

test('a legend wraps where the width ends', () => {
  const names = ['REINFORCE', 'ridge', 'LinUCB', 'oracle'];
  const wide = placeLegend(names, 1000);
  const narrow = placeLegend(names, 200);
  expect(new Set(wide.places.map(({ y }) => y)).size).toBe(1);
  expect(new Set(narrow.places.map(({ y }) => y)).size).toBeGreaterThan(1);
  expect(narrow.height).toBeGreaterThan(wide.height);
  for (const { x } of narrow.places) expect(x).toBeLessThan(200);
});
