import { promptFeatures } from '../core/policy/features.ts';
import { type ArmId, isArmId } from '../engine/arms.ts';
import { type ChatMessage, type Engine, EngineError, type GenerateRequest } from '../engine/engine.ts';
import { preflight } from '../engine/preflight.ts';
import { noWait, ReplayEngine } from '../engine/replay-engine.ts';
import type { Trace } from '../engine/trace.ts';
import { createEngineOwner, type EngineOwner, type EngineTurn, useEngineUse } from './engine-owner.ts';
import { useEngineStore } from './engine-store.ts';
import type { NextFrame } from './event-batcher.ts';
import { failureOf, isAbort } from './failure.ts';
import { generateWith } from './generate-with.ts';
import { playFromStart, showAll } from './playback-store.ts';
import { choose, isServing, learn } from './policy-store.ts';
import { appendTo, beginBaseline, beginRun, type Decision, type Lane, useRunStore } from './run-store.ts';
import { plainPassMs, type RunView, runMs, runText, runTokens, summaryAt } from './run-view.ts';
import { requestFrom } from './settings.ts';
import { runSettings, set } from './settings-store.ts';
import { fittingArms } from './target-store.ts';
import { verdictOf } from './verdict.ts';

/** What actions need from outside, so that tests can bring their own. */
export interface ActionsDeps {
  readonly createEngine: () => Promise<Engine>;
  readonly nextFrame: NextFrame;
  /** Whether motion is unwanted: then recordings are shown whole at first. */
  readonly reducedMotion: () => boolean;
}

/** What a person can do. None of these rejects: failures go to the stores. */
export interface Actions {
  /** The engine, for rooms with work of their own. */
  readonly owner: EngineOwner;
  /** Loads the model; a second call while loading does nothing. */
  load(): Promise<void>;
  cancelLoad(): void;
  /** Runs the prompt of the settings as a new chat, or a follow-up to the run on stage. */
  start(options?: { readonly followUp?: string; readonly race?: boolean }): Promise<void>;
  /** Ends generation; the text so far stays. */
  stop(): void;
  /**
   * Runs target-only decoding of the request on stage, then plays both lanes on one clock. Where the form has moved on
   * from what is on stage, runs the form's request first.
   */
  race(): Promise<void>;
  /** Puts a recorded run on stage and plays it. */
  replay(trace: Trace): Promise<void>;
  /** The same, unless something is on stage already. */
  replayIfEmpty(trace: Trace): Promise<void>;
  /** Looks at browser and device. */
  inspectDevice(): Promise<void>;
  /** Tokens of a chat; undefined when nobody can say now. */
  countTokens(messages: readonly ChatMessage[]): Promise<number | undefined>;
}

/** Makes the actions, and the owner of the engine with them. */
export function createActions({ createEngine, nextFrame, reducedMotion }: ActionsDeps): Actions {
  const owner = createEngineOwner({ createEngine, nextFrame });

  const load = (): Promise<void> =>
    owner.load(name => useRunStore.setState({ announcement: `${name} is ready.`, error: undefined }));

  /** Runs one lane to its end. @returns whether it ended by itself. */
  const generate = (turn: EngineTurn, lane: Lane, request: GenerateRequest): Promise<boolean> =>
    turn.generate(request, events => appendTo(lane, events));

  /** The engine, for as long as the stage needs it. */
  async function onStage(work: (turn: EngineTurn) => Promise<void>): Promise<void> {
    await owner.use('playground', work, error => useRunStore.setState({ error }));
    if (useEngineUse.getState().by !== 'playground') useRunStore.setState({ phase: 'idle' });
  }

  async function start(options: { followUp?: string; race?: boolean } = {}): Promise<void> {
    const settings = runSettings();
    const text = options.followUp ?? settings.prompt;
    if (text.trim() === '') {
      fail(new EngineError('prompt-empty', 'The prompt is empty.', 'Write something, or pick an example.'));
      return;
    }
    const messages = [...(options.followUp === undefined ? [] : chatSoFar()), message('user', text)];
    const decision = decide(text, messages, settings.draft);
    const request = requestFrom(settings, messages, decision.arm);
    await onStage(async turn => {
      showAll();
      const cost = useEngineStore.getState().info?.cost;
      const before = useRunStore.getState();
      beginRun(request, { decision, ...(cost === undefined ? {} : { cost }) });
      if (options.followUp !== undefined) set({ followUp: '' });
      try {
        if (!(await generate(turn, 'run', request))) {
          announceEnd();
          return;
        }
      } catch (error) {
        // A request that was refused changes nothing on stage, and what was typed comes back.
        if (useRunStore.getState().run?.events.length === 0) {
          useRunStore.setState({ ...before, phase: 'idle', id: before.id + 1 });
          if (options.followUp !== undefined) set({ followUp: options.followUp });
        }
        throw error;
      }
      const wantsRace = (options.race ?? settings.race) && request.arm !== 'none';
      if (wantsRace) await runBaseline(turn, request);
      // Also when the race failed or was stopped: the run itself was measured.
      reward(decision);
      announceEnd();
    });
  }

  async function runBaseline(turn: EngineTurn, request: GenerateRequest): Promise<void> {
    const baseline: GenerateRequest = { ...request, arm: 'none' };
    beginBaseline(baseline);
    try {
      if (await generate(turn, 'baseline', baseline)) playFromStart();
      else useRunStore.setState({ baseline: undefined });
    } catch (error) {
      useRunStore.setState({ baseline: undefined });
      if (!isAbort(error)) fail(error);
    }
  }

  async function race(): Promise<void> {
    const { run, recording } = useRunStore.getState();
    const whole = run?.done !== undefined && run.done.reason !== 'cancelled';
    if (!whole || recording !== undefined || run.request.arm === 'none' || !isAsSet(run.request)) {
      await start({ race: true });
      return;
    }
    await onStage(async turn => {
      showAll();
      await runBaseline(turn, run.request);
      announceEnd();
    });
  }

  async function replay(trace: Trace): Promise<void> {
    if (useEngineUse.getState().by === 'playground') return;
    const player = new ReplayEngine(trace, noWait);
    const { signal } = new AbortController();
    beginRun(trace.request, { recording: trace, cost: trace.model.cost });
    try {
      await generateWith(player, trace.request, signal, nextFrame, events => appendTo('run', events));
      if (trace.baseline !== undefined) {
        const request: GenerateRequest = { ...trace.request, arm: 'none' };
        beginBaseline(request);
        await generateWith(player, request, signal, nextFrame, events => appendTo('baseline', events));
      }
      useRunStore.setState({ phase: 'idle' });
      if (reducedMotion()) showAll();
      else playFromStart();
    } catch (error) {
      useRunStore.setState({ phase: 'idle' });
      fail(error);
    }
  }

  return {
    load,
    owner,
    cancelLoad: () => owner.cancelLoad(),
    start,
    stop: () => owner.stop('playground'),
    race,
    replay,
    replayIfEmpty: async trace => {
      if (useRunStore.getState().run === undefined) await replay(trace);
    },
    inspectDevice: async () => useEngineStore.setState({ preflight: await preflight() }),
    countTokens: messages => owner.countTokens(messages),
  };
}

