import { expect, test } from 'vitest';
import { EngineError } from './engine.ts';
import { type FailedAnswer, WorkerCalls } from './worker-calls.ts';

type Request = { readonly type: 'count' | 'cancel'; readonly id: number };
type Answer =
  | { readonly type: 'item'; readonly id: number; readonly value: string }
  | { readonly type: 'end'; readonly id: number }
  | FailedAnswer;

/** A worker that notes what it is sent and answers when the test says so. */
class FakeWorker {
  readonly received: Request[] = [];
  onmessage: ((event: { data: Answer }) => void) | undefined;
  onerror: ((event: { message: string }) => void) | undefined;
  terminated = false;

  postMessage(message: Request): void {
    this.received.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(answer: Answer): void {
    this.onmessage?.({ data: answer });
  }
}

function setUp() {
  const workers: FakeWorker[] = [];
  const calls = new WorkerCalls<Request, Answer>({
    start: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    },
    crashed: cause => new EngineError('worker-crashed', cause, 'Again.'),
  });
  const count = (id: number): Request => ({ type: 'count', id });
  const ask = (signal?: AbortSignal) =>
    calls.ask<string>(count, signal, (answer, resolve) => {
      if (answer.type === 'item') resolve(answer.value);
    });
  const stream = (signal = new AbortController().signal) =>
    calls.stream<string>(count, signal, (answer, put, end) => {
      if (answer.type === 'item') put(answer.value);
      if (answer.type === 'end') end();
    });
  const worker = (): FakeWorker => {
    const last = workers.at(-1);
    if (last === undefined) throw new Error('no worker was started');
    return last;
  };
  return { calls, ask, stream, worker, workers };
}

async function collect(items: AsyncIterable<string>, into: string[]): Promise<void> {
  for await (const item of items) into.push(item);
}

test('answers find their calls by number, in whatever order they come', async () => {
  const { ask, worker, workers } = setUp();
  const [first, second] = [ask(), ask()];
  expect(worker().received.map(({ id }) => id)).toEqual([1, 2]);
  worker().say({ type: 'item', id: 2, value: 'b' });
  worker().say({ type: 'item', id: 1, value: 'a' });
  expect(await Promise.all([first, second])).toEqual(['a', 'b']);
  expect(workers).toHaveLength(1);
});

test('a failure has its code and remedy again, and a cancelled call ends as aborted', async () => {
  const { ask, worker } = setUp();
  const [failed, aborted] = [ask(), ask()];
  worker().say({ type: 'failed', id: 1, error: { code: 'busy', message: 'm', remedy: 'r' } });
  worker().say({ type: 'failed', id: 2, error: { code: 'aborted', message: 'm', remedy: '' } });
  await expect(failed).rejects.toMatchObject({ name: 'EngineError', code: 'busy', remedy: 'r' });
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
});

test('an aborted signal asks the worker for the end of that call, once, also when it was aborted before', async () => {
  const { ask, worker } = setUp();
  const controller = new AbortController();
  const first = ask(controller.signal);
  controller.abort();
  const second = ask(controller.signal);
  expect(worker().received).toEqual([
    { type: 'count', id: 1 },
    { type: 'cancel', id: 1 },
    { type: 'count', id: 2 },
    { type: 'cancel', id: 2 },
  ]);
  for (const id of [1, 2]) worker().say({ type: 'item', id, value: 'done' });
  await Promise.all([first, second]);
});

test('a stream hands on everything in order and ends without a cancel', async () => {
  const { stream, worker } = setUp();
  const items: string[] = [];
  const run = collect(stream(), items);
  for (const value of ['a', 'b', 'c']) worker().say({ type: 'item', id: 1, value });
  worker().say({ type: 'end', id: 1 });
  await run;
  expect(items).toEqual(['a', 'b', 'c']);
  expect(worker().received).toEqual([{ type: 'count', id: 1 }]);
});

test('a stream that fails hands on first what came before', async () => {
  const { stream, worker } = setUp();
  const items: string[] = [];
  const run = collect(stream(), items);
  worker().say({ type: 'item', id: 1, value: 'a' });
  worker().say({ type: 'failed', id: 1, error: { code: 'internal', message: 'm', remedy: 'r' } });
  await expect(run).rejects.toMatchObject({ code: 'internal' });
  expect(items).toEqual(['a']);
});

test('a consumer that leaves a stream early does not leave the worker busy', async () => {
  const { stream, worker } = setUp();
  const items = stream();
  const next = items.next();
  worker().say({ type: 'item', id: 1, value: 'a' });
  await next;
  await items.return(undefined);
  expect(worker().received.at(-1)).toEqual({ type: 'cancel', id: 1 });
});

test('a worker that stops ends all calls with the cause, and the next call starts another', async () => {
  const { ask, stream, worker, workers } = setUp();
  const asked = ask();
  const run = collect(stream(), []);
  const stopped = worker();
  stopped.onerror?.({ message: '' });
  await expect(asked).rejects.toMatchObject({ code: 'worker-crashed', message: 'it could not be started' });
  await expect(run).rejects.toMatchObject({ code: 'worker-crashed' });
  expect(stopped.terminated).toBe(true);
  const again = ask();
  expect(workers).toHaveLength(2);
  worker().say({ type: 'item', id: 3, value: 'a' });
  expect(await again).toBe('a');
});

test('stopping ends the worker and every call with the given error', async () => {
  const { calls, ask, worker } = setUp();
  const asked = ask();
  calls.stop(new DOMException('shut down', 'AbortError'));
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  expect(worker().terminated).toBe(true);
});
