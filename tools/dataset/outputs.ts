import { readFileSync } from 'node:fs';
import type { OutputLine } from './generate.ts';

/** Reads generated outputs. A last line that is still being written is left out; a repeated id counts once. */
export function readOutputs(files: readonly string[]): OutputLine[] {
  const byId = new Map<string, OutputLine>();
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
      if (line === '') continue;
      const output: OutputLine = JSON.parse(line);
      byId.set(output.id, output);
    }
  }
  return [...byId.values()];
}
