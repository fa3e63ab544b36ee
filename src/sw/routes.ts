/** What the build puts into the service worker (tools/offline-plugin.mjs). Paths are relative to the site's root. */
export interface Build {
  /** Changes with every file. */
  readonly version: string;
  /** Kept from the first visit on: page, scripts, styles, kernels, recorded runs, lists of models. `''` is the page itself. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  /** Named by their content and kept once somebody needed them: what is large, or seldom used. */
  readonly later: readonly string[];
}

/**
 * How a request is answered. `page`: with the kept page. `kept`: from the cache, else from the network. `later`: the same, and kept
 * from then on. `fresh`: from the network, and from the cache where there is none. `none`: as if there were no service worker.
 */
export type Route =
  | { readonly type: 'page' | 'kept' | 'later' | 'fresh'; readonly path: string }
  | { readonly type: 'none' };

/** What is looked at in a request. */
export interface AskedFor {
  readonly method: string;
  readonly url: string;
  readonly mode: string;
  readonly range: boolean;
}

/**
 * Chooses for one request. Weights are none of its business: models and drafts have stores of their own, which check every byte. Lists
 * of models (and everything else that a name alone does not pin down) are asked for anew where the network allows, as they name files
 * on the server as it is now.
 * @param scope address of the site's root, with its slash
 */
export function routeOf({ method, url, mode, range }: AskedFor, scope: string, build: Build): Route {
  if (method !== 'GET' || range || !url.startsWith(scope)) return { type: 'none' };
  const path = url.slice(scope.length).replace(/[?#].*$/, '');
  if (mode === 'navigate') {
    // Other pages of the site, the benchmark among them, are always the server's own.
    return path === '' || path === 'index.html' ? { type: 'page', path: '' } : { type: 'none' };
  }
  const kept = path !== '' && build.files.some(file => file.path === path);
  if (kept) return { type: path.startsWith('assets/') ? 'kept' : 'fresh', path };
  if (build.later.includes(path)) return { type: path.startsWith('assets/') ? 'later' : 'fresh', path };
  // Scripts of another version, which an open page may still ask for.
  return path.startsWith('assets/') ? { type: 'kept', path } : { type: 'none' };
}

/** Begins the name of every cache of the page's files; the version follows. */
export const shellPrefix = 'draftpick-shell-';
/** Name of the cache of files that are kept once they were needed. */
export const laterCache = 'draftpick-assets';

/**
 * Which caches of older versions go when this one takes over: all but the youngest, whose page may still be open in another tab.
 * @param names of all caches, oldest first, as the browser lists them
 */
export function staleShells(names: readonly string[], current: string): string[] {
  const older = names.filter(name => name.startsWith(shellPrefix) && name !== current);
  return older.slice(0, -1);
}

/** The headers that let a page share memory between threads. A kept answer must have them, or the engine loses its threads. */
export const isolationHeaders: Readonly<Record<string, string>> = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};
