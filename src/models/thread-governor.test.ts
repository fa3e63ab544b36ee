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

describe('ThreadGovernor', () => {
  test('keeps all threads while passes take about as long as usual', () => {
    const steady = fc.array(fc.double({ min: 5, max: 14, noNaN: true }), { maxLength: 300 });
    fc.assert(fc.property(steady, times => run(new ThreadGovernor(4), times).every(n => n === 4)));
  });

  test('one slow pass changes nothing, a second one in a row rests the helpers for 16 passes', () => {
    const governor = new ThreadGovernor(2);
    expect(run(governor, [5, 50, 5, 50, 50])).toEqual([2, 2, 2, 2, 2]);
    expect(run(governor, Array(16).fill(8))).toEqual(Array(16).fill(1));
    expect(governor.current).toBe(2);
  });

  test('rests longer each time the helpers are still held up, and starts over when they are not', () => {
    const governor = new ThreadGovernor(2);
    run(governor, [5, 50, 50]);
    const rests: number[] = [];
    for (let i = 0; i < 7; i++) {
      let rest = 0;
      while (governor.current === 1) {
        governor.observe(1, 8);
        rest += 1;
      }
      rests.push(rest);
      governor.observe(1, 60);
    }
    expect(rests).toEqual([16, 32, 64, 128, 256, 512, 512]);
    while (governor.current === 1) governor.observe(1, 8);
    run(governor, [5, 50, 50]);
    expect(run(governor, Array(17).fill(8))).toEqual([...Array(16).fill(1), 2]);
  });

  test('compares passes only with passes of the same size', () => {
    const governor = new ThreadGovernor(2);
    governor.observe(1, 5);
    governor.observe(32, 60);
    governor.observe(32, 61);
    expect(governor.current).toBe(2);
  });

  test('a single thread is never anything else', () => {
    const times = fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }));
    fc.assert(fc.property(times, list => run(new ThreadGovernor(1), list).every(n => n === 1)));
  });
});
