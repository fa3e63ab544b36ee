import './lab.css';
import { type ComponentType, useEffect, useRef } from 'react';
import { loadShipped } from '../../state/lab-dataset.ts';
import { encodeLab } from '../../state/lab-link.ts';
import { followLabLink } from '../../state/lab-settings.ts';
import { type LabState, useLabStore } from '../../state/lab-store.ts';
import { hrefOf, useRouteStore } from '../../state/route.ts';
import { Icon } from '../components/icon.tsx';
import { CompareStep } from './compare-step.tsx';
import { DataStep } from './data-step.tsx';
import { DecisionStep } from './decision-step.tsx';
import { datasetUrl, fetchText } from './fetch-text.ts';
import { alignmentWords, splitNames } from './lab-words.ts';
import { MachineStep } from './machine-step.tsx';
import { RewardStep } from './reward-step.tsx';
import { TrainStep } from './train-step.tsx';

interface LabStep {
  readonly id: string;
  readonly name: string;
  /** What stands under the name: how far this step is. */
  readonly note: (state: LabState) => string;
  readonly View: ComponentType;
}

const first: LabStep = {
  id: 'data',
  name: 'Data',
  note: ({ dataset }) => (dataset === undefined ? 'recorded prompts' : `${dataset.samples.length} prompts`),
  View: DataStep,
};

const steps: readonly LabStep[] = [
  first,
  {
    id: 'reward',
    name: 'Reward',
    note: ({ settings: { goal, f, alpha } }) =>
      goal === 'speed' ? 'the speed-up' : `${alignmentWords[f].name}, α ${alpha}`,
    View: RewardStep,
  },
  {
    id: 'train',
    name: 'Train',
    note: ({ busy, trained }) =>
      busy?.type === 'train' ? 'training …' : trained ? `${trained.entries.length} policies` : 'in seconds',
    View: TrainStep,
  },
  {
    id: 'compare',
    name: 'Compare',
    note: ({ busy, compared, settings }) =>
      busy?.type === 'compare' || busy?.type === 'sizes'
        ? 'playing …'
        : `on ${splitNames[compared?.split ?? settings.split].toLowerCase()} prompts`,
    View: CompareStep,
  },
  { id: 'decision', name: 'One decision', note: () => 'why this draft', View: DecisionStep },
  { id: 'machine', name: 'Another machine', note: () => 'which draft wins there', View: MachineStep },
];

/** How a policy that picks drafts is made: from recorded prompts to a decision, all of it live. */
export function Lab() {
  useEffect(followLabLink, []);
  useEffect(() => {
    void loadShipped(datasetUrl, fetchText);
  }, []);
  const path = useRouteStore(state => state.path);
  const { id, View } = steps.find(step => step.id === path[0]) ?? first;
  return (
    <>
      <header className="lab-head">
        <h2>Lab</h2>
        <p>
          Make a policy that picks drafts, and watch it learn: from recorded prompts to a decision. Everything
          here is computed in this page; a model is needed only to record prompts of your own.
        </p>
      </header>
      <Steps current={id} />
      <div className="lab-body">
        <Problem />
        <View key={id} />
      </div>
    </>
  );
}

function Steps({ current }: { readonly current: string }) {
  const state = useLabStore();
  const query = encodeLab(state.settings);
  const list = useRef<HTMLOListElement>(null);
  // On a phone the steps are a row that scrolls; only sideways, and only the row.
  useEffect(() => {
    const row = list.current;
    const step = row?.querySelector<HTMLElement>(`[data-step="${current}"]`);
    if (row && step) row.scrollLeft = step.offsetLeft - (row.clientWidth - step.offsetWidth) / 2;
  }, [current]);
  return (
    <nav className="lab-steps" aria-label="Steps of the Lab">
      <ol ref={list}>
        {steps.map(({ id, name, note }, i) => (
          <li key={id} data-step={id}>
            <a
              href={hrefOf({ room: 'lab', path: [id], query })}
              aria-current={id === current ? 'step' : undefined}
            >
              <span className="lab-step-number" aria-hidden="true">
                {i + 1}
              </span>
              <span className="lab-step-name">{name}</span>
              <span className="lab-step-note">{note(state)}</span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Problem() {
  const problem = useLabStore(state => state.problem);
  const status = useLabStore(state => state.status);
  if (problem === undefined) return null;
  return (
    <div className="error-card" role="alert">
      <p className="error-text">{problem}</p>
      <div className="button-row">
        {status === 'failed' && (
          <button
            type="button"
            className="button quiet"
            onClick={() => void loadShipped(datasetUrl, fetchText)}
          >
            Try again
          </button>
        )}
        <button
          type="button"
          className="button quiet icon-only"
          aria-label="Dismiss"
          onClick={() => useLabStore.setState({ problem: undefined })}
        >
          <Icon name="close" />
        </button>
      </div>
    </div>
  );
}
