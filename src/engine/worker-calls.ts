import { EngineError } from './engine.ts';
import type { WireError } from './protocol.ts';

/** What any worker answers to a call that failed. */
export interface FailedAnswer {
  readonly type: 'failed';
  readonly id: number;
  readonly error: WireError;
}

interface Message {
  readonly type: string;
  readonly id: number;
}

type Result<Answer> = Exclude<Answer, FailedAnswer>;

/** Takes the answers to one call. */
interface Call<Answer> {
  answer(answer: Result<Answer>): void;
  fail(error: Error): void;
}

/** The worker behind {@link WorkerCalls}. */
export interface WorkerHome {
  start(): Worker;
  /** Told why the worker stopped. @returns what the calls under way end with */
  crashed(cause: string): EngineError;
}

/**
 * Calls to a worker, matched to its answers by number. The worker starts with the first call, and anew with the first one after it
 * stopped. A call whose signal is aborted asks the worker for its end, and ends when the worker says so.
 */
export class WorkerCalls<Request extends Message, Answer extends Message> {
  readonly #home: WorkerHome;
  readonly #calls = new Map<number, Call<Answer>>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(home: WorkerHome) {
    this.#home = home;
  }

  /**
   * One call with one result.
   * @param request the message, given the number of the call
   * @param receive told every answer but a failure; `resolve` ends the call
   * @throws EngineError, or `AbortError`, as the worker says
   */
  ask<T>(
    request: (id: number) => Request,
    signal: AbortSignal | undefined,
    receive: (answer: Result<Answer>, resolve: (value: T) => void) => void,
  ): Promise<T> {
    const id = this.#nextId();
    const cancel = () => this.#post({ type: 'cancel', id });
    return new Promise<T>((resolve, reject) => {
      this.#calls.set(id, { answer: answer => receive(answer, resolve), fail: reject });
      this.#post(request(id));
      signal?.addEventListener('abort', cancel, { once: true });
      if (signal?.aborted) cancel();
    }).finally(() => {
      signal?.removeEventListener('abort', cancel);
      this.#calls.delete(id);
    });
  }

  /**
   * One call with many results. A consumer that leaves early cancels it.
   * @param receive told every answer but a failure; `put` hands a result on, `end` ends the call
   * @throws as {@link ask}, after all results that came before
   */
  async *stream<T>(
    request: (id: number) => Request,
    signal: AbortSignal,
    receive: (answer: Result<Answer>, put: (result: T) => void, end: () => void) => void,
  ): AsyncGenerator<T> {
    const queue: T[] = [];
    let ended = false;
    let failure: Error | undefined;
    let wake = () => {};
    const put = (result: T) => {
      queue.push(result);
    };
    const end = () => {
      ended = true;
    };
    const id = this.#nextId();
    const cancel = () => this.#post({ type: 'cancel', id });
    this.#calls.set(id, {
      answer: answer => {
        receive(answer, put, end);
        wake();
      },
      fail: error => {
        failure = error;
        wake();
      },
    });
    try {
      this.#post(request(id));
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) cancel();
      for (;;) {
        yield* queue.splice(0);
        // More may have come while the consumer was busy with these.
        if (queue.length > 0) continue;
        if (failure !== undefined) throw failure;
        if (ended) return;
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      // A consumer that leaves early must not leave the worker busy.
      if (!ended && failure === undefined) cancel();
      this.#calls.delete(id);
    }
  }

  /** Ends the worker, and every call with `error`. */
  stop(error: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const call of [...this.#calls.values()]) call.fail(error);
    this.#calls.clear();
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #post(message: Request | { readonly type: 'cancel'; readonly id: number }): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = this.#home.start();
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const call = this.#calls.get(data.id);
      if (isFailed(data)) call?.fail(fromWire(data.error));
      else call?.answer(data as Result<Answer>);
    };
    // The worker is beyond repair.
    worker.onerror = ({ message }) => this.stop(this.#home.crashed(message || 'it could not be started'));
    return worker;
  }
}

function isFailed(answer: Message): answer is FailedAnswer {
  return answer.type === 'failed';
}

function fromWire({ code, message, remedy }: WireError): Error {
  return code === 'aborted'
    ? new DOMException(message, 'AbortError')
    : new EngineError(code, message, remedy);
}
