import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { initialScripts, staticImports } from './bundle-size.mjs';

let folder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  await mkdir(join(folder, 'assets'));
  const write = (name, text) => writeFile(join(folder, name), text);
  await write(
    'index.html',
    '<link rel="modulepreload" crossorigin href="./assets/b.js"><link rel="stylesheet" href="x.css">' +
      '<script type="module" src="/assets/a.js"></script><script>let theme = 1</script>',
  );
  await write('assets/a.js', 'import{x}from"./c.js";import"./b.js";const l=()=>import("./lazy.js");');
  await write('assets/b.js', 'export*from"./d.js"');
  await write('assets/c.js', 'export const x=1');
  await write('assets/d.js', 'import"./a.js"');
  await write('assets/lazy.js', 'export const y=2');
});
afterAll(() => rm(folder, { recursive: true }));

test('counts scripts, preloads and static imports once each, and inline code, but nothing lazy', () => {
  const files = initialScripts(folder).map(script => script.file);
  expect(files.sort()).toEqual([
    'assets/a.js',
    'assets/b.js',
    'assets/c.js',
    'assets/d.js',
    'index.html (inline)',
  ]);
  expect(initialScripts(folder).every(script => script.bytes > 20)).toBe(true);
});

test('tells static imports from dynamic ones', () => {
  const code =
    'import a,{b}from"./1.js";import"./2.js";export{c}from"../3.js";import("./4.js");import t from"react"';
  expect(staticImports(code)).toEqual(['./1.js', './2.js', '../3.js']);
});
