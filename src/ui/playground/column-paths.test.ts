import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CellKind, ChartColumn } from '../../state/round-chart.ts';
import { columnPaths } from './column-paths.ts';

const kinds: readonly CellKind[] = ['accepted', 'rejected', 'untested', 'correction', 'bonus', 'plain'];

/** Columns one after the other, each split at random. */
const columns = fc
  .array(
    fc.record({
      ms: fc.double({ min: 0.1, max: 200, noNaN: true }),
      draft: fc.double({ min: 0, max: 1, noNaN: true }),
      verify: fc.double({ min: 0, max: 1, noNaN: true }),
      cells: fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 9 }),
    }),
    { maxLength: 20 },
  )
  .map(rounds => {
    let startMs = 0;
    return rounds.map(({ ms, draft, verify, cells }, index): ChartColumn => {
      const from = startMs;
      startMs += ms;
      return {
        index,
        startMs: from,
        endMs: startMs,
        draftMs: ms * draft,
        verifyMs: ms * (1 - draft) * verify,
        cells,
      };
    });
  });
const scales = fc.double({ min: 0.01, max: 5, noNaN: true });

/** Rectangles of a path: x, y and width of every closed part. */
const boxes = (path: string) =>
  [...path.matchAll(/M(-?[\d.]+) (-?[\d.]+)h([\d.]+)v[\d.]+h-?[\d.]+z/g)].map(match =>
    match.slice(1).map(Number),
  );

test('every cell is outlined once, under its own kind, above the line', () => {
  fc.assert(
    fc.property(columns, scales, (columns, scale) => {
      const { cells } = columnPaths(columns, scale);
      for (const kind of kinds) {
        const own = columns.flatMap(column => column.cells.filter(each => each === kind));
        const outlines = [...cells[kind].matchAll(/M\S+ (\S+?)h[^MzZ]+z/g)];
        expect(outlines).toHaveLength(own.length);
        for (const [, top] of outlines) expect(Number(top)).toBeLessThan(0);
      }
    }),
  );
});

test('the parts of a round’s time fill the width of its column', () => {
  fc.assert(
    fc.property(columns, scales, (columns, scale) => {
      for (const column of columns) {
        const { bars } = columnPaths([column], scale);
        const widths = Object.values(bars).flatMap(path => boxes(path).map(([, , width]) => width ?? 0));
        const whole = (column.endMs - column.startMs) * scale;
        const sum = widths.reduce((total, width) => total + width, 0);
        expect(sum).toBeGreaterThan(Math.max(1, whole - 2) - 0.03);
        expect(sum).toBeLessThan(Math.max(1, whole) + 0.03);
      }
    }),
  );
});

test('a refused guess is struck through, and a bonus bears a plus where there is room for one', () => {
  const column = (ms: number): ChartColumn => ({
    index: 0,
    startMs: 0,
    endMs: ms,
    draftMs: 0,
    verifyMs: ms,
    cells: ['bonus', 'rejected'],
  });
  const wide = columnPaths([column(20)], 1).cells;
  expect(wide.rejected).toMatch(/zM0 -14h18$/);
  expect(wide.bonus).toMatch(/zM7 -4h4M9 -6v4$/);
  const narrow = columnPaths([column(5)], 1).cells;
  expect(narrow.bonus).toMatch(/z$/);
});
