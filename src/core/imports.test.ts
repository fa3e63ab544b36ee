import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

/** Which folders of src the files of a folder may import from, besides their own. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  kernels: [],
  models: ['core', 'kernels'],
  engine: ['core'],
  state: ['core', 'engine'],
  ui: ['core', 'engine', 'state', 'lessons'],
  // Texts with widgets in them, and their order, which the room that shows them reads.
  lessons: ['ui'],
  worker: ['core', 'models', 'engine'],
  sw: [],
};

/** The one exception: the engine starts the workers by their addresses, without importing their code. */
const workerAddresses = [
  { from: 'engine/worker-engine.ts', to: 'worker/index.ts' },
  { from: 'engine/library-client.ts', to: 'worker/library.ts' },
];

interface Reference {
  readonly specifier: string;
  readonly kind: 'import' | 'url';
}

/** Everything a source refers to: static, dynamic and type imports, re-exports, globs and `new URL(…, import.meta.url)`. */
function references(source: string): Reference[] {
  const code = source.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, text: string | undefined) => text ?? ' ',
  );
  const imports =
    /(?:\bfrom\s*|\bimport\s*|\b(?:import|require)\s*\(\s*|\bglob(?:<[^>]*>)?\s*\(\s*)(['"`])([^'"`\n]+)\1/g;
  const urls = /\bnew\s+URL\s*\(\s*(['"`])([^'"`\n]+)\1\s*,\s*import\.meta\.url/g;
  return [
    ...[...code.matchAll(imports)].map(match => ({ specifier: match[2] ?? '', kind: 'import' as const })),
    ...[...code.matchAll(urls)].map(match => ({ specifier: match[2] ?? '', kind: 'url' as const })),
  ];
}

/**
 * What is wrong with the imports of one file.
 * @param file path below src, with forward slashes
 */
function violations(file: string, source: string): string[] {
  const folder = folderOf(file);
  if (folder === '') return []; // The entry points at the top tie everything together.
  const reachable = allowed[folder];
  if (reachable === undefined) return [`${file}: folder "${folder}" has no rule; add one to imports.test.ts`];
  const isTest = /\.test\.tsx?$/.test(file);
  return references(source).flatMap(({ specifier, kind }) => {
    const bare = !specifier.startsWith('.') && !specifier.startsWith('/');
    if (bare)
      return folder === 'core' && !isTest && kind === 'import'
        ? [`${file}: core imports the package ${specifier}`]
        : [];
    const target = path.posix.join(path.posix.dirname(file), specifier.replace(/[?#].*$/, ''));
    if (target.startsWith('..'))
      return folder === 'core' && !isTest ? [`${file}: core reaches outside src with ${specifier}`] : [];
    const to = folderOf(target);
    if (to === folder || reachable.includes(to)) return [];
    if (kind === 'url' && workerAddresses.some(({ from, to }) => file === from && target === to)) return [];
    return [`${file}: ${folder} must not import ${to === '' ? 'an entry point' : to} (${specifier})`];
  });
}

function folderOf(file: string): string {
  const slash = file.indexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}

describe('the checker', () => {
  test('finds every way to refer to another file', () => {
    const source = [
      `import a from './a.ts';`,
      `import type { B } from "./b.ts";`,
      `import {`,
      `  c,`,
      `} from './c.ts';`,
      `import './d.css';`,
      `export * from './e.ts';`,
      `const f = await import('./f.ts');`,
      `type G = import('./g.ts').G;`,
      `const h = new Worker(new URL('./h.ts', import.meta.url), { type: 'module' });`,
      `const i = import.meta.glob('./i/*.ts');`,
      `const address = 'http://example.org'; import j from './j.ts';`,
      `// import no from './no-1.ts';`,
      `/* from './no-2.ts' */`,
    ].join('\n');
    expect(
      references(source)
        .map(({ specifier }) => specifier)
        .sort(),
    ).toEqual(
      [
        './a.ts',
        './b.ts',
        './c.ts',
        './d.css',
        './e.ts',
        './f.ts',
        './g.ts',
        './h.ts',
        './i/*.ts',
        './j.ts',
      ].sort(),
    );
  });

  test.each([
    ['core/decode.ts', `import '../models/cpu-model.ts'`],
    ['core/policy/features.ts', `import type { Engine } from '../../engine/engine.ts'`],
    ['core/decode.ts', `import { create } from 'zustand'`],
    ['core/decode.ts', `import data from '../../public/lab/data.json'`],
    ['models/cpu-model.ts', `import '../engine/engine.ts'`],
    ['engine/engine.ts', `export * from '../models/gguf.ts'`],
    ['engine/worker-engine.ts', `import '../worker/index.ts'`],
    ['engine/other.ts', `new URL('../worker/index.ts', import.meta.url)`],
    ['state/run-store.ts', `import '../ui/app.tsx'`],
    ['ui/app.tsx', `const m = await import('../worker/index.ts')`],
    ['ui/app.tsx', `import '../main.tsx'`],
    ['worker/index.ts', `import '../state/run-store.ts'`],
    ['attic/old.ts', ``],
  ])('objects to %s with %s', (file, source) => {
    expect(violations(file, source)).toHaveLength(1);
  });

  test.each([
    ['core/decode.ts', `import './policy/features.ts'`],
    ['core/decode.test.ts', `import { test } from 'vitest'`],
    ['models/cpu-model.ts', `import url from '../kernels/build/kernels.wasm?url'`],
    ['engine/worker-engine.ts', `new Worker(new URL('../worker/index.ts', import.meta.url))`],
    ['state/actions.ts', `import '../engine/engine.ts'; import '../core/policy/features.ts'`],
    ['ui/app.tsx', `import '../core/metrics.ts'; import './theme.css'; import 'react'`],
    ['worker/index.ts', `import '../models/cpu-model.ts'; import '../engine/protocol.ts'`],
    ['main.tsx', `import './ui/app.tsx'; import './engine/worker-engine.ts'`],
  ])('accepts %s with %s', (file, source) => {
    expect(violations(file, source)).toEqual([]);
  });
});

test('no import points backwards', () => {
  const root = path.join(import.meta.dirname, '..');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map(file => file.split(path.sep).join('/'))
    .filter(
      file =>
        /\.(ts|tsx|mts|js|mjs)$/.test(file) && !file.endsWith('.d.ts') && file !== 'core/imports.test.ts',
    );
  expect(files.length).toBeGreaterThan(5);
  expect(files.flatMap(file => violations(file, readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
});
