/** Resolves after some milliseconds, rejects with `AbortError` when the signal fires. */
export type Wait = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** By the clock of the page or worker. */
export const browserWait: Wait = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      signal?.removeEventListener('abort', cancel);
      resolve();
    }
    function cancel(): void {
      clearTimeout(timer);
      reject(new DOMException('loading was cancelled', 'AbortError'));
    }
    if (signal?.aborted) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  });

/** A connection that brings no byte for this long is taken for dead. */
export const stallMs = 30_000;
/** What is said of it. */
export const stallCause = `the server sent nothing for ${stallMs / 1000} seconds`;

/**
 * Awaits something that must come within {@link stallMs}.
 * @param stalled the error it ends in otherwise
 * @throws that error; DOMException `AbortError`
 */
export async function withoutStall<T>(
  promise: Promise<T>,
  wait: Wait,
  signal: AbortSignal | undefined,
  stalled: () => Error,
): Promise<T> {
  const timer = new AbortController();
  const stop = () => timer.abort();
  signal?.addEventListener('abort', stop);
  const late = wait(stallMs, timer.signal).then(() => {
    throw stalled();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    signal?.removeEventListener('abort', stop);
    timer.abort();
    late.catch(() => undefined);
    promise.catch(() => undefined);
  }
}
