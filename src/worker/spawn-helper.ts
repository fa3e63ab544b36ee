import type { SpawnHelper } from '../models/thread-pool.ts';

/** Starts a helper thread as a worker of this worker. */
export const spawnHelper: SpawnHelper = start =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../models/helper-thread.ts', import.meta.url), {
      type: 'module',
      name: `draftpick-${start.thread}`,
    });
    worker.onmessage = () => resolve({ terminate: () => worker.terminate() });
    worker.onerror = event =>
      reject(
        new Error(`a helper thread did not start: ${event.message || 'its script could not be loaded'}`),
      );
    worker.postMessage(start);
  });
