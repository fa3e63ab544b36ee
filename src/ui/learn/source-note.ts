import type { Trace } from '../../engine/trace.ts';

/** Where the figures of a recording come from. */
export function sourceOf({ model, machine, recordedAt }: Trace): string {
  const date = new Date(recordedAt).toLocaleDateString('en', {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  });
  return `Recorded with ${model.name}, ${model.threads} threads, on ${machine}; ${date}.`;
}
