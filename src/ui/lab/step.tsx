import { type ReactNode, useId } from 'react';
import type { OfflineDataset } from '../../core/offline-dataset.ts';
import type { LabJob } from '../../state/lab-protocol.ts';
import { stop } from '../../state/lab-runs.ts';
import { useLabStore } from '../../state/lab-store.ts';
import { Icon } from '../components/icon.tsx';

interface StepProps {
  readonly title: string;
  /** What one sees here, in a sentence or two. */
  readonly lead: string;
  readonly children: (dataset: OfflineDataset) => ReactNode;
}

/** A step of the Lab: its title, what one sees, and the rest as soon as there is a dataset. */
export function Step({ title, lead, children }: StepProps) {
  const id = useId();
  const dataset = useLabStore(state => state.dataset);
  return (
    <section className="lab-step" aria-labelledby={id}>
      <div className="lab-lead">
        <h2 id={id}>{title}</h2>
        <p>{lead}</p>
      </div>
      {dataset === undefined ? <Waiting /> : children(dataset)}
    </section>
  );
}

function Waiting() {
  const status = useLabStore(state => state.status);
  const loaded = useLabStore(state => state.loaded);
  if (status === 'failed')
    return <p className="panel empty">Without a dataset there is nothing to show here.</p>;
  return (
    <div className="panel">
      <Bar label="Loading the offline dataset" share={loaded} />
    </div>
  );
}

function Bar({ label, share }: { readonly label: string; readonly share: number }) {
  return (
    <>
      <p className="lab-progress-text">{label} …</p>
      <div
        className="progress"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
      >
        <div className="progress-fill" style={{ transform: `scaleX(${share})` }} />
      </div>
    </>
  );
}

interface JobBarProps {
  readonly type: LabJob['type'];
  /** What the button says before anything was run, and after. */
  readonly label: string;
  readonly again?: string;
  readonly primary?: boolean;
  readonly done: boolean;
  readonly onRun: () => void;
  readonly children?: ReactNode;
}

/** Starts a job, shows how far it is, stops it. */
export function JobBar({ type, label, again, primary = true, done, onRun, children }: JobBarProps) {
  const busy = useLabStore(state => state.busy);
  const own = busy?.type === type ? busy : undefined;
  return (
    <div className="lab-job">
      {own === undefined ? (
        <button
          type="button"
          className={primary && !done ? 'button primary' : 'button'}
          disabled={busy !== undefined}
          onClick={onRun}
        >
          {done ? (again ?? label) : label}
        </button>
      ) : (
        <button type="button" className="button" onClick={stop}>
          <Icon name="stop" />
          Stop
        </button>
      )}
      {own === undefined ? (
        <div className="lab-job-note">{children}</div>
      ) : (
        <div className="lab-progress">
          <Bar label={own.what} share={own.share} />
        </div>
      )}
      <span className="visually-hidden" role="status">
        {own !== undefined ? 'Working' : done ? 'Done' : ''}
      </span>
    </div>
  );
}
