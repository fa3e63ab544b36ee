import { Worker } from 'node:worker_threads';
import type { SpawnHelper } from './thread-pool.ts';

// Helper threads in Node, for tests and tools. Plain JavaScript, because worker_threads does not compile TypeScript.
const script = `
const { parentPort, workerData } = require('node:worker_threads');
const { module, memory, model, thread, threads } = workerData;
WebAssembly.instantiate(module, { env: { memory, abort() { throw new Error('kernel aborted'); } } }).then(instance => {
  parentPort.postMessage('ready');
  instance.exports.help(model, thread, threads);
});`;

/** Starts a helper as a worker thread of this Node process. */
export const spawnNodeHelper: SpawnHelper = start =>
  new Promise((resolve, reject) => {
    const worker = new Worker(script, { eval: true, workerData: start });
    worker.once('message', () => resolve({ terminate: () => void worker.terminate() }));
    worker.once('error', e => {
      console.error('HELPER', e);
      reject(e);
    });
  });
