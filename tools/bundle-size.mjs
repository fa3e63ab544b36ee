/** How much JavaScript the start page needs before it shows anything. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The budget: bytes after gzip. */
export const maxInitialBytes = 200_000;

/**
 * Scripts a page loads at once: its script elements, the modules it preloads, and everything they import statically.
 *
 * @param {string} folder the built app
 * @param {string} [page]
 * @returns {{file: string, bytes: number}[]} gzipped size of each, the largest first; inline scripts count as one
 */
export function initialScripts(folder, page = 'index.html') {
  const html = readFileSync(join(folder, page), 'utf8');
  const tags = html.match(/<(?:script|link)\b[^>]*>/gi) ?? [];
  const attribute = (tag, name) => new RegExp(`\\b${name}\\s*=\\s*["']?([^"'\\s>]+)`, 'i').exec(tag)?.[1];
  const found = new Map();

  const add = file => {
    if (found.has(file) || !existsSync(file)) return;
    const code = readFileSync(file, 'utf8');
    found.set(file, gzipSync(code, { level: 9 }).length);
    for (const imported of staticImports(code)) add(join(dirname(file), imported));
  };
  for (const tag of tags) {
    const isScript = /^<script/i.test(tag);
    const isPreload = attribute(tag, 'rel') === 'modulepreload';
    const address = isScript ? attribute(tag, 'src') : isPreload ? attribute(tag, 'href') : undefined;
    if (address && !/^(?:[a-z]+:)?\/\//i.test(address)) add(join(folder, address.split('?')[0]));
  }
  const inline = [...html.matchAll(/<script\b(?![^>]*\bsrc\s*=)[^>]*>([\s\S]*?)<\/script>/gi)];
  const inlineCode = inline.map(match => match[1]).join('\n');
  const scripts = [...found].map(([file, bytes]) => ({ file: relative(folder, file), bytes }));
  if (inlineCode.trim() !== '')
    scripts.push({ file: `${page} (inline)`, bytes: gzipSync(inlineCode, { level: 9 }).length });
  return scripts.sort((a, b) => b.bytes - a.bytes);
}

/** Relative modules that built code imports or re-exports statically. `import("…")` is not among them. */
export function staticImports(code) {
  const pattern = /(?:\bfrom|\bimport)\s*(["'`])(\.{1,2}\/[^"'`]+)\1/g;
  return [...code.matchAll(pattern)].map(match => match[2]);
}
