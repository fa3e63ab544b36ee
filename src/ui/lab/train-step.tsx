import { useState } from 'react';
import type { OfflineDataset } from '../../core/offline-dataset.ts';
import type { EpochPoint, LabReward, TrainedEntry, TrainedLab } from '../../state/lab-protocol.ts';
import { runInWorker } from '../../state/lab-runner.ts';
import { runJob } from '../../state/lab-runs.ts';
import { useLabStore } from '../../state/lab-store.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { HeatMap } from '../charts/heat-map.tsx';
import { LineChart } from '../charts/line-chart.tsx';
import { armName, featureLabel } from '../playground/names.ts';
import { ApplyButton, PolicyCard } from './apply.tsx';
import { alignmentWords, thousandths, times, twoPlaces } from './lab-words.ts';
import { JobBar, Step } from './step.tsx';

/** Trains every policy, in sight. */
export function TrainStep() {
  return (
    <Step
      title="Train"
      lead="REINFORCE draws a draft for each training prompt, looks at its reward, and makes that draft more or less likely for prompts like it, pass after pass. Ridge regression solves it at once; LinUCB and Thompson sampling learn prompt by prompt, told only what the draft they chose earned."
    >
      {dataset => <Training dataset={dataset} />}
    </Step>
  );
}

export function rewardWords({ goal, kind, alpha }: LabReward): string {
  return goal === 'speed' ? 'the speed-up' : `r with ${alignmentWords[kind].name}, α = ${alpha}`;
}

function Training({ dataset }: { readonly dataset: OfflineDataset }) {
  const { curve, trained, settings } = useLabStore();
  const wanted: LabReward = { goal: settings.goal, kind: settings.f, alpha: settings.alpha };
  const stale = trained !== undefined && rewardWords(trained.reward) !== rewardWords(wanted);
  return (
    <>
      <div className="panel">
        <JobBar
          type="train"
          label="Train"
          again="Train again"
          done={trained !== undefined && !stale}
          onRun={() => void runJob('train', runInWorker)}
        >
          {stale
            ? `These policies were trained on ${rewardWords(trained.reward)}; the reward is now ${rewardWords(wanted)}.`
            : `The reward is ${rewardWords(wanted)}.`}
        </JobBar>
      </div>
      {curve.length === 0 ? (
        <p className="panel empty">The learning curve appears here, pass by pass.</p>
      ) : (
        <Curves curve={curve} trained={trained} arms={dataset.arms.length} />
      )}
      {trained !== undefined && (
        <>
          <Trained trained={trained} />
          <Weights dataset={dataset} trained={trained} />
        </>
      )}
      <PolicyCard />
    </>
  );
}

interface CurvesProps {
  readonly curve: readonly EpochPoint[];
  readonly trained: TrainedLab | undefined;
  readonly arms: number;
}

function Curves({ curve, trained, arms }: CurvesProps) {
  const last = curve.at(-1);
  const line = (name: string, key: 'expected' | 'greedy' | 'unseen', dashed = false) => ({
    name,
    dashed,
    points: curve.map(point => [point.epoch, point[key]] as const),
  });
  return (
    <div className="lab-pair">
      <div className="panel">
        <ChartFrame
          title="REINFORCE: what it earns"
          summary={`Mean reward of a prompt after each pass. After ${last?.epoch ?? 0} passes: ${thousandths(last?.greedy ?? 0)} on training prompts, ${thousandths(last?.unseen ?? 0)} on held-out ones.`}
          table={{
            columns: ['Pass', 'Drawing from it', 'Its best guess, training', 'Its best guess, held out'],
            rows: curve.map(({ epoch, expected, greedy, unseen }) => [
              epoch,
              thousandths(expected),
              thousandths(greedy),
              thousandths(unseen),
            ]),
          }}
          fileName="draftpick-reinforce-reward"
        >
          <LineChart
            series={[
              line('best guess, training', 'greedy'),
              line('best guess, held out', 'unseen'),
              line('drawing from it', 'expected', true),
            ]}
            x={{ label: 'pass' }}
            y={{ label: 'mean reward', format: thousandths }}
            marks={
              trained === undefined ? [] : [{ y: trained.fixedReward, label: 'best single draft, held out' }]
            }
          />
        </ChartFrame>
      </div>
      <div className="panel">
        <ChartFrame
          title="REINFORCE: how undecided it is"
          summary={`Entropy of its choice, mean over the prompts. It begins near ${twoPlaces(Math.log(arms))}, all drafts alike; 0 would be certainty. Now ${twoPlaces(last?.entropy ?? 0)}.`}
          table={{
            columns: ['Pass', 'Entropy'],
            rows: curve.map(({ epoch, entropy }) => [epoch, thousandths(entropy)]),
          }}
          fileName="draftpick-reinforce-entropy"
        >
          <LineChart
            series={[
              { name: 'entropy', points: curve.map(({ epoch, entropy }) => [epoch, entropy] as const) },
            ]}
            x={{ label: 'pass' }}
            y={{ label: 'entropy, nats', format: twoPlaces, domain: [0, Math.log(arms)] }}
          />
        </ChartFrame>
      </div>
    </div>
  );
}

