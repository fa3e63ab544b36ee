/** The benchmark's figures in a Markdown file. */
import { readFile, writeFile } from 'node:fs/promises';

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
