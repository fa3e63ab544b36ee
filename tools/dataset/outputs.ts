import type { OutputLine } from './generate.ts';
import { readJsonLines } from './json-lines.ts';

/** Reads generated outputs; a repeated id counts once, the last time. */
export function readOutputs(files: readonly string[]): OutputLine[] {
  const outputs = files.flatMap(file => readJsonLines<OutputLine>(file));
  return [...new Map(outputs.map(output => [output.id, output])).values()];
}