function Trained({ trained }: { readonly trained: TrainedLab }) {
  return (
    <div className="panel">
      <h3>What was trained</h3>
      <p className="chart-summary">
        {`On held-out prompts. For comparison: always ${armName(trained.fixedArm)} gives ${times(trained.fixedSpeedUp)}, the best draft of each prompt ${times(trained.oracleSpeedUp)}.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="chart-table lab-table" tabIndex={0} aria-label="Trained policies">
        <table>
          <thead>
            <tr>
              <th scope="col">Policy</th>
              <th scope="col">Speed-up</th>
              <th scope="col">Mean reward</th>
              <th scope="col">Trained in</th>
              <th scope="col">
                <span className="visually-hidden">Use</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {trained.entries.map(entry => (
              <tr key={entry.id}>
                <th scope="row">{entry.name}</th>
                <td className="figure">
                  {times(entry.speedUp.value)}{' '}
                  <span className="muted">
                    {twoPlaces(entry.speedUp.low)}–{twoPlaces(entry.speedUp.high)}
                  </span>
                </td>
                <td className="figure">
                  {entry.unseenReward === undefined ? '–' : thousandths(entry.unseenReward)}
                </td>
                <td className="figure">{entry.ms < 1 ? '< 1 ms' : `${Math.round(entry.ms)} ms`}</td>
                <td>
                  <ApplyButton entry={entry} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="hint">
        Intervals: 95%, bootstrap over prompts. The two that learn online always earn measured speed-ups,
        whatever the reward is.
      </p>
    </div>
  );
}

function Weights({ dataset, trained }: { readonly dataset: OfflineDataset; readonly trained: TrainedLab }) {
  const [id, setId] = useState<TrainedEntry['id']>('reinforce');
  const entry = trained.entries.find(each => each.id === id) ?? trained.entries[0];
  if (entry === undefined) return null;
  const { size, weights } = entry.model;
  const features = dataset.features.map((name, i) => ({ id: name, name: featureLabel(name), i }));
  const arms = dataset.arms.map(arm => ({ id: arm.id, name: armName(arm.id) }));
  // What all arms have in common decides nothing; weights are shown relative to the mean of the arms.
  const means = features.map(
    ({ i }) => arms.reduce((sum, _, a) => sum + (weights[a * size + i] ?? 0), 0) / arms.length,
  );
  const value = (row: number, column: number) => (weights[column * size + row] ?? 0) - (means[row] ?? 0);
  return (
    <div className="panel">
      <div className="lab-inline">
        <label className="field-label" htmlFor="weights-of">
          Weights of
        </label>
        <select
          id="weights-of"
          value={entry.id}
          onChange={event => setId(event.target.value as TrainedEntry['id'])}
        >
          {trained.entries.map(each => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </div>
      <ChartFrame
        title={`What ${entry.name} has learnt`}
        summary="Blue: this feature of a prompt speaks for the draft; orange: against it. Relative to the mean of all drafts."
        table={{
          columns: ['Feature', ...arms.map(({ name }) => name)],
          rows: features.map(({ name }, row) => [
            name,
            ...arms.map((_, column) => twoPlaces(value(row, column))),
          ]),
        }}
        fileName={`draftpick-weights-${entry.id}`}
      >
        <HeatMap
          label={`Weights of ${entry.name}`}
          rows={features}
          columns={arms}
          value={value}
          format={twoPlaces}
          midpoint={0}
        />
      </ChartFrame>
    </div>
  );
}
