import { type ByteSource, checkRange } from './byte-source.ts';
import { DownloadError } from './download-error.ts';
import { hex } from './sha256.ts';
import type { StoredPart } from './stored-model.ts';

/** Parts held in memory at a time: a tensor often crosses from one into the next. */
const held = 2;

/**
 * A file that lies in parts. A part is fetched whole and checked against its hash when a read first touches it, and dropped when
 * others have been touched since: made for reading in file order, right for any order.
 *
 * @param load the stored part with this index, or undefined when it is gone
 * @throws DownloadError `checksum` from `read`
 */
export function partSource(
  path: string,
  parts: readonly StoredPart[],
  load: (index: number) => Promise<Blob | undefined>,
): ByteSource {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const cache = new Map<number, Promise<Uint8Array>>();

  async function checked(index: number, part: StoredPart): Promise<Uint8Array> {
    const blob = await load(index);
    if (blob?.size !== part.bytes) throw spoilt(path, index);
    const data = new Uint8Array(await blob.arrayBuffer());
    if (hex(await crypto.subtle.digest('SHA-256', data)) !== part.sha256) throw spoilt(path, index);
    return data;
  }

  function touch(index: number, part: StoredPart): Promise<Uint8Array> {
    const pending = cache.get(index) ?? checked(index, part);
    // The youngest is the last of the map.
    cache.delete(index);
    cache.set(index, pending);
    for (const old of [...cache.keys()].slice(0, -held)) cache.delete(old);
    return pending;
  }

  return {
    bytes,
    async read(offset, length) {
      checkRange(bytes, offset, length);
      const out = new Uint8Array(length);
      let start = 0;
      for (const [index, part] of parts.entries()) {
        const from = Math.max(offset, start);
        const to = Math.min(offset + length, start + part.bytes);
        if (from < to) {
          const data = await touch(index, part);
          out.set(data.subarray(from - start, to - start), from - offset);
        }
        start += part.bytes;
      }
      return out;
    },
  };
}

/** The error for a part that is gone or has changed in storage. */
function spoilt(path: string, index: number): DownloadError {
  return new DownloadError(
    'checksum',
    `${path} is spoilt in this browser's storage: part ${index + 1} is missing or has changed.`,
    'Delete the model under Models and add it again.',
  );
}
