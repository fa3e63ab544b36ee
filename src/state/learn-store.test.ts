import { beforeEach, expect, test } from 'vitest';
import { answer, connectLearn, forgetProgress, lessonStatus, useLearnStore, visit } from './learn-store.ts';

function storageWith(stored: string | null) {
  const kept = new Map<string, string>(stored === null ? [] : [['draftpick-learn', stored]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

const lesson = { id: 'bytes', questions: ['one', 'two'] };

beforeEach(forgetProgress);

test('progress outlives the page', () => {
  const storage = storageWith(null);
  connectLearn(storage);
  visit('bytes');
  visit('bytes');
  answer('one', 2);
  useLearnStore.setState({ visited: [], answers: {} }, true);
  const stored = storageWith('{"visited":["bytes"],"answers":{"one":2}}');
  connectLearn(stored);
  expect(useLearnStore.getState()).toEqual({ visited: ['bytes'], answers: { one: 2 } });
});

test('a change is written at once', () => {
  const storage = storageWith(null);
  connectLearn(storage);
  visit('bytes');
  answer('one', 2);
  expect(JSON.parse(storage.getItem('draftpick-learn') ?? '')).toEqual({
    visited: ['bytes'],
    answers: { one: 2 },
  });
});

test.each(['', 'no json', '[]', 'null', '{"visited":3,"answers":[null]}', '{"answers":{"one":"two"}}'])(
  'what cannot be read counts as no progress: %s',
  stored => {
    connectLearn(storageWith(stored));
    expect(useLearnStore.getState()).toMatchObject({ visited: [], answers: {} });
  },
);

test('a storage that refuses does not disturb', () => {
  connectLearn({
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
  });
  visit('bytes');
  expect(useLearnStore.getState().visited).toEqual(['bytes']);
});

test('a lesson is begun when opened and done when all its questions are answered', () => {
  const status = () => lessonStatus(lesson, useLearnStore.getState());
  expect(status()).toBe('new');
  visit('bytes');
  expect(status()).toBe('begun');
  answer('one', 0);
  expect(status()).toBe('begun');
  answer('two', 3);
  expect(status()).toBe('done');
  answer('two', undefined);
  expect(status()).toBe('begun');
});