function fail(error: unknown): void {
  useRunStore.setState({ error: failureOf(error) });
}

function message(role: ChatMessage['role'], content: string): ChatMessage {
  return { role, content };
}

/** The chat on stage with its last answer. A recording is somebody else's chat and is not continued. */
function chatSoFar(): readonly ChatMessage[] {
  const { run, recording } = useRunStore.getState();
  if (run === undefined || recording !== undefined) return [];
  return [...run.request.messages, message('assistant', runText(run))];
}

/** Whether a request is what the form would ask for now, or a follow-up to that. */
function isAsSet(request: GenerateRequest): boolean {
  const settings = runSettings();
  const { draft, prompt } = settings;
  return (
    (draft === 'policy' || draft === request.arm) &&
    request.messages.find(({ role }) => role === 'user')?.content === prompt &&
    JSON.stringify(requestFrom(settings, request.messages, request.arm)) === JSON.stringify(request)
  );
}

/** Asks the policy, and lets a person overrule it. */
function decide(text: string, messages: readonly ChatMessage[], draft: 'policy' | ArmId): Decision {
  const turn = messages.filter(({ role }) => role === 'user').length - 1;
  const features = promptFeatures(text, turn);
  const choice = choose(features, fittingArms(useEngineStore.getState().info));
  const own = draft !== 'policy';
  const arm = own ? draft : isArmId(choice.arm) ? choice.arm : 'none';
  return { arm, by: own ? 'person' : 'policy', choice, features: features.values };
}

/**
 * The measured speed-up of a finished run: against its raced baseline, else against its own passes, else against the calibrated
 * one.
 */
export function measuredReward(
  run: RunView,
  baseline: RunView | undefined,
  targetMs: readonly number[] | undefined,
): number | undefined {
  const own = summaryAt(run, run.rounds.length).msPerToken;
  const raced = baseline?.done === undefined ? null : summaryAt(baseline, baseline.rounds.length).msPerToken;
  const reference = raced ?? plainPassMs(run, targetMs) ?? targetMs?.[0];
  if (own === null || own <= 0 || reference === undefined || reference <= 0) return undefined;
  return reference / own;
}

function reward(decision: Decision): void {
  const { run, baseline, cost } = useRunStore.getState();
  // What drafts earn on one target says little about another.
  if (run === undefined || !isServing(useEngineStore.getState().info)) return;
  const speedUp = measuredReward(run, baseline, cost?.targetMs);
  if (speedUp !== undefined) learn(decision.arm, decision.features, speedUp);
}

function announceEnd(): void {
  const { run, baseline, cost } = useRunStore.getState();
  if (run === undefined) return;
  const tokens = runTokens(run).length;
  const ended = run.done?.reason === 'cancelled' ? 'Stopped' : 'Finished';
  const seconds = (runMs(run) / 1000).toFixed(1);
  const verdict = verdictOf(run, run.rounds.length, cost, baseline);
  const compared = verdict === undefined ? '' : ` ${verdict.ratio} ${verdict.word}.`;
  useRunStore.setState({ announcement: `${ended}: ${tokens} tokens in ${seconds} seconds.${compared}` });
}
