import '../compare/compare.css';
import { useEffect, useMemo } from 'react';
import { promptsOf } from '../../state/compare-list.ts';
import { useDraftFilesStore } from '../../state/draft-files.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { leastOwnPrompts, type OwnRow, rowsOf, sameTerms } from '../../state/own-dataset.ts';
import { createOwnActions, type OwnActions, presentTerms } from '../../state/own-dataset-actions.ts';
import { recallOwn, setOwn, useOwnDatasetStore } from '../../state/own-dataset-store.ts';
import { ownTokens } from '../../state/own-work.ts';
import { useActions } from '../actions-context.tsx';
import { ArmPicker } from '../compare/arm-picker.tsx';
import { PromptListField } from '../compare/prompt-list-field.tsx';
import { ErrorCard } from '../components/error-card.tsx';
import { Icon } from '../components/icon.tsx';
import { NumberField } from '../components/number-field.tsx';
import { DraftLoading } from '../playground/draft-loading.tsx';
import { ModelBar } from '../playground/model-bar.tsx';
import { armName } from '../playground/names.ts';
import { OwnAside } from './own-aside.tsx';
import { OwnResult } from './own-result.tsx';

/** Makes an offline dataset of a person's own prompts, in this page. */
export function OwnData() {
  const { owner } = useActions();
  const actions = useMemo(() => createOwnActions({ owner, now: () => performance.now() }), [owner]);
  useEffect(() => void recallOwn(), []);
  const { list, arms, maxTokens, rows, recalled, phase, problem, error, refused, kept } =
    useOwnDatasetStore();
  const info = useEngineStore(state => state.info);
  const ready = useEngineStore(state => state.status === 'ready');
  const running = phase === 'running';
  const prompts = useMemo(() => promptsOf(list), [list]);
  // Without a model the rows that were made last say which dataset is meant.
  const last = rows.at(-1)?.terms;
  const terms = presentTerms({ arms, maxTokens }, { info }) ?? last;
  const made = terms === undefined ? [] : rowsOf(prompts, rows, terms);
  const finished = made.flatMap(row => (row === undefined ? [] : [row]));
  const left = prompts.filter(
    ({ prompt }, i) => made[i] === undefined && refused[prompt] === undefined,
  ).length;
  return (
    <section className="panel lab-card" aria-labelledby="own-title">
      <div className="panel-head">
        <h3 id="own-title">From your own prompts</h3>
        {prompts.length > 0 && (
          <span className="badge figure">{`${finished.length} of ${prompts.length} recorded`}</span>
        )}
      </div>
      <p className="hint">
        The model answers each prompt, and every draft is run along its answer on this device and also writes
        on its own. {leastOwnPrompts} recorded prompts are the least to train on by themselves; every fourth
        is held out and only judges.
      </p>
      <ModelBar next="List your prompts" />
      <OwnAside />
      <div className="lab-own">
        <div className="compare-what">
          <PromptListField
            id="prompt"
            list={list}
            disabled={running || !recalled}
            onChange={text => setOwn({ list: text })}
            onProblem={text => useOwnDatasetStore.setState({ problem: text })}
          />
          <div className="lab-own-tokens">
            <NumberField
              name="maxTokens"
              label="Most tokens of an answer"
              hint={`${ownTokens.min} to ${ownTokens.max}; the page’s dataset has up to ${ownTokens.max}`}
              disabled={running}
              value={maxTokens}
              onChange={value =>
                setOwn({ maxTokens: Math.min(ownTokens.max, Math.max(ownTokens.min, value)) })
              }
            />
          </div>
        </div>
        <fieldset className="lab-own-drafts" disabled={running}>
          <legend className="visually-hidden">Drafts to record</legend>
          <ArmPicker chosen={arms} onChange={chosen => setOwn({ arms: chosen })} />
        </fieldset>
      </div>
      {problem !== undefined && (
        <p className="compare-problem" role="alert">
          {problem}
        </p>
      )}
      {error && (
        <ErrorCard failure={error} onDismiss={() => useOwnDatasetStore.setState({ error: undefined })} />
      )}
      {!kept && (
        <p className="compare-problem" role="alert">
          This browser does not keep the rows: they last as long as the page is open. Export them before
          leaving.
        </p>
      )}
      <Recording actions={actions} done={finished} left={left} ready={ready} />
      {prompts.map(({ id, prompt }) =>
        refused[prompt] === undefined ? null : (
          <p key={id} className="hint">{`${id} was left out. ${refused[prompt]}`}</p>
        ),
      )}
      {finished.length > 0 && !running && <OwnResult prompts={prompts} rows={made} />}
      {terms !== undefined && rows.some(row => !sameTerms(row.terms, terms)) && (
        <p className="hint">
          Rows made with other drafts, another length or another model are kept too; they count again with
          those settings.
        </p>
      )}
    </section>
  );
}

interface RecordingProps {
  readonly actions: OwnActions;
  readonly done: readonly OwnRow[];
  readonly left: number;
  readonly ready: boolean;
}

/** Starts the recording, shows how far it is, stops it. */
function Recording({ actions, done, left, ready }: RecordingProps) {
  const running = useOwnDatasetStore(state => state.phase === 'running');
  const now = useOwnDatasetStore(state => state.now);
  const loading = useDraftFilesStore(state => state.loading);
  const all = done.length + left;
  const meanMs = done.reduce((sum, { ms }) => sum + ms, 0) / Math.max(1, done.length);
  const time = done.length > 0 && left > 0 ? `, about ${duration(meanMs * left)} left` : '';
  return (
    <div className="lab-job">
      {running ? (
        <button type="button" className="button" onClick={actions.stop}>
          <Icon name="stop" />
          Stop recording
        </button>
      ) : (
        <button
          type="button"
          className={ready && left > 0 ? 'button primary' : 'button'}
          disabled={!ready || left === 0}
          onClick={() => void actions.start()}
        >
          <Icon name="play" />
          {done.length > 0 && left > 0 ? 'Resume recording' : 'Record'}
        </button>
      )}
      {running || (done.length > 0 && left > 0) ? (
        <div className="lab-progress">
          <p className="lab-progress-text figure">
            {`${done.length} of ${all} prompts${time}`}
            {now !== undefined && ` · ${now.arm === undefined ? 'the model answers' : armName(now.arm)}`}
          </p>
          <div
            className="progress"
            role="progressbar"
            aria-label="Prompts recorded"
            aria-valuemin={0}
            aria-valuemax={all}
            aria-valuenow={done.length}
          >
            <div
              className="progress-fill"
              style={{ transform: `scaleX(${done.length / Math.max(1, all)})` }}
            />
          </div>
          {running && loading && <DraftLoading progress={loading} />}
        </div>
      ) : (
        <p className="lab-job-note">
          {left === 0 && done.length > 0
            ? 'Every prompt is recorded.'
            : ready
              ? 'Recorded prompts are kept in this browser, and nowhere else.'
              : 'Load the model to record.'}
        </p>
      )}
    </div>
  );
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
