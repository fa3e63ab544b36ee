import { type FormEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { useEngineStore } from '../../state/engine-store.ts';
import { encodeSettings } from '../../state/permalink.ts';
import { useRunStore } from '../../state/run-store.ts';
import { restorePrompt, runSettings, set, useSettingsStore } from '../../state/settings-store.ts';
import { countControls } from '../../state/visible-text.ts';
import { useActions } from '../actions-context.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { ErrorCard } from '../components/error-card.tsx';
import { count } from '../components/format.ts';
import { Icon } from '../components/icon.tsx';
import { DraftChoice } from './draft-choice.tsx';
import { Gallery } from './gallery-list.tsx';
import { Sampling } from './sampling.tsx';
import { useTokenCount } from './use-token-count.ts';

/** Everything that goes into a run. */
export function Composer() {
  const actions = useActions();
  const phase = useRunStore(state => state.phase);
  const error = useRunStore(state => state.error);
  const busy = phase !== 'idle';
  const form = useRef<HTMLFormElement>(null);
  // On a small screen the output is in sight while a run fails; what went wrong stands here.
  useEffect(() => {
    if (error !== undefined) form.current?.querySelector('.error-card')?.scrollIntoView({ block: 'nearest' });
  }, [error]);
  const run = (event?: FormEvent): void => {
    event?.preventDefault();
    if (busy) return;
    void actions.start();
    showOutput();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  };
  return (
    <form ref={form} className="panel composer" aria-label="New run" onSubmit={run} onKeyDown={onKeyDown}>
      <PromptField />
      {error && <ErrorCard failure={error} onDismiss={() => useRunStore.setState({ error: undefined })} />}
      <RunButtons busy={busy} />
      <DraftChoice />
      <Sampling />
      <Gallery />
      <LinkRow />
    </form>
  );
}

/** On a small screen the output may be out of sight when a run begins. */
function showOutput(): void {
  const output = document.querySelector('.output');
  if (output === null || useRunStore.getState().phase === 'idle') return;
  const { top, bottom } = output.getBoundingClientRect();
  if (bottom < 160 || top > innerHeight - 160) output.scrollIntoView({ block: 'start' });
}

function PromptField() {
  const prompt = useSettingsStore(state => state.prompt);
  const replaced = useSettingsStore(state => state.replacedPrompt);
  const controls = countControls(prompt);
  return (
    <div className="prompt-field">
      <div className="prompt-head">
        <label htmlFor="prompt" className="field-title">
          Prompt
        </label>
        <PromptCount prompt={prompt} />
      </div>
      <textarea
        id="prompt"
        aria-describedby="prompt-notes"
        placeholder="Ask for something, or pick an example below."
        rows={5}
        spellCheck={prompt.length < 20_000}
        value={prompt}
        onChange={event => {
          set({ prompt: event.target.value });
          useRunStore.setState({ error: undefined });
        }}
      />
      <div id="prompt-notes" className="prompt-notes">
        {controls > 0 && (
          <p className="hint">
            {`${count(controls)} invisible character${controls === 1 ? '' : 's'} in the prompt: sent as they are, shown by name in the output.`}
          </p>
        )}
        {replaced !== undefined && (
          <p className="hint">
            Your earlier text is kept.{' '}
            <button type="button" className="link" onClick={restorePrompt}>
              Restore my text
            </button>
          </p>
        )}
      </div>
    </div>
  );
}

function PromptCount({ prompt }: { readonly prompt: string }) {
  const context = useEngineStore(state => state.info?.contextLength);
  const tokens = useTokenCount(prompt);
  if (prompt === '') return null;
  if (tokens === undefined || context === undefined) {
    return <span className="muted small figure">{`${count(prompt.length)} characters`}</span>;
  }
  // One place is kept for the answer.
  const room = context - 1;
  const over = tokens - room;
  return (
    <span className={over > 0 ? 'field-error small figure' : 'muted small figure'}>
      {over > 0 ? `${count(over)} tokens too long` : `${count(tokens)} of ${count(room)} tokens`}
    </span>
  );
}

function RunButtons({ busy }: { readonly busy: boolean }) {
  const actions = useActions();
  const ready = useEngineStore(state => state.status === 'ready');
  const race = useSettingsStore(state => state.race);
  const targetOnly = useRunStore(
    ({ run, recording }) => recording === undefined && run?.done !== undefined && run.request.arm === 'none',
  );
  const draft = useSettingsStore(state => state.draft);
  const pointless = draft === 'none' || targetOnly;
  return (
    <div className="run-row">
      <div className="button-row">
        {busy ? (
          <button type="button" className="button primary" onClick={actions.stop}>
            <Icon name="stop" />
            Stop
          </button>
        ) : (
          <button
            type="submit"
            className={ready ? 'button primary' : 'button'}
            aria-keyshortcuts="Control+Enter Meta+Enter"
          >
            <Icon name="play" />
            Run
          </button>
        )}
        <button
          type="button"
          className="button"
          disabled={busy || !ready || pointless}
          title={pointless ? 'Without a draft there is nothing to race' : undefined}
          onClick={() => void actions.race()}
        >
          Race target only
        </button>
      </div>
      <p className="hint">
        {busy
          ? 'Esc stops as well; the text so far stays.'
          : ready
            ? 'Ctrl or ⌘ + Enter runs.'
            : 'Load the model to run a prompt of your own.'}
      </p>
      <label className="check">
        <input type="checkbox" checked={race} onChange={event => set({ race: event.target.checked })} />
        Race every run
      </label>
    </div>
  );
}

function LinkRow() {
  const settings = useSettingsStore();
  const problem = settings.linkProblem;
  const leftOut = encodeSettings(runSettings(settings)).promptLeftOut;
  const link = (): string => {
    const { hash } = encodeSettings(runSettings());
    return `${location.origin}${location.pathname}${hash === '' ? '' : `#${hash}`}`;
  };
  return (
    <div className="link-row">
      <CopyButton label="Copy link" text={link} />
      <span className="hint">
        {problem !== undefined
          ? `The link was not used: ${problem}.`
          : leftOut
            ? 'The prompt is too long for a link; the link carries the settings alone.'
            : 'The link carries prompt and settings.'}
      </span>
    </div>
  );
}
