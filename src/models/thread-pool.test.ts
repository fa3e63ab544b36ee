import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CpuModel } from './cpu-model.ts';
import { configOf, kernelModule, loadCpuModel } from './kernel-builds.test-helper.ts';
import { planMemory } from './memory-layout.ts';
import { spawnNodeHelper } from './node-helper.ts';
import { type HelperStart, startHelpers } from './thread-pool.ts';
import { buildTinyModel } from './tiny-model.ts';

const file = buildTinyModel();
const vocabularySize = 272;
const contextLength = 64;

/** Every worker thread that this process starts during a test. */
const workers: Worker[] = [];
const remember = (worker: Worker) => void workers.push(worker);
beforeAll(() => void process.on('worker', remember));
afterAll(() => void process.off('worker', remember));
afterEach(async () => {
  await Promise.all(workers.splice(0).map(worker => worker.terminate()));
});

/**
 * Looks every 20 ms whether something holds. Patience is counted in looks and not in time: a machine that stands still
 * for a while stops this thread like all others, and proves nothing.
 * @returns whether it came to hold
 */
async function waitFor(isDone: () => boolean, looks: number): Promise<boolean> {
  for (let look = 0; look < looks; look++) {
    if (isDone()) return true;
    await sleep(20);
  }
  return isDone();
}

/** Whether all remembered workers end soon. */
const allEnd = () => waitFor(() => workers.every(worker => worker.threadId === -1), 1000);

describe('the barrier, while other processes want the processor', () => {
  let burners: ChildProcess[] = [];
  beforeAll(() => {
    // They end by themselves should this process die first.
    const burn = 'const end = Date.now() + 120000; while (Date.now() < end);';
    burners = [1, 2].map(() => spawn(process.execPath, ['-e', burn], { stdio: 'ignore' }));
  });
  afterAll(() => {
    for (const burner of burners) burner.kill('SIGKILL');
  });

  /** The token at each position: the cache never changes, so a position always has the same logits. */
  const tokenAt = (position: number) => (position * 37 + 11) % vocabularySize;

  /**
   * Thread 0 of a model, on a worker, so that a dead-lock cannot take the test down with it. It runs passes over 1 … 8
   * tokens and compares each row with the one that belongs to its position.
   */
  const driver = `
const { workerData } = require('node:worker_threads');
const { start, layout, contextLength, tokens, wanted, passes, least, milliseconds, counts } = workerData;
const { module, memory, model, threads } = start;
WebAssembly.instantiate(module, { env: { memory, abort() { throw new Error('kernel aborted'); } } }).then(({ exports }) => {
  const pass = (at, count) => {
    new Int32Array(memory.buffer, layout.tokens, count).set(tokens.slice(at, at + count));
    new Int32Array(memory.buffer, layout.positions, count).set(tokens.slice(0, count).map((_, i) => at + i));
    exports.forward(model, count, count, threads);
    for (let row = 0; row < count; row++) {
      const logits = Buffer.from(memory.buffer, layout.logits + row * layout.stride * 4, layout.bytes);
      if (!logits.equals(wanted[at + row])) Atomics.add(counts, 1, 1);
    }
  };
  for (let at = 0; at < contextLength; at += 8) pass(at, 8);
  const end = Date.now() + milliseconds;
  for (let i = 0; i < passes && (i < least || Date.now() < end); i++) {
    pass((i * 13) % (contextLength - 8), 1 + (i % 8));
    Atomics.add(counts, 0, 1);
  }
  Atomics.store(counts, 2, 1);
});`;

  test.each([2, 3, 4])(
    '%i threads neither lock up nor get a wrong result',
    async threads => {
      const single = await loadCpuModel(file, { contextLength });
      const tokens = Array.from({ length: contextLength }, (_, position) => tokenAt(position));
      const wanted = tokens.map(
        (token, at) => single.extend([token], at, { rows: 1, logits: true })[0]?.logits,
      );

      const starts: HelperStart[] = [];
      const model = await loadCpuModel(file, {
        contextLength,
        threads,
        spawn: start => {
          starts.push(start);
          return spawnNodeHelper(start);
        },
      });
      const start = starts[0];
      if (start === undefined) throw new Error('no helper was started');
      const plan = planMemory(await configOf(file), contextLength, 1, threads, name =>
        name === 'token_embd.weight' ? 2 : 1,
      );
      expect(plan.model).toBe(start.model);
      const layout = {
        tokens: plan.tokens,
        positions: plan.positions,
        logits: plan.logits,
        stride: plan.logitsStride,
        bytes: vocabularySize * 4,
      };
      /** Passes done, rows that were wrong, whether all is done. */
      const counts = new Int32Array(new SharedArrayBuffer(12));
      const wantedBytes = wanted.map(logits => new Uint8Array(logits?.buffer ?? new ArrayBuffer(0)));
      // As many as fit into a few seconds, which depends on what else runs on the machine.
      const [passes, least] = [5000, 50];
      const workerData = {
        ...{ start, layout, contextLength, tokens, passes, least, counts },
        wanted: wantedBytes,
        milliseconds: 5000,
      };
      const thread0 = new Worker(driver, { eval: true, workerData });
      const failures: unknown[] = [];
      thread0.on('error', error => failures.push(error));

      // The watchdog. A pass takes milliseconds even here; the barrier itself gives up only after a minute.
      const isOver = () => Atomics.load(counts, 2) === 1 || failures.length > 0;
      if (!(await waitFor(isOver, 1500))) {
        await Promise.all(workers.map(worker => worker.terminate()));
        throw new Error(`dead-lock or lost wake-ups: stopped at pass ${Atomics.load(counts, 0)}`);
      }
      model.dispose();
      expect(failures).toEqual([]);
      expect(Atomics.load(counts, 1)).toBe(0);
      expect(Atomics.load(counts, 0)).toBeGreaterThanOrEqual(least);
    },
    240_000,
  );
});

