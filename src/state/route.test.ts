import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { connectRoute, hrefOf, parseRoute, replaceQuery, roomIds, useRouteStore } from './route.ts';

beforeEach(() => useRouteStore.setState(useRouteStore.getInitialState(), true));

test('a place survives the way through the address bar', () => {
  const part = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
  const query = fc.stringMatching(/^([a-z]=[a-z0-9+%]{0,9}(&[a-z]=[0-9]{0,3})?)?$/);
  fc.assert(
    fc.property(fc.constantFrom(...roomIds), fc.array(part, { maxLength: 3 }), query, (room, path, text) => {
      const route = { room, path: room === 'playground' ? [] : path, query: text };
      expect(parseRoute(hrefOf(route))).toEqual(route);
    }),
  );
});

test('links from before there were rooms lead to the Playground with their settings', () => {
  expect(parseRoute('#v=1&p=hi')).toEqual({ room: 'playground', path: [], query: 'v=1&p=hi' });
  expect(parseRoute('')).toEqual({ room: 'playground', path: [], query: '' });
});

test('any text is a place', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      expect(roomIds).toContain(parseRoute(`#${text}`).room);
    }),
  );
  expect(parseRoute('#/attic').room).toBe('playground');
});

function fakeHome(hash: string) {
  const listeners: (() => void)[] = [];
  const location = { hash };
  return {
    location,
    replaceHash: (text: string) => {
      location.hash = text;
    },
    onHashChange: (listener: () => void) => listeners.push(listener),
    go: (to: string) => {
      location.hash = to;
      for (const listener of listeners) listener();
    },
  };
}

test('the store follows the address bar', () => {
  const home = fakeHome('#/lab?v=1');
  connectRoute(home);
  expect(useRouteStore.getState()).toEqual({ room: 'lab', path: [], query: 'v=1' });
  home.go('#/learn/verify');
  expect(useRouteStore.getState()).toEqual({ room: 'learn', path: ['verify'], query: '' });
});

test('a room writes its settings only while somebody is in it', () => {
  const home = fakeHome('#/lab');
  connectRoute(home);
  replaceQuery('compare', 'v=1');
  expect(home.location.hash).toBe('#/lab');
  replaceQuery('lab', 'v=1');
  expect(home.location.hash).toBe('#/lab?v=1');
  home.go('#v=1&p=hi');
  replaceQuery('playground', '');
  expect(home.location.hash).toBe('');
});
