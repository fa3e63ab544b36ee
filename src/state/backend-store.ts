import { create } from 'zustand';
import { type BackendChoice, backendChoices } from '../engine/engine.ts';

const key = 'draftpick-backend';

/** Where the person wants the target to run, from the next load on. */
export interface BackendState {
  readonly choice: BackendChoice;
}

export const useBackendStore = create<BackendState>(() => ({ choice: 'auto' }));

/** Takes up the choice of the last visit and keeps every later one; a storage that refuses is no reason to fail. */
export function connectBackend(storage: Pick<Storage, 'getItem' | 'setItem'>): void {
  const saved = backendChoices.find(each => each === storage.getItem(key));
  if (saved !== undefined) useBackendStore.setState({ choice: saved });
  useBackendStore.subscribe(({ choice }) => {
    try {
      storage.setItem(key, choice);
    } catch {
      // Asked again next time.
    }
  });
}
