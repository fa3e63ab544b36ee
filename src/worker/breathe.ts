/** How long passes may follow each other before messages are looked at, in milliseconds. */
const interval = 25;

/**
 * Lets a worker that computes all the time receive messages: the returned function gives a promise when it is time to
 * let the event loop turn, and nothing otherwise.
 */
export function createBreathe(now: () => number): () => Promise<void> | undefined {
  const channel = new MessageChannel();
  let resume = () => {};
  channel.port1.onmessage = () => resume();
  let last = now();
  return () => {
    if (now() - last < interval) return undefined;
    return new Promise<void>(resolve => {
      resume = () => {
        last = now();
        resolve();
      };
      channel.port2.postMessage(null);
    });
  };
}
