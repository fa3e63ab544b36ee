import type { ShardCache } from './shard-loader.ts';

/** One cache of Cache Storage, in memory. */
export interface MemoryCache extends ShardCache {
  /** Address -> content. */
  readonly entries: Map<string, Uint8Array<ArrayBuffer>>;
}

/** A cache for tests; what it does can be overridden. */
export function memoryCache(overrides: Partial<ShardCache> = {}): MemoryCache {
  const entries = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    entries,
    async match(request) {
      const bytes = entries.get(String(request));
      return bytes && new Response(bytes);
    },
    async put(request, response) {
      entries.set(String(request), new Uint8Array(await response.arrayBuffer()));
    },
    async delete(request) {
      return entries.delete(String(request));
    },
    async keys() {
      return [...entries.keys()].map(url => new Request(url));
    },
    ...overrides,
  };
}
