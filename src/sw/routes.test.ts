import { expect, test } from 'vitest';
import { type AskedFor, type Build, routeOf, shellPrefix, staleShells } from './routes.ts';

const scope = 'https://site.test/app/';
const build: Build = {
  version: 'v1',
  files: [
    { path: '', sha256: 'a' },
    { path: 'assets/index-abc.js', sha256: 'b' },
    { path: 'runs/index.json', sha256: 'c' },
    { path: 'models/tiny/manifest.json', sha256: 'd' },
  ],
  later: ['assets/ort-xyz.wasm', 'lab/offline-dataset.json'],
};
const asked = (path: string, more: Partial<AskedFor> = {}) =>
  routeOf({ method: 'GET', url: scope + path, mode: 'cors', range: false, ...more }, scope, build).type;

test.each<[string, Partial<AskedFor>, string]>([
  ['', { mode: 'navigate' }, 'page'],
  ['?x=1', { mode: 'navigate' }, 'page'],
  ['index.html', { mode: 'navigate' }, 'page'],
  ['bench.html', { mode: 'navigate' }, 'none'],
  ['assets/index-abc.js', {}, 'kept'],
  ['assets/index-of-another-version.js', {}, 'kept'],
  ['assets/ort-xyz.wasm', {}, 'later'],
  ['lab/offline-dataset.json', {}, 'fresh'],
  ['runs/index.json', {}, 'fresh'],
  ['models/tiny/manifest.json', {}, 'fresh'],
  ['models/tiny/model.gguf.00', {}, 'none'],
  ['drafts/ngram.bin', {}, 'none'],
  ['assets/index-abc.js', { range: true }, 'none'],
  ['assets/index-abc.js', { method: 'POST' }, 'none'],
  ['assets/index-abc.js', { url: 'https://elsewhere.test/app/assets/index-abc.js' }, 'none'],
])('%s (%o) is answered as %s', (path, more, type) => {
  expect(asked(path, more)).toBe(type);
});

test('of older versions the youngest stays: its page may be open', () => {
  const names = ['a', 'b', 'c'].map(version => shellPrefix + version);
  expect(staleShells([...names, 'draftpick-models'], `${shellPrefix}c`)).toEqual([`${shellPrefix}a`]);
  expect(staleShells(names.slice(2), `${shellPrefix}c`)).toEqual([]);
});
