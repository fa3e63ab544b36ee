/** Cache Storage for tests: one cache in memory, whatever its name. */
export function fakeCaches() {
  const kept = new Map<string, Response>();
  const cache = {
    match: async (key: RequestInfo | URL) => kept.get(String(key))?.clone(),
    put: async (key: RequestInfo | URL, response: Response) => void kept.set(String(key), response),
    delete: async (key: RequestInfo | URL) => kept.delete(String(key)),
  };
  return { open: async () => cache };
}
