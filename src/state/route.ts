import { create } from 'zustand';

/** The parts of the page a person can be in. */
export const roomIds = ['playground', 'compare', 'lab', 'learn', 'models'] as const;
export type RoomId = (typeof roomIds)[number];

/**
 * Where in the page somebody is. As a fragment: `#/room/path…?query`. The Playground's links are older than its neighbours
 * and may leave `/playground?` out.
 */
export interface Route {
  readonly room: RoomId;
  /** What follows the room, e.g. the name of a lesson. */
  readonly path: readonly string[];
  /** The room's own settings, `key=value&…`; each room checks its own. */
  readonly query: string;
}

/** Longest part of a path that is read, in characters. */
const longestPart = 80;

/** Reads a fragment, with or without `#`. Rooms that do not exist lead to the Playground; never throws. */
export function parseRoute(fragment: string): Route {
  const text = fragment.replace(/^#/, '');
  if (!text.startsWith('/')) return { room: 'playground', path: [], query: text };
  const end = text.indexOf('?');
  const [name = '', ...path] = text.slice(1, end === -1 ? undefined : end).split('/');
  const room = roomIds.find(id => id === name);
  if (room === undefined) return { room: 'playground', path: [], query: '' };
  const query = end === -1 ? '' : text.slice(end + 1);
  return { room, path: path.filter(part => part !== '' && part.length <= longestPart), query };
}

/** The fragment of a place, with `#`. */
export function hrefOf({ room, path = [], query = '' }: Partial<Route> & Pick<Route, 'room'>): string {
  if (room === 'playground' && query !== '') return `#${query}`;
  return `#/${[room, ...path].join('/')}${query === '' ? '' : `?${query}`}`;
}

/** Where the person is. */
export const useRouteStore = create<Route>(() => ({ room: 'playground', path: [], query: '' }));

/** The parts of a browser that routes live in. */
export interface RouteHome {
  readonly location: { hash: string };
  replaceHash(hash: string): void;
  onHashChange(listener: () => void): void;
}

let home: RouteHome | undefined;

/** Follows the address bar from now on. Back and forward are the browser's own. */
export function connectRoute(browser: RouteHome): void {
  home = browser;
  const follow = () => useRouteStore.setState(parseRoute(browser.location.hash));
  browser.onHashChange(follow);
  follow();
}

/**
 * Writes a room's settings into the address bar without a step in the history. Does nothing when the person has gone
 * to another room meanwhile.
 */
export function replaceQuery(room: RoomId, query: string): void {
  const route = useRouteStore.getState();
  if (route.room !== room || route.query === query) return;
  useRouteStore.setState({ query });
  // The Playground without settings has the bare address.
  const bare = room === 'playground' && query === '';
  home?.replaceHash(bare ? '' : hrefOf({ ...route, query }));
}
