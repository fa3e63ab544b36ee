import { expect, test } from 'vitest';
import type { LoadProgress } from '../engine/engine.ts';
import { parseTrace } from '../engine/parse-trace.ts';
import { testRequest } from '../engine/request.test-helper.ts';
import { diagnostics } from './diagnostics.ts';
import { loadFraction, loadSteps } from './load-progress.ts';
import { isCached, readOffer } from './model-offer.ts';
import { findRecordings, openRecording, readIndex, useRecordingsStore } from './recordings.ts';
import { appendEvents, emptyRun } from './run-view.ts';
import { browserName, traceOf } from './save-trace.ts';
import { set } from './settings-store.ts';
import { toyEvents, toyInfo } from './toy-engine.ts';

const progress = (stage: LoadProgress['stage'], loadedBytes: number): LoadProgress => ({
  stage,
  loadedBytes,
  totalBytes: 100,
  cached: false,
});

test('the bar never goes back from stage to stage', () => {
  const course = [
    undefined,
    progress('download', 0),
    progress('download', 50),
    progress('download', 100),
    progress('prepare', 0),
    progress('prepare', 100),
    progress('warm-up', 0),
    progress('ready', 100),
  ].map(loadFraction);
  expect(course).toEqual([...course].sort((a, b) => a - b));
  expect(course[0]).toBe(0);
  expect(course.at(-1)).toBe(1);
});

test('stages behind are done, the present one is now, the rest wait', () => {
  expect(loadSteps(progress('prepare', 1)).map(({ state }) => state)).toEqual([
    'done',
    'now',
    'waiting',
    'waiting',
  ]);
});

const manifest = { id: 'm', name: 'M', bytes: 3, licence: 'L', shards: [{ sha256: 'aa' }, { sha256: 'bb' }] };

test('a model is cached only when all its shards are', async () => {
  const offer = readOffer(manifest);
  if (offer === undefined) throw new Error('no offer');
  const holding = (...urls: string[]) => ({
    has: () => Promise.resolve(true),
    open: () => Promise.resolve({ keys: () => Promise.resolve(urls.map(url => ({ url }))) }),
  });
  expect(await isCached(offer, holding('https://x/aa', 'https://x/bb'))).toBe(true);
  expect(await isCached(offer, holding('https://x/aa'))).toBe(false);
  expect(await isCached(offer, undefined)).toBe(false);
});

test('what is no manifest is no offer', () => {
  expect(readOffer('<html>')).toBeUndefined();
  expect(readOffer({ id: 1 })).toBeUndefined();
});

test('no list of recordings, or a page in its place, means there are none', async () => {
  await findRecordings('runs/', () => Promise.reject(new SyntaxError('<')));
  expect(useRecordingsStore.getState()).toMatchObject({ status: 'none', entries: [] });
});

test('file names that leave the folder are refused', () => {
  expect(readIndex([{ file: '../x.json', title: 'x' }, { file: 'ok-1.json', title: 'y' }, 3])).toEqual([
    { file: 'ok-1.json', title: 'y', kind: '', note: '' },
  ]);
});

const request = testRequest({ maxTokens: 8 });
const run = appendEvents(emptyRun(request), toyEvents({ text: 'a b c', plan: [[1, 1]] }, request));

test('a saved run is a recording that can be opened', async () => {
  const trace = traceOf(run, undefined, toyInfo, 'a test', new Date(0));
  const copy: unknown = JSON.parse(JSON.stringify(trace));
  const entry = { file: 'a.json', title: 'a', kind: '', note: '' };
  expect(await openRecording('runs/', entry, () => Promise.resolve(copy))).toEqual(trace);
});

test('broken recordings are refused', () => {
  const trace = traceOf(run, undefined, toyInfo, 'a test', new Date(0));
  expect(() => parseTrace({ ...trace, version: 2 })).toThrow(/version 2/);
  expect(() => parseTrace({ ...trace, events: trace.events.slice(1) })).toThrow(/incomplete/);
  expect(() => parseTrace({ ...trace, model: {} })).toThrow(/cost table/);
  expect(() => parseTrace('<html>')).toThrow(/missing/);
});

test('browsers are told by name', () => {
  expect(browserName('Mozilla/5.0 AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36')).toBe('Chrome 156');
  expect(browserName('Mozilla/5.0 Chrome/156.0 Safari/537.36 Edg/156.0')).toBe('Edge 156');
  expect(browserName('Mozilla/5.0 Version/26.1 Safari/605.1')).toBe('Safari 26');
  expect(browserName('curl')).toBe('unknown browser');
});

test('diagnostics hold no prompt', () => {
  set({ prompt: 'a private matter' });
  const text = diagnostics({ code: 'internal', message: 'm', remedy: 'r' }, 'agent', new Date(0));
  expect(text).not.toContain('private');
  expect(JSON.parse(text)).toMatchObject({
    failure: { code: 'internal' },
    settings: { promptCharacters: 16 },
  });
});
