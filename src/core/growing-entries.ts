export const bytesPerEntry = 4 + 4 + 4 + 4 + 1 + 1 + 1;
/** Counts stop growing here; all are halved, so that an entry can still change its mind. */
const mostSeen = 250;

/** One number of each kind for every entry; an entry with `seen` 0 is empty. */
export interface Entries {
  /** Tells contexts with the same home apart; no context itself is kept. */
  readonly check: Uint32Array;
  /** What followed most often. */
  readonly token: Uint32Array;
  /** What would take its place. */
  readonly rival: Uint32Array;
  /** The generation that saw the context last. */
  readonly stamp: Uint32Array;
  readonly seen: Uint8Array;
  readonly count: Uint8Array;
  readonly rivalCount: Uint8Array;
}

/** Adds one observation; the rival takes over once it is ahead. */
export function observe({ seen, count, rivalCount, token, rival }: Entries, at: number, next: number): void {
  let all = (seen[at] ?? 0) + 1;
  let first = count[at] ?? 0;
  let second = rivalCount[at] ?? 0;
  if (next === token[at]) first++;
  else if (second > 0 && next === rival[at]) second++;
  else if (second > 1) second--;
  else {
    rival[at] = next;
    second = 1;
  }
  if (second > first) {
    rival[at] = token[at] ?? 0;
    token[at] = next;
    [first, second] = [second, first];
  }
  if (all > mostSeen) {
    all >>= 1;
    first >>= 1;
    second >>= 1;
  }
  seen[at] = all;
  count[at] = first;
  rivalCount[at] = second;
}

/** Views of `count` entries on `bytesPerEntry · count` bytes from `at` on. */
export function entriesOn(buffer: ArrayBufferLike, at: number, count: number): Entries {
  const bytes = at + 16 * count;
  return {
    check: new Uint32Array(buffer, at, count),
    token: new Uint32Array(buffer, at + 4 * count, count),
    rival: new Uint32Array(buffer, at + 8 * count, count),
    stamp: new Uint32Array(buffer, at + 12 * count, count),
    seen: new Uint8Array(buffer, bytes, count),
    count: new Uint8Array(buffer, bytes + count, count),
    rivalCount: new Uint8Array(buffer, bytes + 2 * count, count),
  };
}

export function copyEntries(from: Entries, to: Entries): void {
  to.check.set(from.check);
  to.token.set(from.token);
  to.rival.set(from.rival);
  to.stamp.set(from.stamp);
  to.seen.set(from.seen);
  to.count.set(from.count);
  to.rivalCount.set(from.rivalCount);
}
