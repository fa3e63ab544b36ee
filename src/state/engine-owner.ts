import { create } from 'zustand';
import {
  type ChatMessage,
  type Engine,
  EngineError,
  type GenerateEvent,
  type GenerateRequest,
  type RecordedRow,
  type RecordRequest,
} from '../engine/engine.ts';
import { endDraftLoading, forgetDrafts, noteDraft } from './draft-files.ts';
import { type Failure, useEngineStore } from './engine-store.ts';
import type { NextFrame } from './event-batcher.ts';
import { failureOf, isAbort } from './failure.ts';
import { generateWith } from './generate-with.ts';
import { LearntChats } from './learnt-chats.ts';
import type { RoomId } from './route.ts';
import { chooseTarget, useTargetStore } from './target-store.ts';

/** Which room's work the engine does now. */
export interface EngineUse {
  readonly by: RoomId | undefined;
}

/** Written by the owner alone. */
export const useEngineUse = create<EngineUse>(() => ({ by: undefined }));

/** What somebody may ask of the engine while it is theirs. */
export interface EngineTurn {
  readonly signal: AbortSignal;
  /**
   * Runs one generation and hands its events on, at most once a frame.
   * @returns whether it ended by itself
   * @throws EngineError; what came before is handed on first
   */
  generate(request: GenerateRequest, onEvents: (events: readonly GenerateEvent[]) => void): Promise<boolean>;
  /**
   * Makes one row of an offline dataset.
   * @param onArm told which arm is at work, by its index
   * @throws EngineError; `AbortError` when stopped
   */
  record(request: RecordRequest, onArm: (arm: number) => void): Promise<RecordedRow>;
}

/** The one holder of the engine: loads it, lends it to one user at a time, drops it when it is broken. */
export interface EngineOwner {
  /** Loads the model; a second call while loading does nothing. Never rejects. */
  load(onReady?: (name: string) => void): Promise<void>;
  cancelLoad(): void;
  /**
   * Lends the engine to a room until `work` ends. Never rejects: everything but somebody's own Cancel goes to `onFailure`,
   * also that no model is loaded or that another room has the engine. A second request of the same room does nothing.
   */
  use(
    by: RoomId,
    work: (turn: EngineTurn) => Promise<void>,
    onFailure: (failure: Failure) => void,
  ): Promise<void>;
  /** Ends what a room has under way. */
  stop(by: RoomId): void;
  /** Tokens of a chat; undefined when nobody can say now. */
  countTokens(messages: readonly ChatMessage[]): Promise<number | undefined>;
  /** Whether the table that grows has learnt an answer to this chat since the page was opened. */
  isLearnt(messages: readonly ChatMessage[]): boolean;
}

/** What the owner needs from outside. */
export interface OwnerDeps {
  readonly createEngine: () => Promise<Engine>;
  readonly nextFrame: NextFrame;
}

const roomNames: Readonly<Record<RoomId, string>> = {
  playground: 'the Playground',
  compare: 'Compare',
  lab: 'the Lab',
  learn: 'a lesson',
  models: 'the model manager',
};

