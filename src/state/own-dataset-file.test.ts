import { describe, expect, test } from 'vitest';
import { fakeCaches } from '../engine/fake-caches.test-helper.ts';
import { lockHere } from './lock.ts';
import { ownRow, ownWork } from './own-dataset.test-helper.ts';
import { ownFile } from './own-dataset-file.ts';
import { withRow } from './own-work.ts';

const nothing = { work: undefined, aside: undefined };

test('what was written is read again', async () => {
  const caches = fakeCaches();
  expect(await ownFile(caches).read()).toEqual(nothing);
  expect(await ownFile(caches).update(() => ownWork)).toEqual(ownWork);
  expect(await ownFile(caches).read()).toEqual({ work: ownWork, aside: undefined });
});

test('where nothing can be stored it says so', async () => {
  const full = { open: () => Promise.reject(new Error('no storage')) };
  expect(await ownFile(full).update(() => ownWork)).toBeUndefined();
  expect(await ownFile(full).read()).toEqual(nothing);
});

test('rows of two tabs at once are all kept', async () => {
  const caches = fakeCaches();
  const lock = lockHere();
  const tabs = [ownFile(caches, lock), ownFile(caches, lock)];
  const prompts = Array.from({ length: 10 }, (_, i) => `Prompt ${i}.`);
  await Promise.all(
    prompts.map((prompt, i) =>
      tabs[i % 2]?.update((kept = { ...ownWork, rows: [] }) => ({
        ...kept,
        rows: withRow(kept.rows, ownRow(prompt)),
      })),
    ),
  );
  expect((await tabs[0]?.read())?.work?.rows.map(({ prompt }) => prompt)).toEqual(prompts);
});

test('another tab is told of a change, the tab itself is not', async () => {
  const caches = fakeCaches();
  const name = `own-dataset-test-${Math.random()}`;
  const channels: BroadcastChannel[] = [];
  const tab = () =>
    ownFile(caches, undefined, () => {
      const channel = new BroadcastChannel(name);
      channels.push(channel);
      return channel;
    });
  const [here, there] = [tab(), tab()];
  let told = 0;
  here.watch(() => {
    told += 1;
  });
  const heard = new Promise<void>(done => there.watch(done));
  await here.update(() => ownWork);
  await heard;
  expect(told).toBe(0);
  for (const channel of channels) channel.close();
});

describe('a file that cannot be read', () => {
  const damaged = '{"version":1,"list":"My prom';
  const address = '/own-dataset.json';

  test.each([
    ['is damaged', damaged],
    ['is of another version', JSON.stringify({ version: 2, ...ownWork })],
  ])('because it %s is set aside before anything is written, until it is deleted', async (_, text) => {
    const caches = fakeCaches();
    const file = ownFile(caches);
    await (await caches.open()).put(address, new Response(text));
    expect(await file.read()).toEqual({ work: undefined, aside: text });
    await file.update(() => ownWork);
    expect(await ownFile(caches).read()).toEqual({ work: ownWork, aside: text });
    await file.forgetAside();
    expect(await ownFile(caches).read()).toEqual({ work: ownWork, aside: undefined });
  });

  test('is not written over when there is no room to set it aside', async () => {
    const caches = fakeCaches();
    const cache = await caches.open();
    await cache.put(address, new Response(damaged));
    const full = { ...cache, put: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) };
    const file = ownFile({ open: async () => full });
    expect(await file.update(() => ownWork)).toBeUndefined();
    expect(await (await cache.match(address))?.text()).toBe(damaged);
  });
});
