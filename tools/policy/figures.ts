import type { Interval } from '../../src/core/policy/evaluate.ts';
import type { AlphaPoint, SizePoint } from '../../src/core/policy/sweeps.ts';
import { colours, element, ink, label, path, rule, scale, soft, svgFile, ticks, tickText } from './svg.ts';

/** One policy in one panel. */
export interface PolicyBar {
  readonly name: string;
  readonly family: string;
  /** Speed relative to the target alone, one for each panel. */
  readonly speeds: readonly (Interval | undefined)[];
}

export interface Panel {
  readonly title: string;
  readonly fixed: number;
  readonly oracle: number;
}

/** Policies one below the other, with their intervals, one panel for each set of prompts. */
export function policiesFigure(bars: readonly PolicyBar[], panels: readonly Panel[]): string {
  const [left, top, row, width, gap] = [262, 62, 21, 200, 26];
  const all = bars.flatMap(({ speeds }) => speeds.flatMap(speed => (speed ? [speed.low, speed.high] : [])));
  const from = Math.min(0.98, ...all) - 0.02;
  const to = Math.max(1.02, ...all, ...panels.map(({ oracle }) => oracle)) + 0.02;
  const bottom = top + bars.length * row + 4;
  const whole = left + panels.length * (width + gap);
  const families = [...new Set(bars.map(({ family }) => family))];
  const colourOf = (family: string) => colours[families.indexOf(family) % colours.length] ?? ink;
  const body: string[] = [
    label(12, 22, 'Speed relative to the target alone', 'start', { 'font-weight': 600, 'font-size': 14 }),
  ];
  bars.forEach(({ name, family }, i) => {
    const y = top + i * row + row / 2;
    if (i > 0 && bars[i - 1]?.family !== family) body.push(rule(12, y - row / 2, whole - 12, y - row / 2));
    body.push(label(left - 10, y + 4, name, 'end', { fill: colourOf(family) }));
  });
  panels.forEach(({ title, fixed, oracle }, p) => {
    const start = left + p * (width + gap);
    const x = scale(from, to, start, start + width);
    body.push(label(start, top - 16, title, 'start', { 'font-weight': 600 }));
    for (const value of ticks(from, to, 4)) {
      body.push(rule(x(value), top - 4, x(value), bottom));
      body.push(label(x(value), bottom + 16, tickText(value), 'middle', { fill: soft }));
    }
    body.push(rule(x(1), top - 4, x(1), bottom, { stroke: ink }));
    body.push(rule(x(fixed), top - 4, x(fixed), bottom, { stroke: soft, 'stroke-dasharray': '2 3' }));
    body.push(rule(x(oracle), top - 4, x(oracle), bottom, { stroke: soft, 'stroke-dasharray': '7 3' }));
    bars.forEach(({ speeds, family }, i) => {
      const speed = speeds[p];
      if (speed === undefined) return;
      const y = top + i * row + row / 2;
      const stroke = colourOf(family);
      body.push(rule(x(speed.low), y, x(speed.high), y, { stroke, 'stroke-width': 2 }));
      body.push(element('circle', { cx: x(speed.value), cy: y, r: 4, fill: stroke }));
    });
  });
  const note = 'Line: no draft. Dots: best fixed arm of these prompts. Dashes: oracle. Bars: bootstrap 95 %.';
  body.push(label(12, bottom + 38, note, 'start', { fill: soft }));
  return svgFile(whole, bottom + 50, 'Policies compared', body);
}

interface Series {
  readonly name: string;
  readonly points: readonly { readonly at: number; readonly value: Interval }[];
}

interface Chart {
  readonly title: string;
  readonly xTitle: string;
  readonly series: readonly Series[];
  /** Values for comparison, drawn from side to side. */
  readonly levels: readonly { readonly name: string; readonly value: number }[];
  /** Where a value of x stands, 0…1, and which are written below. */
  readonly place: (at: number) => number;
  readonly marks: readonly number[];
}

