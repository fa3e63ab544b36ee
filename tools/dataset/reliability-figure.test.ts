import { expect, test } from 'vitest';
import { reliabilityFigure } from './reliability-figure.ts';

const empty = { tested: 0, accepted: 0, confidence: 0 };

test('the figure has a curve for each draft, without bins that say little', () => {
  const bins = [
    { tested: 100, accepted: 40, confidence: 35 },
    { tested: 29, accepted: 20, confidence: 20 },
    { tested: 60, accepted: 50, confidence: 55 },
  ];
  const svg = reliabilityFigure([
    { name: 'tables', bins },
    { name: 'a & b', bins: [empty] },
  ]);
  expect(svg).toContain('>tables</text>');
  expect(svg).toContain('a &amp; b');
  expect(svg.match(/<circle/g)).toHaveLength(2);
});
