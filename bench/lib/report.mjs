/** The benchmark's summary as a table for terminals and for Markdown. */
import { readFile, writeFile } from 'node:fs/promises';

const number = (value, digits) => (value === undefined ? '–' : value.toFixed(digits));
const times = ({ ratio, prompts }) => (ratio === undefined ? '–' : `${ratio.toFixed(2)}× (${prompts})`);

/** Header and cells of the summary, ready to be aligned. */
export function tableCells(summary, baselines) {
  const header = [
    'category',
    'engine',
    'prompts',
    'ms/token',
    'first token ms',
    'prefill ms/token',
    'accepted',
    'tokens/round',
    ...baselines.flatMap(engine => [`decode vs ${engine} (n)`, `prefill vs ${engine} (n)`]),
  ];
  const lines = summary.flatMap(({ category, lanes }) =>
    lanes.map(lane => [
      category,
      lane.lane,
      String(lane.prompts),
      number(lane.msPerToken, 2),
      number(lane.firstTokenMs, 0),
      number(lane.prefillMsPerToken, 2),
      lane.accepted === undefined ? '–' : `${Math.round(100 * lane.accepted)} %`,
      number(lane.tokensPerRound, 2),
      ...baselines.flatMap(engine => [
        times(lane.against[engine].decode),
        times(lane.against[engine].prefill),
      ]),
    ]),
  );
  return [header, ...lines];
}

/** Columns of equal width, the first two to the left. */
export function textTable(cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map(line => line[column].length)));
  const pad = (cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return cells.map(line => line.map(pad).join('  ').trimEnd()).join('\n');
}

/** Without the columns of milliseconds: those belong to one machine and one hour, ratios travel. */
export function withoutTimes(cells) {
  const kept = cells[0].map(name => !/\bms\b/.test(name));
  return cells.map(line => line.filter((_, column) => kept[column]));
}

export function markdownTable([header, ...lines]) {
  const row = cells => `| ${cells.join(' | ')} |`;
  const rule = row(header.map((_, column) => (column < 2 ? '---' : '---:')));
  return [row(header), rule, ...lines.map(row)].join('\n');
}

export const startMarker = '<!-- bench:start, written by `npm run bench -- --markdown` -->';
export const endMarker = '<!-- bench:end -->';

/** `text` with what stands between the markers replaced. @throws {Error} when the markers are missing */
export function replaceBetweenMarkers(text, content) {
  const start = text.indexOf(startMarker);
  const end = text.indexOf(endMarker);
  if (start < 0 || end < start) throw new Error(`The lines "${startMarker}" and "${endMarker}" are missing.`);
  return `${text.slice(0, start + startMarker.length)}\n\n${content}\n\n${text.slice(end)}`;
}

const emptyPage = `# Benchmarks\n\n${startMarker}\n${endMarker}\n`;

/** Puts the figures into a Markdown file; begins the file when there is none. */
export async function writeMarkdown(file, content) {
  const text = await readFile(file, 'utf8').catch(() => emptyPage);
  await writeFile(file, replaceBetweenMarkers(text, content));
}
