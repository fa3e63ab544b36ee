import { expect, test } from 'vitest';
import { alphaFigure, choiceFigure, policiesFigure, sizeFigure } from './figures.ts';
import { ticks, tickText } from './svg.ts';

const interval = (value: number) => ({ value, low: value - 0.02, high: value + 0.02 });

test('ticks are round and stay inside', () => {
  expect(ticks(0.91, 1.42, 5).map(tickText)).toEqual(['1', '1.2', '1.4']);
  expect(ticks(0, 1, 5).map(tickText)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1']);
});

test('figures have finite coordinates, escaped text and their own ground', () => {
  const point = { kind: 'rouge-l', reinforceReward: 0.4, ridgeReward: 0.4, bestReward: 0.5 } as const;
  const speeds = { reinforceSpeed: interval(1.2), ridgeSpeed: interval(1.1) };
  const all = [
    policiesFigure(
      [
        { name: 'a < b', family: 'x', speeds: [interval(1.1)] },
        { name: 'c', family: 'y', speeds: [undefined] },
      ],
      [{ title: 'held-out', fixed: 1.05, oracle: 1.3 }],
    ),
    alphaFigure(
      [0, 0.5, 1].map(alpha => ({ ...point, ...speeds, alpha })),
      { ridge: 1.2, fixed: 1.1, oracle: 1.3 },
    ),
    sizeFigure(
      [30, 60].map(size => ({ size, ridge: interval(0.9), reinforce: interval(0.88) })),
      0.8,
    ),
    choiceFigure(
      [
        [3, 1],
        [0, 0],
      ],
      ['none', 'ngram'],
    ),
  ];
  for (const svg of all) {
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 \d+ \d+"/);
    expect(svg).toContain('<title>');
    expect(svg).not.toMatch(/NaN|Infinity|undefined|currentColor/);
    expect(svg).toMatch(/<rect width="\d+" height="\d+" rx="8" fill="#f7f7f4"\/>/);
  }
  expect(all[0]).toContain('a &lt; b');
  expect(all[3]).toMatch(/>75<[\s\S]*>25</);
});
