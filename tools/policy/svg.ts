/**
 * Small SVG figures for pages that show them in <img>: they bring their own light ground, so that they are readable on a dark page
 * as well, and use no fonts, scripts or styles from outside.
 */

const ground = '#f7f7f4';
export const ink = '#22252b';
export const soft = '#5d636e';
export const line = '#d3d5d8';
/** Okabe and Ito's colours, which people with colour-blindness can tell apart. */
export const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a6d00', '#56b4e9'] as const;

type Value = string | number;

/** One element. Attributes are escaped. */
export function element(
  name: string,
  attributes: Readonly<Record<string, Value>>,
  content: string | undefined = undefined,
): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(typeof value === 'number' ? short(value) : value)}"`)
    .join('');
  return content === undefined ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** Text at a point. @param anchor `start`, `middle` or `end` */
export function label(
  x: number,
  y: number,
  text: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  more: Readonly<Record<string, Value>> = {},
): string {
  return element('text', { x, y, 'text-anchor': anchor, fill: ink, ...more }, escaped(text));
}

export function rule(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  more: Readonly<Record<string, Value>> = {},
) {
  return element('line', { x1, y1, x2, y2, stroke: line, ...more });
}

/** A line through points. */
export function path(points: readonly (readonly [number, number])[], colour: string, more = {}): string {
  const d = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${short(x)} ${short(y)}`).join('');
  return element('path', { d, fill: 'none', stroke: colour, 'stroke-width': 2, ...more });
}

/** The whole file. @param title what a screen reader says */
export function svgFile(width: number, height: number, title: string, body: readonly string[]): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'font-family': 'system-ui, sans-serif',
    'font-size': 12,
  };
  const inner = [
    element('title', {}, escaped(title)),
    element('rect', { width, height, rx: 8, fill: ground }),
    ...body,
  ];
  return `${element('svg', attributes, `\n${inner.join('\n')}\n`)}\n`;
}

/** From values to pixels, in a straight line. */
export function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = to - from || 1;
  return value => start + ((value - from) / span) * (end - start);
}

/** Round values inside a range, about `count` of them. */
export function ticks(from: number, to: number, count: number): number[] {
  const rough = (to - from) / Math.max(1, count);
  const unit = 10 ** Math.floor(Math.log10(rough || 1));
  const step = ([1, 2, 5, 10].find(factor => factor * unit >= rough) ?? 10) * unit;
  const values: number[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9; i++) values.push(i * step);
  return values;
}

/** A number with as many digits as its step needs. */
export function tickText(value: number): string {
  return String(Number(value.toFixed(3)));
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
