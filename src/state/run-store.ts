import { create } from 'zustand';
import type { ArmChoice } from '../core/policy/lin-ucb.ts';
import type { ArmId } from '../engine/arms.ts';
import type { ChatMessage, CostTable, GenerateEvent, GenerateRequest } from '../engine/engine.ts';
import type { Trace } from '../engine/trace.ts';
import type { Failure } from './engine-store.ts';
import { appendEvents, emptyRun, type RunView } from './run-view.ts';
import type { TokenPlace } from './selection.ts';

/** How the arm of a run came to be chosen. */
export interface Decision {
  readonly arm: ArmId;
  readonly by: 'policy' | 'person';
  /** What the policy thought of every arm for this prompt, whoever chose. */
  readonly choice: ArmChoice;
  /** Shape of the policy's features. */
  readonly features: Float64Array;
}

/** The two generations that can be on stage. */
export type Lane = 'run' | 'baseline';

/** A token somebody is looking at. */
export interface Selection extends TokenPlace {
  readonly lane: Lane;
}

/** What is on stage: at most one run, its baseline, and the chat before it. */
export interface RunState {
  /** Counts runs, so that what belongs to an old one can tell. */
  readonly id: number;
  readonly phase: 'idle' | 'generating' | 'racing';
  readonly run: RunView | undefined;
  readonly baseline: RunView | undefined;
  /** Set when the run was recorded, not generated here. */
  readonly recording: Trace | undefined;
  readonly cost: CostTable | undefined;
  readonly decision: Decision | undefined;
  readonly error: Failure | undefined;
  readonly selection: Selection | undefined;
  /** Said once to a screen reader when something ends. */
  readonly announcement: string;
}

const nothing: Omit<RunState, 'id' | 'announcement'> = {
  phase: 'idle',
  run: undefined,
  baseline: undefined,
  recording: undefined,
  cost: undefined,
  decision: undefined,
  error: undefined,
  selection: undefined,
};

/** Written by actions.ts, and by the page where a token is selected. */
export const useRunStore = create<RunState>(() => ({ id: 0, announcement: '', ...nothing }));

const { setState } = useRunStore;

/** Puts a new, empty run on stage. */
export function beginRun(
  request: GenerateRequest,
  about: Partial<Pick<RunState, 'decision' | 'recording' | 'cost'>>,
): void {
  setState(({ id }) => ({
    ...nothing,
    ...about,
    id: id + 1,
    phase: about.recording === undefined ? 'generating' : 'idle',
    run: emptyRun(request),
    announcement: '',
  }));
}

/** Puts an empty baseline beside the run. */
export function beginBaseline(request: GenerateRequest): void {
  setState({ phase: 'racing', baseline: emptyRun(request), error: undefined, announcement: '' });
}

/** Adds events to the end of a lane. */
export function appendTo(lane: Lane, events: readonly GenerateEvent[]): void {
  setState(state => {
    const view = state[lane];
    return view === undefined ? {} : { [lane]: appendEvents(view, events) };
  });
}

/** Selects a token, or none. */
export function select(selection: Selection | undefined): void {
  setState({ selection });
}

/** The chat that a run answered, without its system turn. */
export function chatOf(run: RunView): readonly ChatMessage[] {
  return run.request.messages.filter(message => message.role !== 'system');
}
