import { useDeferredValue, useId, useMemo } from 'react';
import { type OfflineDataset, samplesOf } from '../../core/offline-dataset.ts';
import { featureNames, promptFeatures } from '../../core/policy/features.ts';
import { type ArmEstimate, chooseArm, type LinUcbState } from '../../core/policy/lin-ucb.ts';
import { flippingChanges } from '../../core/policy/smallest-change.ts';
import { asPagePolicy } from '../../state/lab-apply.ts';
import { setLab } from '../../state/lab-settings.ts';
import { useLabStore } from '../../state/lab-store.ts';
import { usePolicyStore } from '../../state/policy-store.ts';
import { BarChart } from '../charts/bar-chart.tsx';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { HeatMap } from '../charts/heat-map.tsx';
import { armName, featureLabel } from '../playground/names.ts';
import { splitNames, thousandths, times, twoPlaces } from './lab-words.ts';
import { Step } from './step.tsx';

/** One prompt, and why a policy chooses what it chooses. */
export function DecisionStep() {
  return (
    <Step
      title="One decision"
      lead="A policy sees a prompt as a few numbers, each between 0 and 1. Each of them moves the estimate of each draft a little; the highest estimate, with a bonus for what is uncertain, is chosen."
    >
      {dataset => <Decision dataset={dataset} />}
    </Step>
  );
}

function Decision({ dataset }: { readonly dataset: OfflineDataset }) {
  const { prompt, sample: wanted } = useLabStore(state => state.settings);
  const state = useDecider();
  const shown = useDeferredValue(prompt);
  const samples = useMemo(() => dataset.samples.filter(({ split }) => split !== 'train'), [dataset]);
  const sample =
    dataset.samples.find(({ id }) => id === wanted) ?? samples[0] ?? samplesOf(dataset, 'train')[0];
  const typed = shown.trim() !== '';
  const sameFeatures = dataset.features.join() === featureNames.join();
  const x = useMemo(
    () => (typed ? Array.from(promptFeatures(shown, 0).values) : (sample?.features ?? [])),
    [typed, shown, sample],
  );
  if (!sameFeatures || state === undefined || state.features.length !== x.length)
    return (
      <p className="panel empty">This dataset describes prompts by other features than this page knows.</p>
    );
  return (
    <>
      <Picker dataset={dataset} current={sample?.id ?? ''} />
      <Result
        dataset={dataset}
        state={state}
        x={x}
        recorded={typed ? undefined : sample?.speedUps}
        title={typed ? 'your prompt' : (sample?.id ?? '')}
      />
    </>
  );
}

/** The policy that decides: the Playground's, or one trained in this room. */
function useDecider(): LinUcbState | undefined {
  const page = usePolicyStore(({ policy }) => policy);
  const decider = useLabStore(({ settings }) => settings.decider);
  const trained = useLabStore(state => state.trained);
  return useMemo(() => {
    const entry = trained?.entries.find(({ id }) => id === decider);
    return entry === undefined ? page : (asPagePolicy(entry) ?? page);
  }, [page, trained, decider]);
}

