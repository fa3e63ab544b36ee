import { Worker } from 'node:worker_threads';
import type { SpawnHelper } from './thread-pool.ts';

// Only for tests and tools that run in Node: the page uses src/worker/spawn-helper.ts.

// Plain JavaScript, because worker_threads does not compile TypeScript.
const script = `
const { parentPort, workerData } = require('node:worker_threads');
const { module, memory, model, thread, threads } = workerData;
WebAssembly.instantiate(module, { env: { memory, abort() { throw new Error('kernel aborted'); } } }).then(instance => {
  parentPort.postMessage('ready');
  instance.exports.help(model, thread, threads);
});`;

/**
 * Starts a helper as a worker thread of this Node process. A helper that fails later ends the process with its error,
 * as any uncaught error does: without it every further pass would only time out.
 */
export const spawnNodeHelper: SpawnHelper = start =>
  new Promise((resolve, reject) => {
    const worker = new Worker(script, { eval: true, workerData: start });
    worker.once('error', reject);
    worker.once('message', () => {
      worker.off('error', reject);
      resolve({ terminate: () => void worker.terminate() });
    });
  });
