import { expect, test } from 'vitest';
import { fakeCaches } from '../engine/fake-caches.test-helper.ts';
import { historyFile } from './history-file.ts';

test('what was written is read again, for its own target only', async () => {
  const caches = fakeCaches();
  await historyFile('a', caches).write(new Uint8Array([1, 2, 3]));
  expect(await historyFile('a', caches).read()).toEqual(new Uint8Array([1, 2, 3]));
  expect(await historyFile('b', caches).read()).toBeUndefined();
});

test('a browser that cannot store costs nothing but the memory', async () => {
  const full = { open: () => Promise.reject(new Error('no storage')) };
  await historyFile('a', full).write(new Uint8Array([1]));
  expect(await historyFile('a', full).read()).toBeUndefined();
  expect(await historyFile('a', undefined).read()).toBeUndefined();
});