/** Makes the owner. It holds the engine and the abort controllers; nothing else talks to an engine. */
export function createEngineOwner({ createEngine, nextFrame }: OwnerDeps): EngineOwner {
  let engine: Engine | undefined;
  let loading: AbortController | undefined;
  let running: AbortController | undefined;
  const learnt = new LearntChats();

  useTargetStore.subscribe(({ own }, before) => {
    if (own === before.own) return;
    // Another target was chosen: what is loaded or on its way is not wanted any more.
    loading?.abort();
    loading = undefined;
    running?.abort();
    dropEngine();
    useEngineStore.setState({ status: 'none', info: undefined, progress: undefined, error: undefined });
  });

  async function load(onReady?: (name: string) => void): Promise<void> {
    const { status } = useEngineStore.getState();
    if (status === 'loading' || status === 'ready') return;
    const controller = new AbortController();
    loading = controller;
    useEngineStore.setState({ status: 'loading', progress: undefined, error: undefined });
    try {
      const using = engine ?? (await createEngine());
      controller.signal.throwIfAborted();
      engine = using;
      const info = await using.load(progress => {
        if (!controller.signal.aborted) useEngineStore.setState({ progress });
      }, controller.signal);
      useEngineStore.setState({ status: 'ready', info, progress: undefined });
      onReady?.(info.name);
    } catch (error) {
      if (loading !== controller) return;
      if (isAbort(error)) {
        useEngineStore.setState({ status: 'none', progress: undefined });
      } else {
        dropEngine();
        const failure = failureWith(error);
        useEngineStore.setState({ status: 'failed', progress: undefined, error: failure });
      }
    } finally {
      if (loading === controller) loading = undefined;
    }
  }

  /** A worker that failed may hold broken state: the next load starts another. */
  function dropEngine(): void {
    engine?.dispose();
    engine = undefined;
    learnt.forgetLast();
    forgetDrafts();
  }

  async function use(
    by: RoomId,
    work: (turn: EngineTurn) => Promise<void>,
    onFailure: (failure: Failure) => void,
  ): Promise<void> {
    const { by: user } = useEngineUse.getState();
    if (user === by) return;
    if (user !== undefined) {
      onFailure(failureOf(busyWith(user)));
      return;
    }
    if (engine === undefined || useEngineStore.getState().status !== 'ready') {
      onFailure(
        failureOf(
          new EngineError('not-loaded', 'No model is loaded yet.', 'Load the model, then run again.'),
        ),
      );
      return;
    }
    const current = engine;
    const controller = new AbortController();
    running = controller;
    useEngineUse.setState({ by });
    const turn: EngineTurn = {
      signal: controller.signal,
      generate: (request, onEvents) => {
        learnt.begin(request.messages);
        return generateWith(current, request, controller.signal, nextFrame, onEvents);
      },
      record: async (request, onArm) => {
        if (current.record === undefined) throw nothingToRecord();
        return current.record(request, controller.signal, onArm, noteDraft).finally(endDraftLoading);
      },
    };
    try {
      await work(turn);
    } catch (error) {
      if (!isAbort(error)) {
        onFailure(failureOf(error));
        noteUnfit(error);
        if (error instanceof EngineError && error.code === 'worker-crashed') {
          dropEngine();
          useEngineStore.setState({ status: 'failed', info: undefined, error: failureOf(error) });
        }
      }
    } finally {
      running = undefined;
      useEngineUse.setState({ by: undefined });
    }
  }

  async function countTokens(messages: readonly ChatMessage[]): Promise<number | undefined> {
    if (engine === undefined || running !== undefined) return undefined;
    try {
      return await engine.countTokens(messages);
    } catch {
      return undefined;
    }
  }

  return {
    load,
    cancelLoad: () => loading?.abort(),
    use,
    stop: by => {
      if (useEngineUse.getState().by === by) running?.abort();
    },
    countTokens,
    isLearnt: messages => learnt.has(messages),
  };
}

/** A whole model that turned out not to fit the target is kept from it from now on. */
function noteUnfit(error: unknown): void {
  const target = useEngineStore.getState().info?.id;
  if (target === undefined || !(error instanceof EngineError) || error.code !== 'draft-unfit') return;
  useTargetStore.setState({ unfit: { target, cause: error.message } });
}

/** What went wrong with loading. A model that is gone gives way to the embedded one. */
function failureWith(error: unknown): Failure {
  const failure = failureOf(error);
  if (failure.code !== 'model-missing') return failure;
  chooseTarget();
  return {
    ...failure,
    remedy: `${failure.remedy} The embedded model is chosen again: it can be loaded now.`,
  };
}

function nothingToRecord(): EngineError {
  return new EngineError(
    'bad-request',
    'Recorded runs cannot be tried with other drafts.',
    'Load the model to make a dataset.',
  );
}

function busyWith(room: RoomId): EngineError {
  return new EngineError(
    'busy',
    `The model is at work for ${roomNames[room]}.`,
    'Wait until it is finished, or stop it there; runs share the device, so they go one after the other.',
  );
}
