import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EngineError, type RecordedRow, type RecordRequest } from '../engine/engine.ts';
import type { EngineOwner, EngineTurn } from './engine-owner.ts';
import { useEngineStore } from './engine-store.ts';
import { failureOf, isAbort } from './failure.ts';
import { ownRow, ownWork } from './own-dataset.test-helper.ts';
import { createOwnActions } from './own-dataset-actions.ts';
import type { OwnFile } from './own-dataset-file.ts';
import {
  addOwnPrompts,
  addOwnRow,
  forgetAside,
  reopenOwn,
  setOwn,
  useOwnDatasetStore,
} from './own-dataset-store.ts';
import type { OwnWork } from './own-work.ts';
import { toyInfo } from './toy-engine.ts';

/** Storage that holds what was written last. */
function memoryFile(): OwnFile & { kept: OwnWork | undefined } {
  return {
    kept: undefined,
    async read() {
      return { work: this.kept, aside: undefined };
    },
    async update(edit) {
      this.kept = edit(this.kept);
      return this.kept;
    },
    async forgetAside() {},
    watch() {},
  };
}

let file = memoryFile();
beforeEach(async () => {
  file = memoryFile();
  await reopenOwn(file);
  useEngineStore.setState({ status: 'ready', info: toyInfo });
});
afterEach(() => useEngineStore.setState({ status: 'none', info: undefined }));

const answer = ({ prompt, arms }: RecordRequest): RecordedRow => {
  const { text, row } = ownRow(prompt);
  return { text, row, speeds: arms.map(() => 50) };
};

/** An owner whose engine answers with `record`. */
function ownerWith(record: EngineTurn['record']): Pick<EngineOwner, 'use' | 'stop'> {
  const { signal } = new AbortController();
  return {
    async use(_, work, onFailure) {
      try {
        await work({ signal, record, generate: () => Promise.reject(new Error('not asked for')) });
      } catch (error) {
        if (!isAbort(error)) onFailure(failureOf(error));
      }
    },
    stop: () => undefined,
  };
}

describe('recording a list', () => {
  beforeEach(() => setOwn({ list: 'One.\nTwo.\nThree.', arms: ['none', 'prompt-lookup'], maxTokens: 16 }));

  test('goes on after a reload where it was stopped', async () => {
    const asked: string[] = [];
    const stopAtTwo = ownerWith(async request => {
      asked.push(request.prompt);
      if (request.prompt === 'Two.') throw new DOMException('stopped', 'AbortError');
      return answer(request);
    });
    await createOwnActions({ owner: stopAtTwo, now: () => 0 }).start();
    expect(useOwnDatasetStore.getState()).toMatchObject({ phase: 'idle', now: undefined, error: undefined });

    await reopenOwn(file);
    const earlier: number[] = [];
    const goesOn = ownerWith(async request => {
      asked.push(request.prompt);
      earlier.push(request.earlier.length);
      return answer(request);
    });
    await createOwnActions({ owner: goesOn, now: () => 0 }).start();
    expect(asked).toEqual(['One.', 'Two.', 'Two.', 'Three.']);
    // The table that grows knows the texts before, also those of the visit before.
    expect(earlier).toEqual([1, 2]);
    expect(file.kept?.rows.map(({ prompt }) => prompt)).toEqual(['One.', 'Two.', 'Three.']);
  });

  test('leaves out a prompt that does not fit, and says why', async () => {
    const owner = ownerWith(async request => {
      if (request.prompt === 'Two.') throw new EngineError('prompt-too-long', 'Too long.', 'Shorten it.');
      return answer(request);
    });
    await createOwnActions({ owner, now: () => 0 }).start();
    const { rows, refused } = useOwnDatasetStore.getState();
    expect(rows.map(({ prompt }) => prompt)).toEqual(['One.', 'Three.']);
    expect(refused).toEqual({ 'Two.': 'Too long. Shorten it.' });
  });

  test('keeps its rows when the worker fails', async () => {
    const owner = ownerWith(async request => {
      if (request.prompt === 'Two.') throw new EngineError('worker-crashed', 'It stopped.', 'Load again.');
      return answer(request);
    });
    await createOwnActions({ owner, now: () => 0 }).start();
    const { rows, error, phase } = useOwnDatasetStore.getState();
    expect(rows).toHaveLength(1);
    expect(error?.code).toBe('worker-crashed');
    expect(phase).toBe('idle');
  });

  test('a list with a mistake is explained, and nothing is run', async () => {
    setOwn({ list: '{"prompt": 3}' });
    const record = vi.fn();
    await createOwnActions({ owner: ownerWith(record), now: () => 0 }).start();
    expect(useOwnDatasetStore.getState().problem).toMatch(/^Line 1 of the list/);
    expect(record).not.toHaveBeenCalled();
  });
});

