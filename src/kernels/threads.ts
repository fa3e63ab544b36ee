// Threads meet at a barrier many times a pass. They spin first, because the others are usually only microseconds away
// and waking a sleeping thread takes longer than that (measured: sleeping after 4,000 spins instead of 100,000 made a
// pass of the embedded model about twice as long). Then they sleep, so that a thread that was held up never costs the
// others a whole core.

/** Some tenths of a millisecond. More makes a pass up to ten times as long when another program takes a core. */
const SPINS: i32 = 100_000;
/** Nanoseconds of one sleep. */
const NAP: i64 = 1_000_000_000;
/** Naps after which a missing thread counts as dead. */
const PATIENCE: i32 = 60;

/** A number that only grows (64 bit: it never wraps), and how many threads sleep until it does. */
@unmanaged
export class Counter {
  value: i64;
  sleepers: i32;
}

/** Adds one and returns the new value. */
// @ts-ignore: decorator
@inline
function advance(counter: Counter): i64 {
  return atomic.add<i64>(changetype<usize>(counter), 1) + 1;
}

/** Wakes whoever sleeps on the counter. */
function wake(counter: Counter): void {
  const address = changetype<usize>(counter);
  if (atomic.load<i32>(address, offsetof<Counter>('sleepers')) > 0) atomic.notify(address, -1);
}

/**
 * Returns once the counter has reached `value`. No wake-up gets lost: the waker advances first and looks for sleepers
 * afterwards; the sleeper registers first and `atomic.wait` compares the value again.
 * @param patience naps to wait for; 0 waits for ever
 */
function waitUntil(counter: Counter, value: i64, spins: i32, patience: i32): void {
  const address = changetype<usize>(counter);
  for (let i = 0; i < spins; i++) {
    if (atomic.load<i64>(address) >= value) return;
  }
  atomic.add<i32>(address, 1, offsetof<Counter>('sleepers'));
  let naps = 0;
  while (true) {
    const now = atomic.load<i64>(address);
    if (now >= value) break;
    const timedOut = atomic.wait<i64>(address, now, NAP) == 2;
    if (timedOut && ++naps == patience) unreachable();
  }
  atomic.sub<i32>(address, 1, offsetof<Counter>('sleepers'));
}

/** Returns once all `threads` have called it: when the number of arrivals has reached the next multiple of them. */
export function meet(arrivals: Counter, threads: i32): void {
  if (threads == 1) return;
  const mine = advance(arrivals), all = ((mine + threads - 1) / threads) * threads;
  if (mine == all) wake(arrivals);
  else waitUntil(arrivals, all, SPINS, PATIENCE);
}

/** Tells waiting threads that there is work: see `awaitWork`. */
export function announceWork(work: Counter): void {
  advance(work);
  wake(work);
}

/** Waits for piece number `piece` of work (1, 2, …), however long it takes. */
export function awaitWork(work: Counter, piece: i64): void {
  waitUntil(work, piece, SPINS, 0);
}
