import { beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../engine/engine.ts';
import type { Library, LibraryEntry, OfferedModel, RepoOffer, TransferProgress } from '../engine/library.ts';
import { useDraftFilesStore } from './draft-files.ts';
import { useEngineStore } from './engine-store.ts';
import { connectLastUse, lastUses } from './last-use.ts';
import { createLibraryActions, type LibraryActions } from './library-actions.ts';
import { useLibraryStore } from './library-store.ts';
import { memoryStorage } from './memory-storage.test-helper.ts';

const entry = (id: string, more: Partial<LibraryEntry> = {}): LibraryEntry => ({
  ...{ id, name: id, kind: 'gguf', dtype: 'Q4_0', licence: undefined, from: 'somewhere' },
  ...{ bytes: 10, totalBytes: 10, complete: true, resumable: false, addedAt: 1, usedAt: 1 },
  ...more,
});
const model: OfferedModel = { format: 'gguf', dtype: 'Q4_0', files: [], bytes: 10, problem: undefined };
const offer: RepoOffer = {
  ...{ base: 'https://hub.test', repo: 'a/b', revision: 'main', commit: undefined, licence: 'mit' },
  models: [model],
};
const failure = new EngineError('download-failed', 'It broke off.', 'Resume.');

let entries: LibraryEntry[];
let library: Library;
let actions: LibraryActions;
/** Ends the download under way. */
let end:
  | { ok: () => void; fail: (error: Error) => void; progress: (at: TransferProgress) => void }
  | undefined;
const state = () => useLibraryStore.getState();

beforeEach(() => {
  useLibraryStore.setState(useLibraryStore.getInitialState(), true);
  entries = [entry('one'), entry('two', { complete: false, resumable: true, bytes: 3 })];
  end = undefined;
  library = {
    list: async () => ({ entries: [...entries], usageBytes: 20, quotaBytes: 100 }),
    remove: async ids => {
      entries = entries.filter(({ id }) => !ids.includes(id));
    },
    look: async () => offer,
    add: async () => {
      entries.push(entry('new', { complete: false, resumable: true, bytes: 0 }));
      return 'new';
    },
    download: (_, progress, signal) =>
      new Promise((ok, fail) => {
        end = { ok, fail, progress };
        signal.addEventListener('abort', () => fail(new DOMException('cancelled', 'AbortError')));
      }),
    inspect: async files => (files.length === 0 ? [] : [model]),
    importFiles: async () => 'file/x',
  };
  actions = createLibraryActions(library, { persist: async () => false, persisted: async () => false });
});
const settle = () => new Promise(done => setTimeout(done));

describe('the library store', () => {
  test('shows what is stored', async () => {
    await actions.refresh();
    expect(state()).toMatchObject({ report: { entries, usageBytes: 20 }, persisted: false, failures: {} });
  });

  test('says when the library cannot be read, and forgets it once it can', async () => {
    const { list } = library;
    library.list = () => Promise.reject(failure);
    await actions.refresh();
    expect(state().failures['']?.message).toBe('It broke off.');
    library.list = list;
    await actions.refresh();
    expect(state().failures).toEqual({});
  });

  test('shows a download with its bytes, and nothing of it once it is whole', async () => {
    await actions.refresh();
    const done = actions.resume('two');
    await settle();
    end?.progress({ loadedBytes: 5, totalBytes: 10, path: 'x', state: 'downloading' });
    expect(state().transfers.two?.progress?.loadedBytes).toBe(5);
    entries[1] = entry('two');
    end?.ok();
    await done;
    expect(state()).toMatchObject({ transfers: {}, failures: {}, announcement: 'two is downloaded.' });
    expect(state().report?.entries[1]?.complete).toBe(true);
  });

  test('keeps a failure beside its entry until the next try', async () => {
    await actions.refresh();
    const first = actions.resume('two');
    await settle();
    end?.fail(failure);
    await first;
    expect(state().failures.two).toMatchObject({ message: 'It broke off.', remedy: 'Resume.' });
    const second = actions.resume('two');
    await settle();
    expect(state().failures).toEqual({});
    actions.cancel('two');
    await second;
    expect(state()).toMatchObject({ transfers: {}, failures: {} });
  });

  test('runs one download of a model at a time', async () => {
    void actions.resume('two');
    const first = end;
    expect(first).toBeDefined();
    await actions.resume('two');
    expect(end).toBe(first);
  });

  test('looks at a repository and takes a model of it', async () => {
    await actions.look('https://hub.test', 'a/b', 'main');
    expect(state()).toMatchObject({ offer, looking: false });
    const done = actions.take(model);
    await settle();
    expect(Object.keys(state().transfers)).toEqual(['new']);
    end?.ok();
    await done;
    expect(state().report?.entries.map(({ id }) => id)).toEqual(['one', 'two', 'new']);
  });

  test('shows the answer to the last question only', async () => {
    const answers: ((value: RepoOffer) => void)[] = [];
    library.look = () => new Promise(done => answers.push(done));
    const first = actions.look('https://hub.test', 'a/first', 'main');
    const second = actions.look('https://hub.test', 'a/b', 'main');
    answers[1]?.(offer);
    answers[0]?.({ ...offer, repo: 'a/first' });
    await Promise.all([first, second]);
    expect(state()).toMatchObject({ offer: { repo: 'a/b' }, looking: false });
  });

  test('deletes what can be deleted and says why the rest cannot', async () => {
    await actions.refresh();
    const { remove } = library;
    library.remove = ids => (ids.includes('two') ? Promise.reject(failure) : remove(ids));
    await actions.remove(['one', 'two']);
    expect(state()).toMatchObject({ deleting: [], announcement: 'one is deleted.' });
    expect(state().report?.entries.map(({ id }) => id)).toEqual(['two']);
    expect(state().failures.two?.message).toBe('It broke off.');
  });

  test('tells the rest of the page what is stored no more', async () => {
    useEngineStore.setState({
      offer: { id: 'm', name: 'M', bytes: 1, licence: 'x', shards: [], cached: true },
    });
    useDraftFilesStore.setState({ files: [{ id: 'd', bytes: 1, sha256: 'x' }], cached: [] });
    entries = [entry('draft:d', { kind: 'draft' })];
    await actions.refresh();
    expect(useEngineStore.getState().offer?.cached).toBe(false);
    expect(useDraftFilesStore.getState().cached).toEqual(['d']);
  });

  test('asks the browser to keep what is stored, and takes no for an answer', async () => {
    await actions.askToKeep();
    expect(state()).toMatchObject({ persisted: false, declined: true });
  });

  test('copies a model of dropped files', async () => {
    await actions.drop('x', [{ path: 'x.gguf', data: new Blob([]) }]);
    expect(state().dropped?.models).toEqual([model]);
    await actions.copy(model);
    expect(state()).toMatchObject({
      dropped: undefined,
      transfers: {},
      announcement: 'x is in the library.',
    });
    await actions.drop('x', [{ path: 'x.gguf', data: new Blob([]) }]);
    library.importFiles = () => Promise.reject(failure);
    await actions.copy(model);
    expect(state().dropFailure?.message).toBe('It broke off.');
  });
});

test('when the model or a draft was loaded last is noted', () => {
  const storage = memoryStorage();
  useEngineStore.setState({ info: undefined });
  useDraftFilesStore.setState({ loaded: [] });
  let time = 100;
  connectLastUse(storage, () => time++);
  useDraftFilesStore.setState({ loaded: ['d'] });
  useDraftFilesStore.setState({ loaded: ['d', 'e'] });
  expect(lastUses(storage)).toEqual({ 'draft:d': 100, 'draft:e': 101 });
  storage.setItem('draftpick.last-use', '[broken');
  expect(lastUses(storage)).toEqual({});
});
