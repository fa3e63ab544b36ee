import { beforeEach, expect, test } from 'vitest';
import { memoryStorage } from './memory-storage.test-helper.ts';
import { chooseTarget, connectTarget, useTargetStore } from './target-store.ts';

const own = { id: 'file/mine/gguf Q8_0', name: 'mine', bytes: 12 };

beforeEach(() => useTargetStore.setState({ own: undefined }));

test('the choice outlives the page, and so does going back', () => {
  const storage = memoryStorage();
  connectTarget(storage);
  chooseTarget(own);
  useTargetStore.setState({ own: undefined }, false);
  expect(storage.getItem('draftpick-target')).toBeNull();
  chooseTarget(own);
  const kept = memoryStorage();
  kept.setItem('draftpick-target', storage.getItem('draftpick-target') ?? '');
  useTargetStore.setState({ own: undefined });
  connectTarget(kept);
  expect(useTargetStore.getState().own).toEqual(own);
});

test('a stored choice that is not one is ignored', () => {
  for (const text of ['{', '3', '{"id":1}']) {
    const storage = memoryStorage();
    storage.setItem('draftpick-target', text);
    connectTarget(storage);
    expect(useTargetStore.getState().own).toBeUndefined();
  }
});
