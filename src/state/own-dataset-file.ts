import { type Lock, lockNamed } from './lock.ts';
import { type OwnWork, ownWorkVersion, readOwnWork } from './own-work.ts';

const cacheName = 'draftpick-own-dataset-1';
const address = '/own-dataset.json';
/** Where a file lies that this page cannot read, until a person deletes it. */
const asideAddress = '/own-dataset-unreadable.json';

/** What earlier visits left. */
export interface OwnKept {
  /** Undefined when nothing was kept, or it cannot be read. */
  readonly work: OwnWork | undefined;
  /** The text of a file that could not be read, now or earlier: it is set aside, not overwritten. */
  readonly aside: string | undefined;
}

/** Where the work is kept between visits, for all tabs of this browser. */
export interface OwnFile {
  read(): Promise<OwnKept>;
  /**
   * Changes what is kept, whichever tab wrote it last; no other tab can get in between.
   * @returns the work as it is kept now; undefined when it could not be kept
   */
  update(edit: (kept: OwnWork | undefined) => OwnWork): Promise<OwnWork | undefined>;
  /** Deletes the text that was set aside. */
  forgetAside(): Promise<void>;
  /** Calls back when another tab has changed what is kept. */
  watch(changed: () => void): void;
}

type OwnCache = Pick<Cache, 'match' | 'put' | 'delete'>;

/** How one tab tells the others; a message carries nothing. */
type Channel = Pick<BroadcastChannel, 'postMessage' | 'onmessage'>;

/**
 * The work in Cache Storage.
 * @param caches undefined where the browser has none
 */
export function ownFile(
  caches: { open(name: string): Promise<OwnCache> } | undefined = globalThis.caches,
  lock: Lock = lockNamed(cacheName),
  openChannel: () => Channel | undefined = () =>
    globalThis.BroadcastChannel && new BroadcastChannel(cacheName),
): OwnFile {
  let channel: Channel | undefined;
  return {
    read: () =>
      lock(async () => {
        try {
          const cache = await caches?.open(cacheName);
          if (cache === undefined) return { work: undefined, aside: undefined };
          const work = await readOrSetAside(cache);
          return { work, aside: await (await cache.match(asideAddress))?.text() };
        } catch {
          return { work: undefined, aside: undefined };
        }
      }),
    update: edit =>
      lock(async () => {
        try {
          const cache = await caches?.open(cacheName);
          if (cache === undefined) return undefined;
          const work = edit(await readOrSetAside(cache));
          await cache.put(address, new Response(JSON.stringify({ version: ownWorkVersion, ...work })));
          channel?.postMessage('changed');
          return work;
        } catch {
          return undefined;
        }
      }),
    async forgetAside() {
      await (await caches?.open(cacheName))?.delete(asideAddress);
    },
    watch(changed) {
      channel ??= openChannel();
      if (channel !== undefined) channel.onmessage = changed;
    },
  };
}

/** The work in a cache. What is there but cannot be read is set aside before anything is written over it. */
async function readOrSetAside(cache: OwnCache): Promise<OwnWork | undefined> {
  const text = await (await cache.match(address))?.text();
  if (text === undefined) return undefined;
  try {
    return readOwnWork(JSON.parse(text));
  } catch {
    await cache.put(asideAddress, new Response(text));
    await cache.delete(address);
    return undefined;
  }
}