describe('prompts from Compare', () => {
  const prompts = [
    { id: 'a', prompt: 'One.', kind: 'code' },
    { id: 'b', prompt: 'Lines\nof text.' },
  ];

  test('are added once, whatever their ids, and keep kind and lines', async () => {
    setOwn({ list: 'One.\nZero.' });
    expect(await addOwnPrompts(prompts)).toBe(1);
    expect(await addOwnPrompts(prompts)).toBe(0);
    const lines = useOwnDatasetStore.getState().list.split('\n');
    expect(lines.map(line => JSON.parse(line).prompt)).toEqual(['One.', 'Zero.', 'Lines\nof text.']);
  });

  test('do not touch a list that has a mistake, or has no room', async () => {
    setOwn({ list: '{"prompt": 3}' });
    expect(await addOwnPrompts(prompts)).toMatch(/Mend it there first/);
    expect(useOwnDatasetStore.getState().list).toBe('{"prompt": 3}');
    setOwn({ list: Array.from({ length: 100 }, (_, i) => `Prompt ${i}.`).join('\n') });
    expect(await addOwnPrompts(prompts)).toMatch(/2 more do not fit/);
  });
});

describe('storage', () => {
  const row = (prompt: string) => expect.objectContaining({ prompt });

  test('that cannot be written is said, the rows stay in the page, and are kept once it can', async () => {
    const update = file.update.bind(file);
    await addOwnRow(ownRow('Zero.'));
    file.update = async () => undefined;
    await addOwnRow(ownRow('One.'));
    expect(useOwnDatasetStore.getState()).toMatchObject({ kept: false, rows: [row('Zero.'), row('One.')] });
    file.update = update;
    await addOwnRow(ownRow('Two.'));
    expect(file.kept?.rows).toEqual(['Zero.', 'One.', 'Two.'].map(row));
    expect(useOwnDatasetStore.getState()).toMatchObject({ kept: true, rows: file.kept?.rows });
  });

  test('that another tab has written to keeps its rows and its list beside a row made here', async () => {
    await addOwnRow(ownRow('Mine.'));
    file.kept = { ...ownWork, rows: [ownRow('Mine.'), ownRow('Theirs.')] };
    await addOwnRow(ownRow('Mine too.'));
    expect(file.kept?.rows).toEqual(['Mine.', 'Theirs.', 'Mine too.'].map(row));
    expect(file.kept?.list).toBe(ownWork.list);
    expect(useOwnDatasetStore.getState().rows).toEqual(file.kept?.rows);
  });

  test('that another tab has written to is taken up; a list that is being recorded stays', async () => {
    let changed = () => {};
    file.watch = callback => {
      changed = callback;
    };
    await reopenOwn(file);
    file.kept = ownWork;
    changed();
    await vi.waitFor(() => expect(useOwnDatasetStore.getState()).toMatchObject(ownWork));
    useOwnDatasetStore.setState({ phase: 'running' });
    file.kept = { ...ownWork, list: 'Other.', rows: [ownRow('Other.')] };
    changed();
    await vi.waitFor(() => expect(useOwnDatasetStore.getState().rows).toEqual([row('Other.')]));
    expect(useOwnDatasetStore.getState().list).toBe(ownWork.list);
  });

  test('that cannot be read is said, until it is deleted', async () => {
    file.read = async () => ({ work: undefined, aside: '{"version":' });
    file.forgetAside = vi.fn(async () => {});
    await reopenOwn(file);
    expect(useOwnDatasetStore.getState()).toMatchObject({ recalled: true, rows: [], aside: '{"version":' });
    await forgetAside();
    expect(useOwnDatasetStore.getState().aside).toBeUndefined();
    expect(file.forgetAside).toHaveBeenCalledOnce();
  });
});
