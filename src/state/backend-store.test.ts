import { beforeEach, expect, test } from 'vitest';
import { connectBackend, useBackendStore } from './backend-store.ts';

beforeEach(() => useBackendStore.setState({ choice: 'auto' }));

const storageWith = (saved: string | null) => {
  const written: string[] = [];
  return { written, getItem: () => saved, setItem: (_: string, value: string) => void written.push(value) };
};

test('the choice of the last visit is taken up, and every later one is kept', () => {
  const storage = storageWith('webgpu');
  connectBackend(storage);
  expect(useBackendStore.getState().choice).toBe('webgpu');
  useBackendStore.setState({ choice: 'cpu' });
  expect(storage.written).toEqual(['cpu']);
});

test('a choice that does not exist is left', () => {
  connectBackend(storageWith('quantum'));
  expect(useBackendStore.getState().choice).toBe('auto');
});

test('a storage that is full changes nothing for the person', () => {
  connectBackend({
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  expect(() => useBackendStore.setState({ choice: 'cpu' })).not.toThrow();
  expect(useBackendStore.getState().choice).toBe('cpu');
});
