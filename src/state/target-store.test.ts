import { beforeEach, expect, test } from 'vitest';
import { memoryStorage } from './memory-storage.test-helper.ts';
import { chooseTarget, chooseWholeDraft, connectTarget, misfit, useTargetStore } from './target-store.ts';

const own = { id: 'file/mine/gguf Q8_0', name: 'mine', bytes: 12 };

beforeEach(() => useTargetStore.setState(useTargetStore.getInitialState(), true));

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

test('the model that drafts is kept too, and one that did not fit a target is refused there with the cause', () => {
  const storage = memoryStorage();
  connectTarget(storage);
  chooseWholeDraft({ id: 'a', name: 'small' });
  useTargetStore.setState(useTargetStore.getInitialState(), true);
  storage.setItem('draftpick-whole-draft', '{"id":"a","name":"small"}');
  connectTarget(storage);
  expect(useTargetStore.getState().draft).toEqual({ id: 'a', name: 'small' });
  const target = { id: 'big', fingerprint: '3-abc' };
  expect(misfit('whole', target)).toBeUndefined();
  useTargetStore.setState({ unfit: { target: 'big', cause: 'token 3 differs' } });
  expect(misfit('whole', target)).toBe('token 3 differs');
  expect(misfit('history', target)).toBeUndefined();
  expect(misfit('whole', { ...target, id: 'other' })).toBeUndefined();
  chooseWholeDraft();
  expect(misfit('whole', target)).toMatch(/No model was chosen/);
});
