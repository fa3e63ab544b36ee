import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { type ByteSource, checkRange } from './byte-source.ts';

// Only for tests and tools that run in Node: the page uses model-store.ts.
const folder = new URL('../../public/models/smollm2-135m-instruct/', import.meta.url);

interface Shard {
  readonly file: string;
  readonly bytes: number;
}

/** The embedded model, read from its shards on disk as if they were joined. */
export function embeddedModelSource(): ByteSource {
  const manifest: { readonly bytes: number; readonly shards: readonly Shard[] } = JSON.parse(
    readFileSync(new URL('manifest.json', folder), 'utf8'),
  );
  return {
    bytes: manifest.bytes,
    async read(offset, length) {
      checkRange(manifest.bytes, offset, length);
      const out = new Uint8Array(length);
      let start = 0;
      for (const shard of manifest.shards) {
        const from = Math.max(offset, start);
        const to = Math.min(offset + length, start + shard.bytes);
        if (from < to) readInto(shard.file, out.subarray(from - offset, to - offset), from - start);
        start += shard.bytes;
      }
      return out;
    },
  };
}

function readInto(file: string, out: Uint8Array, position: number): void {
  const handle = openSync(new URL(file, folder), 'r');
  try {
    const count = readSync(handle, out, 0, out.length, position);
    if (count !== out.length) throw new Error(`${file} ended after ${count} of ${out.length} bytes`);
  } finally {
    closeSync(handle);
  }
}
