import {
  type ChatMessage,
  type Engine,
  EngineError,
  type GenerateEvent,
  type GenerateRequest,
  type LoadProgress,
  type ModelInfo,
} from './engine.ts';
import type { Trace } from './trace.ts';

/** Resolves after `ms` milliseconds, or at once when the signal aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Does not wait: the whole recording at once. */
export const noWait: Wait = () => Promise.resolve();

/**
 * Plays a recorded run through the same interface as the worker. It answers the recorded request, and the same
 * request with arm `none` when target-only decoding was recorded too; anything else is a `bad-request`.
 *
 * @example
 * for await (const event of new ReplayEngine(trace, noWait).generate(trace.request, signal)) show(event);
 */
export class ReplayEngine implements Engine {
  readonly kind = 'replay';

  constructor(
    readonly trace: Trace,
    private readonly wait: Wait,
  ) {}

  load(_onProgress: (progress: LoadProgress) => void, _signal: AbortSignal): Promise<ModelInfo> {
    return Promise.reject(
      new EngineError(
        'bad-request',
        'A recording holds no model.',
        'Load the model to generate text of your own.',
      ),
    );
  }

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    let rounds = 0;
    let tokens = 0;
    let decodeMs = 0;
    for (const event of this.eventsFor(request)) {
      await this.wait(durationMs(event), signal);
      if (signal.aborted && event.type !== 'done') {
        yield { type: 'done', reason: 'cancelled', tokens, rounds, decodeMs, text: '' };
        return;
      }
      if (event.type === 'round') {
        rounds += 1;
        tokens += event.emitted.length;
        decodeMs += durationMs(event);
      }
      yield event;
    }
  }

  countTokens(messages: readonly ChatMessage[]): Promise<number> {
    const prefill = this.trace.events.find(event => event.type === 'prefill');
    if (prefill !== undefined && JSON.stringify(messages) === JSON.stringify(this.trace.request.messages)) {
      return Promise.resolve(prefill.promptTokens);
    }
    return Promise.reject(
      new EngineError('not-loaded', 'A recording has no tokenizer.', 'Load the model to count tokens.'),
    );
  }

  dispose(): void {}

  private eventsFor(request: GenerateRequest): readonly GenerateEvent[] {
    const recorded = this.trace.request;
    if (sameRequest(request, recorded)) return this.trace.events;
    if (this.trace.baseline && sameRequest(request, { ...recorded, arm: 'none' })) return this.trace.baseline;
    throw new EngineError(
      'bad-request',
      'The recording answers another request.',
      'Load the model to run a prompt of your own.',
    );
  }
}

/** Milliseconds an event took: prefill or a whole round. */
function durationMs(event: GenerateEvent): number {
  switch (event.type) {
    case 'prefill':
      return event.prefillMs;
    case 'round':
      return event.draftMs + event.verifyMs + event.overheadMs;
    case 'done':
      return 0;
  }
}

function sameRequest(a: GenerateRequest, b: GenerateRequest): boolean {
  return (
    a.arm === b.arm &&
    a.maxTokens === b.maxTokens &&
    a.maxDraft === b.maxDraft &&
    a.fixedDraft === b.fixedDraft &&
    a.sampling.temperature === b.sampling.temperature &&
    a.sampling.topK === b.sampling.topK &&
    a.sampling.topP === b.sampling.topP &&
    a.sampling.seed === b.sampling.seed &&
    JSON.stringify(a.stopStrings) === JSON.stringify(b.stopStrings) &&
    JSON.stringify(a.messages) === JSON.stringify(b.messages)
  );
}
