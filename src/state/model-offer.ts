import type { ModelOffer } from './engine-store.ts';

/** What a model's manifest says that is worth showing before the model is loaded; undefined when it is none. */
export function readOffer(json: unknown): ModelOffer | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { id, name, bytes, licence, shards } = json as Record<string, unknown>;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof bytes !== 'number') return undefined;
  return {
    id,
    name,
    bytes,
    licence: typeof licence === 'string' ? licence : 'licence unknown',
    shards: Array.isArray(shards) ? shards.flatMap(shardHash) : [],
    cached: false,
  };
}

function shardHash(shard: unknown): string[] {
  if (typeof shard !== 'object' || shard === null) return [];
  const { sha256 } = shard as Record<string, unknown>;
  return typeof sha256 === 'string' ? [sha256] : [];
}

/** The part of the browser's `caches` that is used. */
export interface CacheList {
  has(name: string): Promise<boolean>;
  open(name: string): Promise<{ keys(): Promise<readonly { readonly url: string }[]> }>;
}

/**
 * Whether every shard of the model lies in this browser's cache, so that loading will not download it. Looks for the
 * names that models/shard-loader.ts gives them: an address that ends in the shard's SHA-256.
 */
export async function isCached(
  offer: Pick<ModelOffer, 'shards'>,
  caches: CacheList | undefined,
): Promise<boolean> {
  const cacheName = 'draftpick-models';
  try {
    if (caches === undefined || offer.shards.length === 0 || !(await caches.has(cacheName))) return false;
    const keys = await (await caches.open(cacheName)).keys();
    return offer.shards.every(hash => keys.some(({ url }) => url.endsWith(hash)));
  } catch {
    return false;
  }
}
