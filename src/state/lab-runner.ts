import type { LabJob, LabProgress, LabResult } from './lab-protocol.ts';
import type { LabMessage } from './lab-worker.ts';

/** Runs a job somewhere; rejects when it fails, and with the signal's reason when it is stopped. */
export type LabRunner = (
  job: LabJob,
  onProgress: (progress: LabProgress) => void,
  signal: AbortSignal,
) => Promise<LabResult>;

/** Runs each job in a worker of its own, so that the page stays smooth and a stop is at once. */
export const runInWorker: LabRunner = (job, onProgress, signal) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./lab-worker.ts', import.meta.url), { type: 'module' });
    const end = (): void => {
      worker.terminate();
      signal.removeEventListener('abort', stop);
    };
    const stop = (): void => {
      end();
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop);
    worker.addEventListener('message', ({ data }: MessageEvent<LabMessage>) => {
      switch (data.type) {
        case 'progress':
          onProgress(data.progress);
          break;
        case 'result':
          end();
          resolve(data.result);
          break;
        case 'failed':
          end();
          reject(new Error(data.message));
          break;
      }
    });
    worker.addEventListener('error', event => {
      end();
      reject(new Error(event.message || 'The worker of the Lab could not start.'));
    });
    worker.postMessage(job);
  });
