import { expect, test } from 'vitest';
import { emptyRound } from '../core/empty-round.test-helper.ts';
import type { GenerateEvent } from './engine.ts';
import { noWait, ReplayEngine } from './replay-engine.ts';
import { testRequest } from './request.test-helper.ts';
import type { Trace } from './trace.ts';

const request = testRequest({ maxTokens: 8 });

const round = (index: number): GenerateEvent => ({
  ...emptyRound,
  index,
  at: index,
  emitted: [{ token: index, state: 'plain', p: 1, top: [], logSumExp: 0 }],
  draftMs: 1,
  verifyMs: 10,
  overheadMs: 2,
  text: String(index),
  texts: {},
});

const trace: Trace = {
  format: 'draftpick-trace',
  version: 1,
  recordedAt: '2026-01-01T00:00:00Z',
  machine: 'a test',
  model: {
    id: 'm',
    name: 'M',
    threads: 1,
    kernel: 'plain',
    cost: { targetMs: [10], measuredAt: 0, threads: 1, kernel: 'plain' },
  },
  request,
  events: [
    { type: 'prefill', promptTokens: 5, reusedTokens: 0, prefillMs: 50 },
    round(0),
    round(1),
    { type: 'done', reason: 'eos', tokens: 2, rounds: 2, decodeMs: 26, text: '' },
  ],
};

async function collect(events: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> {
  const all: GenerateEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test('a replay sends the very events that were recorded, after their recorded times', async () => {
  const waits: number[] = [];
  const engine = new ReplayEngine(trace, ms => {
    waits.push(ms);
    return Promise.resolve();
  });
  expect(await collect(engine.generate(request, new AbortController().signal))).toEqual(trace.events);
  expect(waits).toEqual([50, 13, 13, 0]);
});

test('cancelling ends with what was shown so far', async () => {
  const controller = new AbortController();
  let waits = 0;
  const engine = new ReplayEngine(trace, () => {
    waits += 1;
    if (waits === 3) controller.abort();
    return Promise.resolve();
  });
  const events = await collect(engine.generate(request, controller.signal));
  expect(events.at(-1)).toEqual({
    type: 'done',
    reason: 'cancelled',
    tokens: 1,
    rounds: 1,
    decodeMs: 13,
    text: '',
  });
  expect(events).toHaveLength(3);
});

test('another request is refused, and so is a baseline that was not recorded', async () => {
  const { signal } = new AbortController();
  const engine = new ReplayEngine(trace, noWait);
  await expect(collect(engine.generate({ ...request, maxTokens: 9 }, signal))).rejects.toMatchObject({
    code: 'bad-request',
  });
  await expect(collect(engine.generate({ ...request, arm: 'none' }, signal))).rejects.toThrow(
    /another request/,
  );
  const raced = new ReplayEngine({ ...trace, baseline: trace.events.slice(0, 2) }, noWait);
  expect(await collect(raced.generate({ ...request, arm: 'none' }, signal))).toHaveLength(2);
});

test('a recording knows the length of its own prompt and no other', async () => {
  const engine = new ReplayEngine(trace, noWait);
  expect(await engine.countTokens(request.messages)).toBe(5);
  await expect(engine.countTokens([{ role: 'user', content: 'y' }])).rejects.toMatchObject({
    code: 'not-loaded',
  });
});
