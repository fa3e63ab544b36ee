import type { ModelNote } from '../../engine/engine.ts';
import { useEngineUse } from '../../state/engine-owner.ts';
import { type EngineState, useEngineStore } from '../../state/engine-store.ts';
import { loadFraction, loadSteps } from '../../state/load-progress.ts';
import { chooseTarget, useTargetStore } from '../../state/target-store.ts';
import { useActions } from '../actions-context.tsx';
import { ErrorCard } from '../components/error-card.tsx';
import { duration, megabytes } from '../components/format.ts';
import { BackendSetting } from './backend-choice.tsx';
import { kernelNames } from './names.ts';

interface ModelBarProps {
  /** What a narrow screen offers next: the field with the id `prompt` is further down there. */
  readonly next?: string;
}

/** The model: load it, watch it load, see what was loaded. */
export function ModelBar({ next = 'Write a prompt' }: ModelBarProps) {
  const state = useEngineStore();
  return (
    <section className="model-bar" aria-label="Model" data-status={state.status}>
      <ModelContent state={state} next={next} />
    </section>
  );
}

interface ModelContentProps {
  readonly state: EngineState;
  readonly next: string;
}

function ModelContent({ state, next }: ModelContentProps) {
  const actions = useActions();
  const { status, offer, info, error } = state;
  const own = useTargetStore(target => target.own);
  const busy = useEngineUse(use => use.by !== undefined);
  const back = own && (
    <button type="button" className="button quiet" disabled={busy} onClick={() => chooseTarget()}>
      Use the embedded model
    </button>
  );
  const load = (
    <button type="button" className="button primary" onClick={() => void actions.load()}>
      Load model
    </button>
  );
  switch (status) {
    case 'none':
      return (
        <>
          <div className="model-text">
            <strong>
              {own?.name ?? offer?.name ?? 'The embedded model'}{' '}
              {(own !== undefined || offer?.cached) && <span className="badge">Cached</span>}
            </strong>
            <span className="muted">
              {(own ?? offer) && <span className="figure">{megabytes((own ?? offer)?.bytes ?? 0)}</span>}
              {own === undefined && offer && ` · ${offer.licence} · `}
              {own === undefined
                ? 'comes with this page, runs on this device, nothing you type leaves it'
                : ` · from the library in this browser${own.format === 'onnx' ? ', runs on onnxruntime' : ''}`}
            </span>
          </div>
          <BackendSetting />
          {back}
          {load}
        </>
      );
    case 'loading':
      return <Loading state={state} />;
    case 'ready':
      return info === undefined ? null : (
        <>
          <div className="model-text">
            <strong>
              <span className="ready-dot" aria-hidden="true" />
              {info.name} <span className="badge">Ready</span>
            </strong>
            <span className="muted">
              {info.backend === 'webgpu'
                ? 'on the GPU · '
                : `${info.threads} thread${info.threads === 1 ? '' : 's'} · ${info.onnxruntime ? 'onnxruntime' : kernelNames[info.kernel]} · `}
              <span className="figure">{duration(info.cost.targetMs[0] ?? 0)}</span>
              {' a plain pass · '}
              <span className="figure">{megabytes(info.memoryBytes)}</span>
              {' of memory · loaded in '}
              <span className="figure">{duration(info.loadMs)}</span>
            </span>
            <details className="muted">
              <summary>{info.backend === 'webgpu' ? 'Why on the GPU' : 'Why on the CPU'}</summary>
              {info.backendReason}
            </details>
            {info.notes.length > 0 && <Notes notes={info.notes} />}
          </div>
          {back}
          <button
            type="button"
            className="button only-narrow"
            onClick={() => document.getElementById('prompt')?.focus()}
          >
            {next}
          </button>
        </>
      );
    case 'failed':
      return error === undefined ? (
        load
      ) : (
        <ErrorCard failure={error}>
          <BackendSetting />
          {back}
          {load}
        </ErrorCard>
      );
  }
}

/** What opening and testing the model brought to light. */
function Notes({ notes }: { readonly notes: readonly ModelNote[] }) {
  return (
    <details className="muted">
      <summary>
        {notes.length === 1 ? 'One thing to know about it' : `${notes.length} things to know about it`}
      </summary>
      <ul className="model-notes">
        {notes.map(({ cause, remedy }) => (
          <li key={cause}>
            {cause.slice(0, 1).toUpperCase() + cause.slice(1)}. {remedy}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Loading({ state }: { readonly state: EngineState }) {
  const actions = useActions();
  const { progress, offer } = state;
  const own = useTargetStore(target => target.own);
  const fraction = loadFraction(progress);
  const bytes =
    progress !== undefined && progress.stage === 'download'
      ? `${megabytes(progress.loadedBytes)} of ${megabytes(progress.totalBytes)}`
      : undefined;
  const steps = loadSteps(progress);
  const now = steps.find(step => step.state === 'now')?.label ?? 'Download';
  return (
    <>
      <div className="loading">
        <div className="loading-head">
          <strong>{own?.name ?? offer?.name ?? 'The embedded model'}</strong>
          {progress?.cached && <span className="badge">From cache</span>}
          <span className="muted figure">{bytes}</span>
        </div>
        <div
          role="progressbar"
          aria-label="Loading the model"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(fraction * 100)}
          aria-valuetext={bytes === undefined ? now : `${now}: ${bytes}`}
          className="progress"
        >
          <div className="progress-fill" style={{ transform: `scaleX(${fraction})` }} />
        </div>
        <ol className="steps">
          {steps.map(step => (
            <li
              key={step.stage}
              data-state={step.state}
              aria-current={step.state === 'now' ? 'step' : undefined}
            >
              {step.label}
            </li>
          ))}
        </ol>
      </div>
      <button type="button" className="button" onClick={actions.cancelLoad}>
        Cancel
      </button>
    </>
  );
}
