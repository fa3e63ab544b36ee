import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ThreadGovernor } from './thread-governor.ts';

/** Feeds passes of one token and lists how many threads each ran on. */
function run(governor: ThreadGovernor, times: readonly number[]): number[] {
  return times.map(ms => {
    const threads = governor.current;
    governor.observe(1, ms);
    return threads;
  });
}

/** Milliseconds of `passes` passes, each as long as it takes on the threads that are to work on it. */
function total(
  governor: ThreadGovernor,
  passes: number,
  msOf: (threads: number, pass: number) => number,
): number {
  let sum = 0;
  for (let pass = 0; pass < passes; pass++) {
    const ms = msOf(governor.current, pass);
    governor.observe(1, ms);
    sum += ms;
  }
  return sum;
}

describe('ThreadGovernor', () => {
  test('keeps all threads while passes take about as long as usual', () => {
    const steady = fc.array(fc.double({ min: 5, max: 7, noNaN: true }), { maxLength: 300 });
    fc.assert(fc.property(steady, times => run(new ThreadGovernor(2), times).every(n => n === 2)));
  });

  test('keeps all threads when one pass in twelve takes five times as long: one thread would take longer on the whole', () => {
    const governor = new ThreadGovernor(2);
    const times = Array.from({ length: 600 }, (_, i) => (i % 12 === 11 ? 25 : 5));
    expect(run(governor, times).every(threads => threads === 2)).toBe(true);
  });

  test('while a core is taken it comes close to what one thread takes, and afterwards to what all take', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2.5, max: 10, noNaN: true }),
        fc.double({ min: 1.2, max: 2, noNaN: true }),
        (heldUp, alone) => {
          const governor = new ThreadGovernor(2);
          const quiet = (threads: number): number => (threads === 1 ? 5 * alone : 5);
          total(governor, 100, quiet);
          // Something takes a core: all threads wait for each other, one thread takes little longer than before.
          const busy = (threads: number): number => (threads === 1 ? 5.5 * alone : 5 * heldUp);
          expect(total(governor, 2000, busy)).toBeLessThan(2000 * 5.5 * alone * 1.25);
          // It is over. A rest may be under way.
          total(governor, 256, quiet);
          expect(total(governor, 500, quiet)).toBe(500 * 5);
        },
      ),
    );
  });

  test('rests longer each time the helpers are still held up, and starts over when they are not', () => {
    const governor = new ThreadGovernor(2);
    const rests = (): number[] => {
      const lengths: number[] = [];
      for (let i = 0; i < 6; i++) {
        while (governor.current === 2) governor.observe(1, 60);
        let length = 0;
        while (governor.current === 1) {
          governor.observe(1, 8);
          length += 1;
        }
        lengths.push(length);
      }
      return lengths;
    };
    run(governor, [5, 5, 5]);
    expect(rests()).toEqual([16, 32, 64, 128, 256, 256]);
    run(governor, Array(70).fill(5));
    expect(rests()).toEqual([16, 32, 64, 128, 256, 256]);
  });

  test('stays with all threads where one thread turns out to be slower still', () => {
    const governor = new ThreadGovernor(8);
    total(governor, 50, () => 5);
    // Twice as slow as one thread is guessed to be; in truth one thread takes three times as long as that.
    const msOf = (threads: number): number => (threads === 1 ? 150 : 50);
    const spent = total(governor, 2000, msOf);
    expect(spent).toBeLessThan(2000 * 50 * 1.25);
  });

  test('compares passes only with passes of the same size', () => {
    const governor = new ThreadGovernor(2);
    governor.observe(1, 5);
    for (let i = 0; i < 20; i++) governor.observe(32, 60 + (i % 2));
    expect(governor.current).toBe(2);
  });

  test('a single thread is never anything else', () => {
    const times = fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }));
    fc.assert(fc.property(times, list => run(new ThreadGovernor(1), list).every(n => n === 1)));
  });
});