const chartSize = { width: 400, height: 300 } as const;

/** A chart of lines with intervals, as the inside of a file, moved to the right by `dx`. */
function chart({ title, xTitle, series, levels, place, marks }: Chart, dx: number): string[] {
  const [left, right, top, bottom] = [52 + dx, chartSize.width - 18 + dx, 66, chartSize.height - 44];
  const values = [
    ...series.flatMap(({ points }) => points.flatMap(({ value }) => [value.low, value.high])),
    ...levels.map(({ value }) => value),
  ].filter(Number.isFinite);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const air = 0.06 * (most - least || 1);
  const y = scale(least - air, most + air, bottom, top);
  const x = (at: number) => left + place(at) * (right - left);
  const body = [label(12 + dx, 22, title, 'start', { 'font-weight': 600, 'font-size': 13 })];
  for (const value of ticks(least - air, most + air, 5)) {
    body.push(rule(left, y(value), right, y(value)));
    body.push(label(left - 8, y(value) + 4, tickText(value), 'end', { fill: soft }));
  }
  for (const at of marks)
    body.push(label(x(at), bottom + 18, tickText(at), place(at) > 0.97 ? 'end' : 'middle', { fill: soft }));
  body.push(label((left + right) / 2, bottom + 36, xTitle, 'middle', { fill: soft }));
  const dashes = ['2 3', '7 3', '10 3 2 3'];
  levels.forEach(({ name, value }, i) => {
    const dash = dashes[i % dashes.length] ?? '';
    body.push(rule(left, y(value), right, y(value), { stroke: soft, 'stroke-dasharray': dash }));
    // Levels may lie close together: their names take turns at the right and the left.
    const [x, anchor] = i % 2 === 0 ? ([right, 'end'] as const) : ([left + 4, 'start'] as const);
    body.push(label(x, y(value) - 4, name, anchor, { fill: soft, 'font-size': 11 }));
  });
  series.forEach(({ name, points }, i) => {
    const colour = colours[i % colours.length] ?? ink;
    const drawn = points.map(({ at, value }) => [x(at), y(value.value)] as const);
    for (const { at, value } of points) {
      if (value.high > value.low) {
        body.push(
          rule(x(at), y(value.low), x(at), y(value.high), { stroke: colour, 'stroke-opacity': 0.45 }),
        );
      }
    }
    body.push(path(drawn, colour));
    for (const [cx, cy] of drawn) body.push(element('circle', { cx, cy, r: 3, fill: colour }));
    const at = 12 + dx + 126 * i;
    body.push(element('rect', { x: at, y: 36, width: 12, height: 4, fill: colour }));
    body.push(label(at + 17, 42, name, 'start', { 'font-size': 11 }));
  });
  return body;
}

/** Reward and speed against α, side by side. */
export function alphaFigure(
  points: readonly AlphaPoint[],
  levels: { readonly ridge: number; readonly fixed: number; readonly oracle: number },
): string {
  const kinds = [...new Set(points.map(({ kind }) => kind))];
  const of = (kind: string) => points.filter(point => point.kind === kind);
  const exactly = (value: number): Interval => ({ value, low: value, high: value });
  const common = { xTitle: 'α: weight of alignment against draft speed', place: (at: number) => at };
  const marks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const rewards: Series[] = kinds.map(kind => ({
    name: `f = ${kind}`,
    points: of(kind).map(({ alpha, reinforceReward, bestReward }) => ({
      at: alpha,
      value: exactly(reinforceReward / bestReward),
    })),
  }));
  const speeds: Series[] = kinds.map(kind => ({
    name: `f = ${kind}`,
    points: of(kind).map(({ alpha, reinforceSpeed }) => ({ at: alpha, value: reinforceSpeed })),
  }));
  return svgFile(2 * chartSize.width, chartSize.height, 'Reward and speed against α', [
    ...chart(
      {
        ...common,
        marks,
        title: 'REINFORCE: share of the best possible reward',
        series: rewards,
        levels: [{ name: '', value: 1 }],
      },
      0,
    ),
    ...chart(
      {
        ...common,
        marks,
        title: 'REINFORCE: speed relative to the target alone',
        series: speeds,
        levels: [
          { name: 'best fixed arm', value: levels.fixed },
          { name: 'ridge on speed-ups', value: levels.ridge },
          { name: 'oracle', value: levels.oracle },
        ],
      },
      chartSize.width,
    ),
  ]);
}

