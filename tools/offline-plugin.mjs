/**
 * Vite plugin: builds src/sw/service-worker.ts as `service-worker.js` beside index.html, with the list of the files it keeps. A
 * script of its own without imports, so that every browser takes it.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const source = 'src/sw/service-worker.ts';
const fileName = 'service-worker.js';

/** Files beyond this are kept only once they are needed. */
const maxKeptBytes = 1_500_000;

/** What of public/ is kept from the first visit on, and what once it was used. Weights have a store of their own. */
const keptPublic =
  /^(?:runs\/.*\.json|models\/[^/]+\/manifest\.json|drafts\/manifest\.json|manifest\.webmanifest|icon.*\.(?:svg|png))$/;
const laterPublic = /^lab\/.*\.json$/;

const sha256 = content => createHash('sha256').update(content).digest('hex');

/** Paths of all files below a folder, with forward slashes. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/**
 * The lists of one build.
 *
 * @param {{path: string, content: string | Uint8Array}[]} files everything that is built or copied
 * @returns {{version: string, files: {path: string, sha256: string}[], later: string[]}}
 */
export function offlineBuild(files) {
  const kept = [];
  const later = [];
  for (const { path, content } of files) {
    const size = Buffer.byteLength(content);
    const built = path.startsWith('assets/') && !path.endsWith('.map');
    if (path === 'index.html') kept.push({ path: '', sha256: sha256(content) });
    else if ((built && size <= maxKeptBytes) || keptPublic.test(path))
      kept.push({ path, sha256: sha256(content) });
    else if (built || laterPublic.test(path)) later.push(path);
  }
  kept.sort((a, b) => (a.path < b.path ? -1 : 1));
  later.sort();
  const version = sha256(JSON.stringify([kept, later])).slice(0, 16);
  return { version, files: kept, later };
}

/** @returns {import('vite').Plugin} */
export function offlinePlugin() {
  let publicFolder = '';
  return {
    name: 'draftpick-offline',
    apply: 'build',
    configResolved(config) {
      publicFolder = config.publicDir;
    },
    buildStart() {
      this.emitFile({ type: 'chunk', id: source, fileName, preserveSignature: false });
    },
    generateBundle: {
      // After whatever else changes files, the page's own HTML among it.
      order: 'post',
      handler(_, bundle) {
        const worker = bundle[fileName];
        // Workers have bundles of their own, which pass through here too.
        if (worker === undefined) return;
        if (worker.imports.length > 0 || worker.exports.length > 0) {
          throw new Error(`${fileName} must be one script, but it imports ${worker.imports.join(', ')}`);
        }
        const bench = Object.values(bundle).filter(
          item => item.type === 'chunk' && item.isEntry && item.facadeModuleId?.endsWith('bench.html'),
        );
        const skipped = new Set([fileName, ...bench.map(item => item.fileName)]);
        const built = Object.values(bundle)
          .filter(item => !skipped.has(item.fileName))
          .map(item => ({ path: item.fileName, content: item.type === 'chunk' ? item.code : item.source }));
        const copied = filesBelow(publicFolder)
          .filter(path => keptPublic.test(path) || laterPublic.test(path))
          .map(path => ({ path, content: readFileSync(join(publicFolder, path)) }));
        const list = JSON.stringify(offlineBuild([...built, ...copied]));
        const before = worker.code;
        worker.code = before.replace('__OFFLINE_BUILD__', () => list);
        if (worker.code === before) throw new Error('the service worker has no place for its list');
      },
    },
  };
}
