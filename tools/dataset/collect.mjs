/**
 * `node tools/dataset/collect.mjs OUTPUTS.jsonl …`: gathers what the generators wrote into tools/dataset/outputs, sorted by id and without
 * the places of hidden states: evaluation.jsonl.gz (prompts that carry it in their id), policy.jsonl.gz (8 % of the others by a hash of
 * the id, as in tools/training/dataset.py: no draft is made from them, so they can train the policy and calibrate heads) and
 * train.jsonl.gz (what drafts are made from).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
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
const fileOf = id => {
  if (/-(held|para|new)-/.test(id)) return 'evaluation';
  return crc32(id) % 100 < 8 ? 'policy' : 'train';
};
for (const name of ['train', 'policy', 'evaluation']) {
  const lines = all.filter(({ id }) => fileOf(id) === name);
  const tokens = lines.reduce((sum, line) => sum + line.tokens.length, 0);
  const text = lines.map(line => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(join(folder, `${name}.jsonl.gz`), gzipSync(text, { level: 9 }));
  console.log(`${name}: ${lines.length} outputs, ${tokens} tokens`);
}
