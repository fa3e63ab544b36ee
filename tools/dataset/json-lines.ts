import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The lines of a JSONL file, also of a compressed one (.gz). A last line that is still being written is left out. */
export function readJsonLines<T>(file: string): T[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole.split('\n').flatMap(line => (line.trim() === '' ? [] : [JSON.parse(line) as T]));
}
