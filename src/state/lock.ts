/** Runs work while no other work under the same lock does; whoever comes later waits. */
export type Lock = <T>(work: () => Promise<T>) => Promise<T>;

/** A lock that all tabs of this browser share; on pages that are not secure, where there is none, it is this page's alone. */
export function lockNamed(name: string): Lock {
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  return locks === undefined ? lockHere() : work => locks.request(name, work);
}

/** A lock of this page. */
export function lockHere(): Lock {
  let last: Promise<unknown> = Promise.resolve();
  return work => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
