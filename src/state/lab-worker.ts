/** The Lab's worker: one job, its progress, its result. The page ends it when somebody stops the job. */
import { messageOf } from '../core/message-of.ts';
import { runLabJob } from './lab-jobs.ts';
import type { LabJob, LabProgress, LabResult } from './lab-protocol.ts';

/** What the worker says. */
export type LabMessage =
  | { readonly type: 'progress'; readonly progress: LabProgress }
  | { readonly type: 'result'; readonly result: LabResult }
  | { readonly type: 'failed'; readonly message: string };

addEventListener('message', ({ data }: MessageEvent<LabJob>) => {
  const say = (message: LabMessage): void => postMessage(message);
  try {
    const run = runLabJob(data, () => performance.now());
    for (;;) {
      const { value, done } = run.next();
      if (done === true) return say({ type: 'result', result: value });
      say({ type: 'progress', progress: value });
    }
  } catch (error) {
    say({ type: 'failed', message: messageOf(error) });
  }
});
