/** Name of the Cache Storage that keeps what this browser's generations taught. */
export const historyCacheName = 'draftpick-history-1';

/** Where the table that grows is kept between visits. */
export interface HistoryFile {
  /** What was kept last; undefined when nothing was, or it cannot be read. */
  read(): Promise<Uint8Array | undefined>;
  /** Never rejects: where nothing can be stored, the table lasts as long as the page. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** What of a `Cache` is used. */
type HistoryCache = Pick<Cache, 'match' | 'put'>;

/**
 * The file of one target in Cache Storage.
 * @param caches undefined where the browser has none (a page that is not served securely)
 */
export function historyFile(
  targetId: string,
  caches: { open(name: string): Promise<HistoryCache> } | undefined = globalThis.caches,
): HistoryFile {
  const key = `/history/${encodeURIComponent(targetId)}`;
  return {
    async read() {
      try {
        const found = await (await caches?.open(historyCacheName))?.match(key);
        return found && new Uint8Array(await found.arrayBuffer());
      } catch {
        return undefined;
      }
    },
    async write(bytes) {
      try {
        const headers = { 'Content-Length': String(bytes.length) };
        await (await caches?.open(historyCacheName))?.put(key, new Response(bytes, { headers }));
      } catch {
        // Full or forbidden storage costs the memory over visits, nothing else.
      }
    },
  };
}
