import type { WorkerAnswer, WorkerRequest } from '../engine/protocol.ts';
import { serveCalls } from './serve-calls.ts';
import { Session } from './session.ts';

// The message switch of the model's worker; everything else is behind session.ts.

const session = new Session();
const post = (answer: WorkerAnswer) => postMessage(answer);

serveCalls<WorkerRequest>(async (request, signal) => {
  const { id } = request;
  switch (request.type) {
    case 'load': {
      const info = await session.load(request, progress => post({ type: 'progress', id, progress }), signal);
      post({ type: 'loaded', id, info });
      break;
    }
    case 'generate':
      for await (const event of session.generate(
        request.request,
        request.wholeModel,
        signal,
        progress => post({ type: 'draft', id, progress }),
        info => post({ type: 'moved', id, info }),
      )) {
        post({ type: 'event', id, event });
      }
      post({ type: 'ended', id });
      break;
    case 'record': {
      const row = await session.record(
        request.request,
        request.wholeModel,
        signal,
        arm => post({ type: 'recording', id, arm }),
        progress => post({ type: 'draft', id, progress }),
        info => post({ type: 'moved', id, info }),
      );
      post({ type: 'recorded', id, row });
      break;
    }
    case 'count':
      post({ type: 'counted', id, tokens: session.countTokens(request.messages) });
      break;
  }
}, post);
