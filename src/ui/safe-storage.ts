/** The browser's storage, or one that forgets where the browser forbids it. */
export function safeStorage(): Storage {
  try {
    return window.localStorage;
  } catch {
    return forgetful;
  }
}

const forgetful: Storage = {
  length: 0,
  clear: () => undefined,
  getItem: () => null,
  key: () => null,
  removeItem: () => undefined,
  setItem: () => undefined,
};
