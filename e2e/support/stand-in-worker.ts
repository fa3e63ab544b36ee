import type { GenerateEvent, ModelInfo } from '../../src/engine/engine.ts';
import type { WorkerAnswer, WorkerRequest } from '../../src/engine/protocol.ts';

/** What a page counts about its own drawing, from its first script on. */
export interface Smoothness {
  /** Frames so far, and how often React changed the page. */
  frames: number;
  commits: number;
  /** Frames between the first and the last mark for which React changed the page more than once. */
  crowded: number;
  /** Milliseconds of the tasks above 50 ms while the run was coming. */
  readonly longTasks: number[];
  /** Resolves when the run has come. Nothing polls meanwhile: looking for an element takes the page's time. */
  readonly ended: Promise<void>;
}

declare global {
  interface Window {
    smooth: Smoothness;
    reached(tokens: number): Promise<void>;
  }
}

/** How the stand-in behaves. */
export interface StandIn {
  readonly info: ModelInfo;
  readonly events: readonly GenerateEvent[];
  readonly tokensPerSecond: number;
  /** Numbers of tokens at which `window.reached` is called. */
  readonly marks: readonly number[];
}

/**
 * For `addInitScript`: in place of the worker with the model, one that sends given events at a given pace, so that how the page draws
 * can be looked at without what the model costs. Counts frames, React's commits and long tasks meanwhile.
 */
export function standInWorker({ info, events, tokensPerSecond, marks }: StandIn): void {
  let end = (): void => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  const smooth: Smoothness = { frames: 0, commits: 0, crowded: 0, longTasks: [], ended };
  window.smooth = smooth;
  let coming = false;
  let between = false;
  let before = 0;
  requestAnimationFrame(function count() {
    if (between && smooth.commits - before > 1) smooth.crowded += 1;
    before = smooth.commits;
    smooth.frames += 1;
    requestAnimationFrame(count);
  });
  new PerformanceObserver(list => {
    if (coming) smooth.longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  // What React tells its developer tools, production builds too.
  Object.assign(window, {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberRoot: () => {
        smooth.commits += 1;
      },
      onCommitFiberUnmount: () => {},
    },
  });

  class StandInWorker extends EventTarget {
    onmessage: ((event: MessageEvent<WorkerAnswer>) => void) | null = null;
    postMessage(request: WorkerRequest): void {
      const { id } = request;
      const answer = (data: WorkerAnswer): void => this.onmessage?.(new MessageEvent('message', { data }));
      switch (request.type) {
        case 'load':
          setTimeout(() => answer({ type: 'loaded', id, info }));
          break;
        case 'count':
          setTimeout(() => answer({ type: 'counted', id, tokens: 20 }));
          break;
        case 'generate':
          send(
            event => answer({ type: 'event', id, event }),
            () => answer({ type: 'ended', id }),
          );
          break;
        case 'cancel':
          break;
      }
    }
    terminate(): void {}
  }
  Object.assign(window, { Worker: StandInWorker });

  function send(answer: (event: GenerateEvent) => void, ended: () => void): void {
    const begun = performance.now();
    let tokens = 0;
    let next = 0;
    const timer = setInterval(() => {
      coming = true;
      const due = ((performance.now() - begun) / 1000) * tokensPerSecond;
      while (tokens <= due) {
        const event = events[next];
        if (event === undefined) {
          clearInterval(timer);
          coming = false;
          ended();
          end();
          return;
        }
        answer(event);
        next += 1;
        if (event.type !== 'round') continue;
        const mark = marks.find(mark => tokens < mark && tokens + event.emitted.length >= mark);
        tokens += event.emitted.length;
        if (mark === undefined) continue;
        between = mark !== marks.at(-1);
        void window.reached(mark);
      }
    }, 5);
  }
}
