import { beforeEach, describe, expect, test } from 'vitest';
import {
  armFiles,
  forgetDrafts,
  noteDraft,
  offerDrafts,
  readOfferedDrafts,
  useDraftFilesStore,
} from './draft-files.ts';

const general = { id: 'ngram-general', bytes: 700, sha256: 'a'.repeat(64) };
const head = { id: 'head-general', bytes: 9000, sha256: 'b'.repeat(64) };
const nowhere = { cached: [], loaded: [] };

beforeEach(() => useDraftFilesStore.setState({ files: undefined, loading: undefined, ...nowhere }));

describe('the manifest of drafts', () => {
  test('is read for ids and sizes; what is not a draft is left out', () => {
    const json = { format: 'draftpick-drafts', drafts: [{ ...general, type: 'ngram' }, null, { id: 7 }] };
    expect(readOfferedDrafts(json)).toEqual([general]);
  });

  test('is undefined when it is something else', () => {
    for (const json of [undefined, null, 'drafts', [], {}, { drafts: 'x' }]) {
      expect(readOfferedDrafts(json)).toBeUndefined();
    }
  });
});

describe('the files of an arm', () => {
  test('are none where it drafts from the text alone, whatever the manifest says', () => {
    expect(armFiles('none', { files: undefined, ...nowhere })).toEqual({
      state: 'none',
      bytes: 0,
      missing: 0,
    });
    expect(armFiles('prompt-lookup', { files: [], ...nowhere }).state).toBe('none');
  });

  test('are unknown before the manifest was read, absent where it lacks one', () => {
    expect(armFiles('ngram', { files: undefined, ...nowhere }).state).toBe('unknown');
    expect(armFiles('head-tables', { files: [general], ...nowhere }).state).toBe('absent');
  });

  test('count together, and only those that are nowhere here have to be downloaded', () => {
    const files = [general, head];
    expect(armFiles('head-tables', { files, ...nowhere })).toEqual({
      state: 'remote',
      bytes: 9700,
      missing: 9700,
    });
    expect(armFiles('head-tables', { files, cached: [general.id], loaded: [] })).toEqual({
      state: 'remote',
      bytes: 9700,
      missing: 9000,
    });
    expect(armFiles('head-tables', { files, cached: [head.id], loaded: [general.id] }).state).toBe('cached');
    expect(armFiles('head-tables', { files, cached: [], loaded: [head.id, general.id] })).toEqual({
      state: 'loaded',
      bytes: 9700,
      missing: 0,
    });
  });
});

test('a draft is on its way until it is ready, then loaded, and gone with the worker but for the cache', () => {
  const progress = { part: 'ngram-general', loadedBytes: 100, totalBytes: 700, ready: false };
  noteDraft(progress);
  expect(useDraftFilesStore.getState()).toMatchObject({ loading: progress, loaded: [] });
  noteDraft({ ...progress, loadedBytes: 700, ready: true });
  expect(useDraftFilesStore.getState()).toMatchObject({ loading: undefined, loaded: ['ngram-general'] });
  forgetDrafts();
  expect(useDraftFilesStore.getState()).toMatchObject({ loaded: [], cached: ['ngram-general'] });
});

test('the cache is asked which drafts it holds', async () => {
  const cache = { keys: async () => [{ url: `https://shards.draftpick.invalid/${head.sha256}` }] };
  await offerDrafts([general, head], { has: async () => true, open: async () => cache });
  expect(useDraftFilesStore.getState()).toMatchObject({ files: [general, head], cached: ['head-general'] });
});
