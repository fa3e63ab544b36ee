import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { OutputLine } from './generate.ts';

/** Reads generated outputs, also compressed ones (.gz). A last line that is still being written is left out; a repeated id counts once. */
export function readOutputs(files: readonly string[]): OutputLine[] {
  const byId = new Map<string, OutputLine>();
  for (const file of files) {
    const bytes = readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
      if (line === '') continue;
      const output: OutputLine = JSON.parse(line);
      byId.set(output.id, output);
    }
  }
  return [...byId.values()];
}
