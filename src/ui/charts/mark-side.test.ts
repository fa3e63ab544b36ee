import { expect, test } from 'vitest';
import { freerSide } from './mark-side.ts';

test('the name of a level line keeps out of the points near it', () => {
  expect(freerSide([90, 92], 100)).toBe('below');
  expect(freerSide([108, 110], 100)).toBe('above');
  expect(freerSide([90, 92, 110], 100)).toBe('below');
});

test('it stands above where nothing decides: far points, points on the line, as many on either side', () => {
  for (const heights of [[], [10, 190], [100, 101], [90, 110]]) {
    expect(freerSide(heights, 100)).toBe('above');
  }
});
