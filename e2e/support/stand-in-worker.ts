import type { GenerateEvent, ModelInfo } from '../../src/engine/engine.ts';
import type { WorkerAnswer, WorkerRequest } from '../../src/engine/protocol.ts';

/** What a page counts about its own drawing, from its first script on. */
export interface Smoothness {
  /** Frames so far, and how often React changed the page. */
  frames: number;
  commits: number;
  /** Components and elements that React rendered in all these changes; what it left alone does not count. */
  rendered: number;
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

/** What this reads of React's tree: a node, what it was before this change, and where to go on. */
interface Fiber {
  readonly flags: number;
  readonly memoizedProps: unknown;
  readonly alternate: Fiber | null;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
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
  const smooth: Smoothness = { frames: 0, commits: 0, rendered: 0, crowded: 0, longTasks: [], ended };
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
      onCommitFiberRoot: (_renderer: number, root: { readonly current: Fiber }) => {
        smooth.commits += 1;
        if (between) smooth.rendered += renderedIn(root.current);
      },
      onCommitFiberUnmount: () => {},
    },
  });

  /** As React's developer tools tell what was rendered: by the flag of work done, or by what a parent handed down. */
  function renderedIn(fiber: Fiber): number {
    const before = fiber.alternate;
    const performedWork = 1;
    const anew =
      before === null || before.memoizedProps !== fiber.memoizedProps || (fiber.flags & performedWork) !== 0;
    let count = anew ? 1 : 0;
    // React shares the children of what it leaves alone.
    if (before !== null && before.child === fiber.child) return count;
    for (let child = fiber.child; child !== null; child = child.sibling) count += renderedIn(child);
    return count;
  }

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
