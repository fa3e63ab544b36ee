/** Long tasks in a trace of the browser. */

/** Shortest part of a task that is told, milliseconds. */
const leastPartMs = 3;
const isTask = name => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask';

/**
 * Tasks of the busiest page's main thread that took longer than `limitMs`.
 *
 * @param {readonly object[]} events `traceEvents` of a Chromium trace, times in microseconds
 * @param {number} limitMs
 * @returns {{seconds: number, longestProcessorMs: number, tasks: {atMs: number, ms: number, processorMs: number, parts: {name: string, ms: number}[]}[]}} length of the
 *   trace; the most processor time that any task took; the tasks in order: when they began after the first task, how long they took on the clock and of the processor, and their parts
 *   by name, the longest first. A part can hold another: style and layout that a script waits for are in the script's time too.
 */
export function longTasks(events, limitMs) {
  const own = ofBusiestPage(events);
  const all = own.filter(({ name }) => isTask(name)).sort((a, b) => a.ts - b.ts);
  const begin = all[0]?.ts ?? 0;
  const end = Math.max(begin, ...all.slice(-1).map(({ ts, dur }) => ts + dur));
  const tasks = all
    .filter(({ dur }) => dur > limitMs * 1000)
    // One task is told at two levels; the outer one counts.
    .filter(
      ({ ts, dur }, i, long) =>
        !long.some((other, j) => j < i && other.ts <= ts && other.ts + other.dur >= ts + dur),
    )
    .map(({ ts, dur, tdur }) => ({
      atMs: (ts - begin) / 1000,
      ms: dur / 1000,
      processorMs: (tdur ?? Number.NaN) / 1000,
      parts: partsOf(own, ts, ts + dur),
    }));
  const longestProcessorMs = all.reduce((most, { tdur }) => Math.max(most, tdur ?? 0), 0) / 1000;
  return { seconds: (end - begin) / 1e6, longestProcessorMs, tasks };
}

function ofBusiestPage(events) {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const threads = mains.map(({ pid, tid }) => {
    const own = events.filter(event => event.pid === pid && event.tid === tid && event.dur !== undefined);
    return { own, busy: own.reduce((sum, { name, dur }) => sum + (isTask(name) ? dur : 0), 0) };
  });
  threads.sort((a, b) => b.busy - a.busy);
  return threads[0]?.own ?? [];
}

function partsOf(events, from, to) {
  const sums = new Map();
  for (const { name, ts, dur } of events) {
    if (isTask(name) || ts < from || ts + dur > to) continue;
    sums.set(name, (sums.get(name) ?? 0) + dur / 1000);
  }
  return [...sums]
    .map(([name, ms]) => ({ name, ms }))
    .filter(({ ms }) => ms >= leastPartMs)
    .sort((a, b) => b.ms - a.ms);
}
