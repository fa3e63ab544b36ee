/** What a helper thread needs to start; posted to it once. */
export interface HelperStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Address of the `Model` struct. */
  readonly model: number;
  /** This helper's number, 1 … threads - 1; the caller of `forward` is thread 0. */
  readonly thread: number;
  readonly threads: number;
}

/** A running helper. */
export interface HelperThread {
  terminate(): void;
}

/** Starts one helper and resolves when it is about to wait for work. */
export type SpawnHelper = (start: HelperStart) => Promise<HelperThread>;

/** Starts helpers 1 … threads - 1. If one cannot start, the others are ended. */
export async function startHelpers(
  spawn: SpawnHelper | undefined,
  start: Omit<HelperStart, 'thread'>,
): Promise<readonly HelperThread[]> {
  if (start.threads === 1) return [];
  if (spawn === undefined) throw new Error('more than one thread needs a way to spawn helpers');
  const started = await Promise.allSettled(
    Array.from({ length: start.threads - 1 }, (_, i) => spawn({ ...start, thread: i + 1 })),
  );
  const helpers = started.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = started.find(result => result.status === 'rejected');
  if (failure !== undefined) {
    for (const helper of helpers) helper.terminate();
    throw failure.reason;
  }
  return helpers;
}
