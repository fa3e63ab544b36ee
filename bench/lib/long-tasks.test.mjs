import { expect, test } from 'vitest';
import { longTasks } from './long-tasks.mjs';

const main = (pid, tid) => ({ name: 'thread_name', pid, tid, ts: 0, args: { name: 'CrRendererMain' } });
/** Times in milliseconds. */
const event = (name, ts, dur, tdur = dur, place = { pid: 1, tid: 1 }) => ({
  ...place,
  name,
  ts: ts * 1000,
  dur: dur * 1000,
  tdur: tdur * 1000,
  args: {},
});

test('long tasks are told with what they were busy with, the longest part first', () => {
  const { tasks, seconds } = longTasks(
    [
      main(1, 1),
      event('RunTask', 100, 10),
      event('RunTask', 500, 80, 30),
      event('Paint', 510, 20),
      event('Layout', 532, 5),
      event('Layout', 540, 40),
      event('Paint', 105, 4),
      event('RunTask', 1000, 100),
    ],
    50,
  );
  expect(seconds).toBeCloseTo(1);
  expect(tasks).toHaveLength(2);
  expect(tasks[0]).toEqual({
    atMs: 400,
    ms: 80,
    processorMs: 30,
    parts: [
      { name: 'Layout', ms: 45 },
      { name: 'Paint', ms: 20 },
    ],
  });
  expect(tasks[1]?.parts).toEqual([]);
});

test('a task that is told at two levels counts once, and other threads and pages do not count', () => {
  const { tasks, longestProcessorMs } = longTasks(
    [
      main(1, 1),
      main(2, 1),
      event('ThreadControllerImpl::RunTask', 0, 90),
      event('RunTask', 0, 90),
      event('RunTask', 0, 70, 70, { pid: 2, tid: 1 }),
      event('RunTask', 0, 700, 700, { pid: 1, tid: 5 }),
    ],
    50,
  );
  expect(tasks.map(({ ms }) => ms)).toEqual([90]);
  expect(longestProcessorMs).toBe(90);
});

test('a trace without a page has no tasks', () => {
  expect(longTasks([], 50)).toEqual({ seconds: 0, longestProcessorMs: 0, tasks: [] });
});
