import type { ReliabilityBin } from '../../src/core/reliability.ts';
import { colours, element, label, path, rule, scale, soft, svgFile } from '../policy/svg.ts';

export interface DraftReliability {
  readonly name: string;
  readonly bins: readonly ReliabilityBin[];
}

/** Bins with fewer tokens say little and are not drawn. */
const fewest = 30;
const columns = 5;

/** Reliability curves, a small square for each draft: share kept against confidence. On the diagonal a draft is as sure as it may be. */
export function reliabilityFigure(drafts: readonly DraftReliability[]): string {
  const [left, top, size, gapX, gapY] = [44, 66, 118, 26, 48];
  const rows = Math.ceil(drafts.length / columns);
  const width = left + columns * (size + gapX);
  const height = top + rows * (size + gapY) + 4;
  const body = [
    label(12, 22, 'Share of the proposed tokens that is kept, against confidence', 'start', {
      'font-weight': 600,
      'font-size': 14,
    }),
  ];
  drafts.forEach(({ name, bins }, i) => {
    const x0 = left + (i % columns) * (size + gapX);
    const y0 = top + Math.floor(i / columns) * (size + gapY);
    const x = scale(0, 1, x0, x0 + size);
    const y = scale(0, 1, y0 + size, y0);
    body.push(label(x0, y0 - 8, name, 'start', { 'font-weight': 600 }));
    for (const tick of [0, 0.5, 1]) {
      body.push(rule(x(tick), y0, x(tick), y0 + size), rule(x0, y(tick), x0 + size, y(tick)));
      body.push(label(x(tick), y0 + size + 15, String(tick), 'middle', { fill: soft }));
      if (i % columns === 0) body.push(label(x0 - 8, y(tick) + 4, String(tick), 'end', { fill: soft }));
    }
    body.push(rule(x(0), y(0), x(1), y(1), { stroke: soft, 'stroke-dasharray': '4 3' }));
    const drawn = bins.filter(({ tested }) => tested >= fewest);
    const points = drawn.map(
      ({ tested, accepted, confidence }) => [x(confidence / tested), y(accepted / tested)] as const,
    );
    body.push(path(points, colours[0]));
    for (const [cx, cy] of points) body.push(element('circle', { cx, cy, r: 3, fill: colours[0] }));
  });
  return svgFile(width, height, 'Reliability of the drafts', body);
}
