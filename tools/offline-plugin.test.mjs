import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { offlineBuild } from './offline-plugin.mjs';

const sha256 = content => createHash('sha256').update(content).digest('hex');
const files = [
  { path: 'index.html', content: '<!doctype html>' },
  { path: 'bench.html', content: '<!doctype html>' },
  { path: 'assets/index-1.js', content: 'code' },
  { path: 'assets/index-1.js.map', content: '{}' },
  { path: 'assets/ort-1.wasm', content: new Uint8Array(2_000_000) },
  { path: 'runs/index.json', content: '[]' },
  { path: 'models/tiny/manifest.json', content: '{}' },
  { path: 'models/tiny/model.gguf.00', content: 'weights' },
  { path: 'drafts/ngram.bin', content: 'weights' },
  { path: 'lab/offline-dataset.json', content: '{}' },
  { path: 'icon-192.png', content: 'png' },
];

test('the page, its code and small data are kept; large files later; weights, maps and the benchmark never', () => {
  const build = offlineBuild(files);
  expect(build.files.map(({ path }) => path)).toEqual([
    '',
    'assets/index-1.js',
    'icon-192.png',
    'models/tiny/manifest.json',
    'runs/index.json',
  ]);
  expect(build.files[0]?.sha256).toBe(sha256('<!doctype html>'));
  expect(build.later).toEqual(['assets/ort-1.wasm', 'lab/offline-dataset.json']);
});

test('the version changes with what is kept, and with nothing else', () => {
  const changed = (path, content) => files.map(file => (file.path === path ? { path, content } : file));
  const { version } = offlineBuild(files);
  expect(offlineBuild([...files].reverse()).version).toBe(version);
  expect(offlineBuild(changed('drafts/ngram.bin', 'other')).version).toBe(version);
  expect(offlineBuild(changed('runs/index.json', '[1]')).version).not.toBe(version);
});
