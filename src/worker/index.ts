import type { WorkerAnswer, WorkerRequest } from '../engine/protocol.ts';
import { toWire } from './errors.ts';
import { Session } from './session.ts';

// The message switch of the model's worker; everything else is in session.ts.

const session = new Session();
/** What can be cancelled, by the number of its call. */
const running = new Map<number, AbortController>();
const post = (answer: WorkerAnswer) => postMessage(answer);

addEventListener('message', (event: MessageEvent<WorkerRequest>) => {
  void receive(event.data);
});

async function receive(request: WorkerRequest): Promise<void> {
  const { id } = request;
  if (request.type === 'cancel') {
    running.get(id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(id, controller);
  try {
    switch (request.type) {
      case 'load': {
        const info = await session.load(
          request,
          progress => post({ type: 'progress', id, progress }),
          controller.signal,
        );
        post({ type: 'loaded', id, info });
        break;
      }
      case 'generate':
        for await (const event of session.generate(
          request.request,
          controller.signal,
          progress => post({ type: 'draft', id, progress }),
          info => post({ type: 'moved', id, info }),
        )) {
          post({ type: 'event', id, event });
        }
        post({ type: 'ended', id });
        break;
      case 'count':
        post({ type: 'counted', id, tokens: session.countTokens(request.messages) });
        break;
    }
  } catch (error) {
    post({ type: 'failed', id, error: toWire(error) });
  } finally {
    running.delete(id);
  }
}
