import {
  type Build,
  isolationHeaders,
  laterCache,
  type Route,
  routeOf,
  shellPrefix,
  staleShells,
} from './routes.ts';

// Keeps the page, its scripts and the recorded runs, so that the site opens without a network. One version is kept whole or not at
// all: each file is checked against the build's list. A new version waits until a person says so, and never ends a run.

/** Put in by the build. */
declare const __OFFLINE_BUILD__: Build;

interface WaitingEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface AnsweringEvent extends WaitingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface WorkerScope {
  readonly registration: { readonly scope: string };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: WaitingEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: AnsweringEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

const worker = globalThis as unknown as WorkerScope;
const build = __OFFLINE_BUILD__;
const shell = shellPrefix + build.version;
const { scope } = worker.registration;
const address = (path: string) => new URL(path, scope).href;

worker.addEventListener('install', event => event.waitUntil(install()));
worker.addEventListener('activate', event => event.waitUntil(tidy()));
worker.addEventListener('message', event => {
  if (event.data === 'take-over') void worker.skipWaiting();
});
worker.addEventListener('fetch', event => {
  const { method, url, mode, headers } = event.request;
  const route = routeOf({ method, url, mode, range: headers.has('range') }, scope, build);
  if (route.type !== 'none') event.respondWith(answer(event.request, route).then(isolated));
});

async function install(): Promise<void> {
  const cache = await caches.open(shell);
  const before = await caches.keys();
  try {
    // A few at a time: the page that brought this worker may still be loading.
    const left = [...build.files];
    const work = async (): Promise<void> => {
      for (let file = left.pop(); file !== undefined; file = left.pop()) await keep(cache, before, file);
    };
    const results = await Promise.allSettled([work(), work(), work(), work()]);
    const failed = results.find(result => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  } catch (error) {
    await caches.delete(shell);
    throw error;
  }
}

async function keep(cache: Cache, names: readonly string[], file: Build['files'][number]): Promise<void> {
  const url = address(file.path);
  const hashed = file.path.startsWith('assets/');
  const known = hashed ? await matchIn(names, url) : undefined;
  const response = known ?? (await fetch(url, { cache: 'no-cache', credentials: 'same-origin' }));
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const found = Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
  if (found !== file.sha256) throw new Error(`${url} is not the file of version ${build.version}`);
  // A new answer: one that was redirected may not be given to a navigation, and these bytes are not compressed any more.
  const headers = new Headers(response.headers);
  headers.delete('content-encoding');
  headers.set('content-length', String(bytes.byteLength));
  await cache.put(url, new Response(bytes, { headers }));
}

async function tidy(): Promise<void> {
  const stale = staleShells(await caches.keys(), shell);
  await Promise.all(stale.map(name => caches.delete(name)));
  const cache = await caches.open(laterCache);
  const wanted = build.later.map(address);
  for (const { url } of await cache.keys()) if (!wanted.includes(url)) await cache.delete(url);
}

async function answer(request: Request, route: Exclude<Route, { type: 'none' }>): Promise<Response> {
  const url = address(route.path);
  switch (route.type) {
    case 'page':
    case 'kept':
      return (await find(url)) ?? fetch(request);
    case 'later': {
      const kept = await find(url);
      if (kept !== undefined) return kept;
      const response = await fetch(request);
      if (response.ok) await remember(laterCache, url, response.clone());
      return response;
    }
    case 'fresh':
      try {
        const response = await fetch(request);
        if (response.ok && build.later.includes(route.path))
          await remember(laterCache, url, response.clone());
        return response;
      } catch (error) {
        const kept = await find(url);
        if (kept !== undefined) return kept;
        throw error;
      }
  }
}

/** Keeps an answer where there is room for it. */
async function remember(name: string, url: string, response: Response): Promise<void> {
  try {
    await (await caches.open(name)).put(url, response);
  } catch {
    // No room: the next time it comes from the network again.
  }
}

/** From this version's files, then from those kept later, then from an older version that is still there. */
async function find(url: string): Promise<Response | undefined> {
  const older = (await caches.keys()).filter(name => name.startsWith(shellPrefix) && name !== shell);
  return matchIn([shell, laterCache, ...older], url);
}

async function matchIn(names: readonly string[], url: string): Promise<Response | undefined> {
  for (const name of names) {
    if (!name.startsWith(shellPrefix) && name !== laterCache) continue;
    const found = await (await caches.open(name)).match(url, { ignoreVary: true });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The same answer with the headers for threads, where the host did not send them. */
function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolationHeaders)) headers.set(name, value);
  const { status, statusText } = response;
  const empty = status === 204 || status === 304;
  return response.type === 'opaque' || status === 0
    ? response
    : new Response(empty ? null : response.body, { status, statusText, headers });
}
