/**
 * `node tools/dataset/collect.mjs OUTPUTS.jsonl …`: gathers what the generators wrote into tools/dataset/outputs/train.jsonl.gz and
 * evaluation.jsonl.gz, sorted by id and without the places of hidden states. Prompts for evaluation carry it in their id.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../build.mjs';

const byId = new Map();
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8');
  for (const line of text.slice(0, text.lastIndexOf('\n')).split('\n')) {
    const { id, kind, source, prompt, tokens } = JSON.parse(line);
    byId.set(id, { id, kind, source, prompt, tokens });
  }
}
const all = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
const folder = join(root, 'tools/dataset/outputs');
mkdirSync(folder, { recursive: true });
for (const [name, wanted] of [
  ['train', false],
  ['evaluation', true],
]) {
  const lines = all.filter(({ id }) => /-(held|para|new)-/.test(id) === wanted);
  const tokens = lines.reduce((sum, line) => sum + line.tokens.length, 0);
  const text = lines.map(line => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(join(folder, `${name}.jsonl.gz`), gzipSync(text, { level: 9 }));
  console.log(`${name}: ${lines.length} outputs, ${tokens} tokens`);
}
