import type { WireError } from '../engine/protocol.ts';
import { toWire } from './errors.ts';

/** A call of the page, or the wish to end the call of the same number. */
type Call = { readonly type: 'cancel'; readonly id: number } | { readonly type: string; readonly id: number };

/**
 * Answers the page's calls in a worker: each with a signal that a `cancel` of its number aborts, and with `failed` when `answer`
 * throws.
 */
export function serveCalls<Request extends Call>(
  answer: (request: Exclude<Request, { type: 'cancel' }>, signal: AbortSignal) => Promise<void>,
  post: (failed: { readonly type: 'failed'; readonly id: number; readonly error: WireError }) => void,
): void {
  const running = new Map<number, AbortController>();
  const receive = async (request: Request): Promise<void> => {
    const { id } = request;
    if (request.type === 'cancel') {
      running.get(id)?.abort();
      return;
    }
    const controller = new AbortController();
    running.set(id, controller);
    try {
      await answer(request as Exclude<Request, { type: 'cancel' }>, controller.signal);
    } catch (error) {
      post({ type: 'failed', id, error: toWire(error) });
    } finally {
      running.delete(id);
    }
  };
  addEventListener('message', (event: MessageEvent<Request>) => {
    void receive(event.data);
  });
}
