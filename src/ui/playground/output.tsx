import { useEffect, useRef } from 'react';
import type { ChatMessage } from '../../engine/engine.ts';
import { useDraftFilesStore } from '../../state/draft-files.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { failureOf } from '../../state/failure.ts';
import { lastMs, stagePlayback, usePlaybackStore } from '../../state/playback-store.ts';
import { fetchJson, openRecording, useRecordingsStore } from '../../state/recordings.ts';
import { chatOf, useRunStore } from '../../state/run-store.ts';
import { compareTokens, type RunView, runText } from '../../state/run-view.ts';
import { machineName, traceOf } from '../../state/save-trace.ts';
import { useActions } from '../actions-context.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { downloadText } from '../components/download.ts';
import { Transport } from '../components/transport.tsx';
import { runsFolder } from '../places.ts';
import { DraftLoading } from './draft-loading.tsx';
import { FollowUp } from './follow-up.tsx';
import { Lane } from './lane.tsx';
import { Legend } from './legend.tsx';
import { VisibleText } from './token-text.tsx';

/** The stage: the chat so far, the run as it comes, its baseline beside it, and the clock of both. */
export function Output() {
  const { run, baseline, phase, recording } = useRunStore();
  return (
    <section className="panel output" aria-labelledby="output-title">
      <div className="panel-head">
        <h2 id="output-title">Output</h2>
        <Source />
      </div>
      {run === undefined ? (
        <Empty />
      ) : (
        <>
          <Chat messages={chatOf(run)} />
          <div className="lanes" data-two={baseline !== undefined || undefined}>
            <Lane lane="run" run={run} titled={baseline !== undefined} running={phase === 'generating'} />
            {baseline && <Lane lane="baseline" run={baseline} titled running={phase === 'racing'} />}
          </div>
          <EndNote run={run} baseline={baseline} />
        </>
      )}
      <Legend />
      {run && phase === 'idle' && lastMs(run, baseline) > 0 && (
        <Transport playback={stagePlayback} run={run} end={lastMs(run, baseline)} />
      )}
      {run?.done && phase === 'idle' && recording === undefined && <FollowUp />}
    </section>
  );
}

function Empty() {
  const status = useRecordingsStore(state => state.status);
  return (
    <p className="empty">
      {status === 'looking'
        ? 'Looking for recorded runs…'
        : 'No recorded run comes with this copy of the page. Load the model, write a prompt, and press Run.'}
    </p>
  );
}

/** Where the text comes from: a recording, which says so, or this device. */
function Source() {
  const actions = useActions();
  const recording = useRunStore(state => state.recording);
  const run = useRunStore(state => state.run);
  const idle = useRunStore(state => state.phase === 'idle');
  const { entries, current } = useRecordingsStore();
  const open = async (file: string): Promise<void> => {
    const entry = entries.find(candidate => candidate.file === file);
    if (entry === undefined) return;
    try {
      await actions.replay(await openRecording(runsFolder, entry, fetchJson));
    } catch (error) {
      useRunStore.setState({ error: failureOf(error) });
    }
  };
  return (
    <div className="source">
      {run !== undefined && (
        <span className="badge" data-kind={recording === undefined ? 'live' : 'recording'}>
          {recording === undefined ? 'On this device' : 'Recording'}
        </span>
      )}
      {entries.length > 0 && (
        <select
          aria-label="Recorded run"
          value={recording === undefined ? '' : (current ?? '')}
          disabled={!idle}
          onChange={event => void open(event.target.value)}
        >
          <option value="" disabled>
            Recorded runs
          </option>
          {entries.map(entry => (
            <option key={entry.file} value={entry.file}>
              {entry.title}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

function Chat({ messages }: { readonly messages: readonly ChatMessage[] }) {
  const box = useRef<HTMLDivElement>(null);
  const count = messages.length;
  useEffect(() => {
    // A chat opens at its newest turn, a single prompt at its beginning.
    const last = box.current?.lastElementChild;
    if (box.current && last instanceof HTMLElement && count > 1) {
      box.current.scrollTop = last.offsetTop;
    }
  }, [count]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of turns, not of form fields
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <div className="chat" ref={box} role="group" aria-label="Chat so far" tabIndex={0}>
      {messages.map((message, i) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: turns of a chat never change place
          key={i}
          className="turn"
          data-role={message.role}
        >
          <span className="turn-who">{message.role === 'user' ? 'Prompt' : 'Answer'}</span>
          <div className="turn-text">
            <VisibleText
              text={message.content.length > 4000 ? `${message.content.slice(0, 4000)}…` : message.content}
            />
          </div>
        </div>
      ))}
    </div>
  );
}

const reasons = {
  eos: 'The model ended its answer.',
  'max-tokens': 'Ended at the most tokens allowed.',
  'stop-string': 'Ended at a stop string.',
  'context-full': 'Ended because the context is full.',
  cancelled: 'Stopped. The text so far is kept; the policy learns nothing from it.',
} as const;

function EndNote({ run, baseline }: { readonly run: RunView; readonly baseline: RunView | undefined }) {
  const finished = usePlaybackStore(({ clockMs }) => clockMs === null);
  const { recording, phase } = useRunStore();
  const info = useEngineStore(state => state.info);
  const entry = useRecordingsStore(({ entries, current }) => entries.find(({ file }) => file === current));
  const draft = useDraftFilesStore(state => state.loading);
  if (run.done === undefined && phase === 'generating' && draft !== undefined) {
    return <DraftLoading progress={draft} />;
  }
  if (run.done === undefined) {
    return (
      <p className="end-note muted">
        {phase === 'generating' ? 'Writing…' : 'The run broke off; its text so far is kept.'}
      </p>
    );
  }
  const save = (): void => {
    if (info === undefined) return;
    const machine = machineName(navigator.hardwareConcurrency, navigator.userAgent);
    downloadText('draftpick-run.json', JSON.stringify(traceOf(run, baseline, info, machine, new Date())));
  };
  return (
    <div className="end-note">
      <p className="muted">
        {run.done.reason === 'cancelled' && run.rounds.length === 0
          ? 'Stopped before the first token.'
          : reasons[run.done.reason]}{' '}
        {phase === 'racing' && 'Now the target alone, with the same request… '}
        {baseline?.done && finished && <Sameness run={run} baseline={baseline} />}
        {recording && (
          <>
            {entry?.note ? `${entry.note} ` : ''}
            {`Recorded on ${recording.recordedAt.slice(0, 10)}: ${recording.model.name}, ${recording.machine}.`}
          </>
        )}
      </p>
      {phase === 'idle' && (
        <div className="button-row">
          <CopyButton label="Copy text" text={() => runText(run)} />
          {recording === undefined && info !== undefined && (
            <button type="button" className="button quiet" onClick={save}>
              Save run
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Sameness({ run, baseline }: { readonly run: RunView; readonly baseline: RunView }) {
  const result = compareTokens(run, baseline);
  const greedy = run.request.sampling.temperature === 0;
  if (result.same) {
    return (
      <strong className="same" data-testid="sameness">
        {`Both lanes wrote the same ${result.tokens} tokens. `}
      </strong>
    );
  }
  return (
    <span data-testid="sameness">
      {greedy
        ? `The lanes differ from token ${result.at + 1} on; in greedy mode they should not. `
        : `The lanes differ from token ${result.at + 1} on, as random draws do: the distribution is the same, the text need not be. `}
    </span>
  );
}
