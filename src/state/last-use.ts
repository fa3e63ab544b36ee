import { useDraftFilesStore } from './draft-files.ts';
import { useEngineStore } from './engine-store.ts';

/** Where the times are kept: an object of milliseconds since 1970 by the entry's name in the library. */
const key = 'draftpick.last-use';

type KeyValues = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * Notes from now on when the model and the drafts that come with the page were loaded last. Models from elsewhere carry their time in
 * the library itself.
 */
export function connectLastUse(storage: KeyValues, now: () => number = Date.now): void {
  useEngineStore.subscribe(({ info }, { info: before }) => {
    if (info !== undefined && info !== before) note(storage, `model:${info.id}`, now());
  });
  useDraftFilesStore.subscribe(({ loaded }, { loaded: before }) => {
    for (const id of loaded) if (!before.includes(id)) note(storage, `draft:${id}`, now());
  });
}

function note(storage: KeyValues, id: string, time: number): void {
  try {
    storage.setItem(key, JSON.stringify({ ...lastUses(storage), [id]: time }));
  } catch {
    // No room or no permission: the library then says nothing about the last use.
  }
}

/** When each was loaded last, as far as it was noted. */
export function lastUses(storage: KeyValues): Readonly<Record<string, number>> {
  try {
    const json: unknown = JSON.parse(storage.getItem(key) ?? '{}');
    if (typeof json !== 'object' || json === null) return {};
    return Object.fromEntries(Object.entries(json).filter(([, time]) => Number.isFinite(time)));
  } catch {
    return {};
  }
}