/** Speed against the number of training prompts. @param fixed speed of the best fixed arm as a share of the oracle's */
export function sizeFigure(points: readonly SizePoint[], fixed: number): string {
  const sizes = points.map(({ size }) => size);
  const [least, most] = [Math.log(Math.min(...sizes)), Math.log(Math.max(...sizes))];
  const place = (at: number) => (Math.log(at) - least) / (most - least || 1);
  const marks = sizes.filter((size, i) => i === sizes.length - 1 || place(size) < 0.9);
  return svgFile(
    chartSize.width,
    chartSize.height,
    'Speed against the size of the dataset',
    chart(
      {
        title: 'Held-out speed as a share of the oracle’s',
        xTitle: 'training prompts (bars: least and most of the draws)',
        place,
        marks: marks.filter((_, i) => i % 2 === (marks.length - 1) % 2),
        series: [
          { name: 'ridge', points: points.map(({ size, ridge }) => ({ at: size, value: ridge })) },
          {
            name: 'REINFORCE',
            points: points.map(({ size, reinforce }) => ({ at: size, value: reinforce })),
          },
        ],
        levels: [{ name: 'best fixed arm', value: fixed }],
      },
      0,
    ),
  );
}

/** Chosen arms against best arms, as shares of the row. Arms that were neither best nor chosen are left out. */
export function choiceFigure(table: readonly (readonly number[])[], names: readonly string[]): string {
  const used = names.flatMap((_, arm) =>
    table.some((row, best) => (best === arm ? row.some(n => n > 0) : (row[arm] ?? 0) > 0)) ? [arm] : [],
  );
  const [left, top, cell] = [172, 130, 46];
  const end = left + used.length * cell;
  const body = [
    label(12, 22, 'Which arm was chosen where which was best', 'start', {
      'font-weight': 600,
      'font-size': 14,
    }),
    label(12, 42, 'Rows: best arm (prompts). Columns: chosen. Per cent of the row.', 'start', { fill: soft }),
  ];
  used.forEach((arm, i) => {
    const x = left + (i + 0.5) * cell;
    body.push(label(x, top - 8, names[arm] ?? '', 'start', { transform: `rotate(-40 ${x} ${top - 8})` }));
  });
  used.forEach((best, i) => {
    const row = table[best] ?? [];
    const sum = row.reduce((all, n) => all + n, 0);
    const y = top + i * cell;
    body.push(label(left - 10, y + cell / 2 + 4, `${names[best] ?? ''} (${sum})`, 'end'));
    used.forEach((chosen, j) => {
      const share = sum === 0 ? 0 : (row[chosen] ?? 0) / sum;
      const x = left + j * cell;
      const place = { x: x + 1, y: y + 1, width: cell - 2, height: cell - 2 };
      body.push(element('rect', { ...place, fill: '#e6e8ea' }));
      body.push(element('rect', { ...place, fill: '#0072b2', 'fill-opacity': share }));
      if (share > 0) {
        const text = String(Math.max(1, Math.round(100 * share)));
        const fill = share > 0.5 ? '#ffffff' : ink;
        body.push(label(x + cell / 2, y + cell / 2 + 4, text, 'middle', { fill }));
      }
    });
  });
  return svgFile(Math.max(440, end + 90), top + used.length * cell + 14, 'Chosen against best arm', body);
}