function Picker({ dataset, current }: { readonly dataset: OfflineDataset; readonly current: string }) {
  const { prompt, decider } = useLabStore(state => state.settings);
  const trained = useLabStore(state => state.trained);
  const id = useId();
  const kinds = useMemo(() => {
    const groups = new Map<string, string[]>();
    for (const sample of dataset.samples) {
      if (sample.split === 'train') continue;
      const name = `${sample.kind}, ${splitNames[sample.split].toLowerCase()}`;
      groups.set(name, [...(groups.get(name) ?? []), sample.id]);
    }
    return [...groups];
  }, [dataset]);
  return (
    <div className="panel lab-controls">
      <div>
        <label htmlFor={`${id}-prompt`} className="field-label">
          Type a prompt
        </label>
        <textarea
          id={`${id}-prompt`}
          rows={3}
          placeholder="Summarise the following text: …"
          value={prompt}
          onChange={event => setLab({ prompt: event.target.value.slice(0, 20_000) })}
        />
      </div>
      <div className="lab-inline">
        <label htmlFor={`${id}-sample`} className="field-label">
          or take one of the dataset
        </label>
        <select
          id={`${id}-sample`}
          value={prompt.trim() === '' ? current : ''}
          onChange={event => setLab({ sample: event.target.value, prompt: '' })}
        >
          {prompt.trim() !== '' && <option value="">–</option>}
          {kinds.map(([name, ids]) => (
            <optgroup key={name} label={name}>
              {ids.map(each => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
      <div className="lab-inline">
        <label htmlFor={`${id}-by`} className="field-label">
          Decided by
        </label>
        <select id={`${id}-by`} value={decider} onChange={event => setLab({ decider: event.target.value })}>
          <option value="page">the Playground’s policy</option>
          {trained?.entries.map(entry => (
            <option key={entry.id} value={entry.id}>
              {entry.name}, trained here
            </option>
          ))}
          {decider !== 'page' && !trained?.entries.some(entry => entry.id === decider) && (
            <option value={decider}>{decider} (train it first; until then the Playground’s)</option>
          )}
        </select>
      </div>
    </div>
  );
}

interface ResultProps {
  readonly dataset: OfflineDataset;
  readonly state: LinUcbState;
  readonly x: readonly number[];
  /** Recorded speed-ups by arm of the dataset. */
  readonly recorded: readonly number[] | undefined;
  readonly title: string;
}

function Result({ dataset, state, x, recorded, title }: ResultProps) {
  const choice = useMemo(() => chooseArm(state, x), [state, x]);
  const ranked = [...choice.estimates].sort((a, b) => b.mean - a.mean);
  const recordedOf = (arm: string) => recorded?.[dataset.arms.findIndex(({ id }) => id === arm)];
  const best = recorded && dataset.arms[recorded.indexOf(Math.max(...recorded))]?.id;
  const mine = recordedOf(choice.arm);
  return (
    <>
      <div className="panel">
        <ChartFrame
          title={`${armName(choice.arm)} is chosen for ${title}`}
          summary={`What the policy expects of each draft, in speed-ups, ± its uncertainty.${best === undefined ? '' : ` Recorded: ${armName(best)} was best with ${times(recordedOf(best) ?? 1)}; the choice gave ${mine === undefined ? 'no figure' : times(mine)}.`}`}
          table={{
            columns: ['Draft', 'Estimate', 'Uncertainty', ...(recorded ? ['Recorded'] : [])],
            rows: ranked.map(({ arm, mean, uncertainty }) => {
              const truth = recordedOf(arm);
              return [
                armName(arm),
                times(mean),
                thousandths(uncertainty),
                ...(recorded ? [truth === undefined ? '–' : times(truth)] : []),
              ];
            }),
          }}
          fileName="draftpick-decision"
        >
          <BarChart
            rows={ranked.map(({ arm, mean, uncertainty }) => ({
              name: armName(arm),
              value: mean,
              low: mean - uncertainty,
              high: mean + uncertainty,
              emphasis: arm === choice.arm,
            }))}
            x={{ label: 'expected speed-up', format: times, reference: 1 }}
          />
        </ChartFrame>
      </div>
      <Changes state={state} x={x} dataset={dataset} />
      <Contributions estimates={ranked} x={x} names={state.features} />
    </>
  );
}

function Changes({ state, x, dataset }: Pick<ResultProps, 'state' | 'x' | 'dataset'>) {
  const changes = useMemo(() => {
    const binary = dataset.features.map((_, i) =>
      dataset.samples.every(({ features }) => features[i] === 0 || features[i] === 1),
    );
    const index = new Map(state.arms.map(({ id }, i) => [id, i]));
    return flippingChanges(at => index.get(chooseArm(state, at).arm) ?? -1, x, {
      fixed: i => state.features[i] === 'bias',
      binary: i => binary[i] === true,
    }).slice(0, 4);
  }, [state, x, dataset]);
  return (
    <div className="panel">
      <h3>What would change it</h3>
      {changes.length === 0 ? (
        <p className="chart-summary">
          No single feature does: whatever one of them were, the choice would be the same.
        </p>
      ) : (
        <ul className="lab-changes">
          {changes.map(({ feature, from, to, arm }) => (
            <li key={feature}>
              <strong>{featureLabel(state.features[feature] ?? '')}</strong>
              <span className="figure">{` ${twoPlaces(from)} → ${twoPlaces(to)}`}</span>: then it would be{' '}
              <strong>{armName(state.arms[arm]?.id ?? '')}</strong>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface ContributionsProps {
  readonly estimates: readonly ArmEstimate[];
  readonly x: readonly number[];
  readonly names: readonly string[];
}

function Contributions({ estimates, x, names }: ContributionsProps) {
  // What every prompt has is the same in each decision; it is in the estimates above.
  const rows = names
    .map((name, i) => ({ id: name, name: `${featureLabel(name)} ${twoPlaces(x[i] ?? 0)}`, i }))
    .filter(({ id, i }) => id !== 'bias' && x[i] !== 0);
  const value = (row: number, column: number) => estimates[column]?.contributions[rows[row]?.i ?? 0];
  const columns = estimates.map(({ arm }) => ({ id: arm, name: armName(arm) }));
  if (rows.length === 0) return null;
  return (
    <div className="panel">
      <ChartFrame
        title="What each feature adds"
        summary="Rows: the features this prompt has, with their values. Blue adds to a draft’s estimate, orange takes away."
        table={{
          columns: ['Feature', ...columns.map(({ name }) => name)],
          rows: rows.map(({ name }, row) => [
            name,
            ...columns.map((_, column) => thousandths(value(row, column) ?? 0)),
          ]),
        }}
        fileName="draftpick-contributions"
      >
        <HeatMap
          label="Contribution of each feature to each draft’s estimate"
          rows={rows}
          columns={columns}
          value={value}
          format={twoPlaces}
          midpoint={0}
        />
      </ChartFrame>
    </div>
  );
}