describe('helper threads', () => {
  test('end by themselves when the model is disposed of', async () => {
    const model = await loadCpuModel(file, {
      threads: 4,
      // Takes away the second way to end, so that only the kernels' own is left.
      spawn: async start => {
        await spawnNodeHelper(start);
        return { terminate: () => {} };
      },
    });
    model.extend([1, 2, 3], 0, { rows: 1, logits: false });
    expect(workers).toHaveLength(3);
    expect(workers.every(worker => worker.threadId !== -1)).toBe(true);
    model.dispose();
    expect(await allEnd()).toBe(true);
  });

  test('end when terminated, even while they sleep, and a second dispose() does no harm', async () => {
    const model = await loadCpuModel(file, { threads: 3 });
    model.dispose();
    model.dispose();
    expect(workers).toHaveLength(2);
    expect(await allEnd()).toBe(true);
  });

  test('sleep while there is nothing to do, and wake up again', async () => {
    const model: CpuModel = await loadCpuModel(file, { threads: 4 });
    model.extend([1, 2, 3], 0, { rows: 1, logits: false });
    // They look out for work for a moment before they lie down.
    await sleep(300);
    const before = process.cpuUsage();
    const start = performance.now();
    await sleep(1000);
    const { user, system } = process.cpuUsage(before);
    // Three helpers that spin would use one core or more.
    expect((user + system) / 1000 / (performance.now() - start)).toBeLessThan(0.5);
    expect(model.extend([4], 3, { rows: 1, logits: false })).toHaveLength(1);
    model.dispose();
  });
});

describe('startHelpers', () => {
  const start = { module: kernelModule('plain'), memory: new WebAssembly.Memory({ initial: 1 }), model: 0 };

  test('starts none for one thread, and one for each further thread', async () => {
    const numbers: number[] = [];
    const note = async ({ thread, threads }: HelperStart) => {
      numbers.push(thread, threads);
      return { terminate: () => {} };
    };
    expect(await startHelpers(note, { ...start, threads: 1 })).toEqual([]);
    expect(await startHelpers(note, { ...start, threads: 3 })).toHaveLength(2);
    expect(numbers).toEqual([1, 3, 2, 3]);
  });

  test('without a way to start them is an error', async () => {
    await expect(startHelpers(undefined, { ...start, threads: 2 })).rejects.toThrow(/a way to spawn/);
  });

  test('ends those that started when one does not, and passes its error on', async () => {
    const ended: number[] = [];
    const twoFails = async ({ thread }: HelperStart) => {
      if (thread === 2) throw new Error('no more workers');
      return { terminate: () => void ended.push(thread) };
    };
    await expect(startHelpers(twoFails, { ...start, threads: 4 })).rejects.toThrow('no more workers');
    expect(ended).toEqual([1, 3]);
  });

  test('a helper whose kernels cannot be instantiated is an error', async () => {
    const memory = new WebAssembly.Memory({ initial: 1 }); // not shared
    await expect(spawnNodeHelper({ ...start, memory, thread: 1, threads: 2 })).rejects.toThrow(/memory/i);
  });
});
