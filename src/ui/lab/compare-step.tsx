import { useState } from 'react';
import { type OfflineDataset, samplesOf, splits } from '../../core/offline-dataset.ts';
import type { ComparedRow } from '../../state/lab-protocol.ts';
import { runInWorker } from '../../state/lab-runner.ts';
import { runJob } from '../../state/lab-runs.ts';
import { setLab } from '../../state/lab-settings.ts';
import { useLabStore } from '../../state/lab-store.ts';
import { BarChart } from '../charts/bar-chart.tsx';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { HeatMap } from '../charts/heat-map.tsx';
import { LineChart } from '../charts/line-chart.tsx';
import { Choice } from '../components/choice.tsx';
import { armName } from '../playground/names.ts';
import { share, splitAbout, splitNames, thousandths, times, twoPlaces } from './lab-words.ts';
import { JobBar, Step } from './step.tsx';
import { rewardWords } from './train-step.tsx';

/** Policies against each other on prompts none has seen. */
export function CompareStep() {
  return (
    <Step
      title="Compare"
      lead="Every policy is trained on the training prompts and then played on prompts it has not seen; the stored figures say what each of its choices would have brought. The oracle knows them beforehand: nobody can beat it."
    >
      {dataset => <Comparison dataset={dataset} />}
    </Step>
  );
}

function Comparison({ dataset }: { readonly dataset: OfflineDataset }) {
  const { rows, compared, settings } = useLabStore();
  const open = splits.filter(split => split !== 'train' && samplesOf(dataset, split).length > 0);
  const named = rows.map(row => ({ ...row, name: nameOf(row) }));
  const done = compared?.split === settings.split;
  return (
    <>
      <div className="panel lab-controls">
        <Choice
          label={`On ${splitAbout[settings.split]}`}
          options={open.map(split => ({ value: split, label: splitNames[split] }))}
          value={settings.split}
          onChange={split => setLab({ split })}
        />
        <JobBar
          type="compare"
          label="Compare"
          again="Compare again"
          done={done}
          onRun={() => void runJob('compare', runInWorker)}
        >
          {compared !== undefined &&
            `Shown: ${compared.prompts} ${splitNames[compared.split].toLowerCase()} prompts; “the paper’s reward” is ${rewardWords({ ...compared.reward, goal: 'reward' })}.`}
        </JobBar>
      </div>
      {named.length === 0 ? (
        <p className="panel empty">One bar for each policy appears here as soon as it has been played.</p>
      ) : (
        <>
          <Speeds rows={named} />
          <Regret rows={named} />
          <Choices rows={named} dataset={dataset} />
        </>
      )}
      <Sizes />
    </>
  );
}

function nameOf({ id, name }: ComparedRow): string {
  return id.startsWith('fixed-') ? `always ${armName(id.slice('fixed-'.length))}` : name;
}

interface RowsProps {
  readonly rows: readonly ComparedRow[];
}

function Speeds({ rows }: RowsProps) {
  const sorted = [...rows].sort((a, b) => b.speedUp.value - a.speedUp.value);
  const best = sorted.find(({ id, family }) => family !== 'bound' && !id.startsWith('fixed-'));
  const fixed = sorted.find(({ id }) => id.startsWith('fixed-'));
  return (
    <div className="panel">
      <ChartFrame
        title="Speed with each policy"
        summary={`Relative to the target alone (1×), with 95 % intervals over prompts; stronger bars use the prompt to choose.${best && fixed ? ` Best policy: ${best.name}, ${times(best.speedUp.value)}. Best single draft: ${fixed.name}, ${times(fixed.speedUp.value)}.` : ''}`}
        table={{
          columns: [
            'Policy',
            'Speed-up',
            'Low',
            'High',
            'Against the best single draft',
            'Share of the oracle',
            'Mean regret',
          ],
          rows: sorted.map(({ name, speedUp, ofFixed, ofOracle, meanRegret }) => [
            name,
            times(speedUp.value),
            times(speedUp.low),
            times(speedUp.high),
            times(ofFixed.value),
            share(ofOracle.value),
            thousandths(meanRegret),
          ]),
        }}
        fileName="draftpick-policies"
      >
        <BarChart
          rows={sorted.map(({ name, speedUp, family }) => ({
            name,
            value: speedUp.value,
            low: speedUp.low,
            high: speedUp.high,
            emphasis: family === 'trained, then fixed' || family === 'learning',
          }))}
          x={{ label: 'speed relative to the target alone', format: times, reference: 1 }}
        />
      </ChartFrame>
    </div>
  );
}

/** Drawn in the chart of regret, where they were played. */
const regretful = ['page', 'thompson', 'lin-ucb-cold', 'reinforce-paper', 'ucb1', 'random'];

function Regret({ rows }: RowsProps) {
  const drawn = regretful.flatMap(id => rows.filter(row => row.id === id));
  if (drawn.length === 0) return null;
  return (
    <div className="panel">
      <ChartFrame
        title="Regret over time"
        summary="What each policy has lost to the best draft of each prompt, added up over the prompts. A line that flattens has learnt; a straight one goes on losing the same."
        table={{
          columns: ['Policy', 'Prompts', 'Regret in all', 'Regret a prompt'],
          rows: drawn.map(({ name, regret, meanRegret }) => {
            const [prompts, sum] = regret.at(-1) ?? [0, 0];
            return [name, prompts, twoPlaces(sum), thousandths(meanRegret)];
          }),
        }}
        fileName="draftpick-regret"
      >
        <LineChart
          series={drawn.map(({ name, regret, family }) => ({
            name,
            points: regret,
            dashed: family === 'without context',
          }))}
          x={{ label: 'prompts' }}
          y={{ label: 'regret so far, in speed-ups', format: value => String(Number(value.toFixed(1))) }}
          height={340}
        />
      </ChartFrame>
    </div>
  );
}

function Choices({ rows, dataset }: RowsProps & { readonly dataset: OfflineDataset }) {
  const [wanted, setWanted] = useState('page');
  const row = rows.find(({ id }) => id === wanted) ?? rows[0];
  if (row === undefined) return null;
  const arms = dataset.arms.map(({ id }) => ({ id, name: armName(id) }));
  const value = (best: number, chosen: number) => row.choices[best]?.[chosen] ?? 0;
  const total = row.choices.flat().reduce((sum, n) => sum + n, 0);
  const right = arms.reduce((sum, _, i) => sum + value(i, i), 0);
  const whole = (n: number) =>
    n === 0 ? '0' : n < 10 ? String(Number(n.toFixed(1))) : String(Math.round(n));
  return (
    <div className="panel">
      <div className="lab-inline">
        <label className="field-label" htmlFor="choices-of">
          Choices of
        </label>
        <select id="choices-of" value={row.id} onChange={event => setWanted(event.target.value)}>
          {rows.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <ChartFrame
        title="Chosen against best"
        summary={`Rows: the draft that was best; columns: the one that was chosen. ${row.name} took the best one for ${share(total === 0 ? 0 : right / total)} of the prompts (rings); where two are nearly as fast, the other choice costs little.`}
        table={{
          columns: ['Best', ...arms.map(({ name }) => name)],
          rows: arms.map(({ name }, best) => [name, ...arms.map((_, chosen) => whole(value(best, chosen)))]),
        }}
        fileName="draftpick-choices"
      >
        <HeatMap
          label={`Prompts by best and chosen draft, ${row.name}`}
          rows={arms}
          columns={arms}
          value={value}
          format={whole}
          midpoint={0}
          mark={(best, chosen) => (best === chosen && value(best, chosen) > 0 ? 'picked' : undefined)}
        />
      </ChartFrame>
    </div>
  );
}

function Sizes() {
  const points = useLabStore(state => state.points);
  const sized = useLabStore(state => state.sized);
  const line = (name: string, key: 'ridge' | 'reinforce') => ({
    name,
    points: points.map(point => [point.size, point[key].value] as const),
    band: points.map(point => [point.size, point[key].low, point[key].high] as const),
  });
  return (
    <div className="panel">
      <h3>How much data does it take?</h3>
      <JobBar
        type="sizes"
        label="Train on parts of the data"
        again="Train on parts again"
        primary={false}
        done={sized !== undefined}
        onRun={() => void runJob('sizes', runInWorker)}
      >
        Five random parts of each size; a few seconds in all.
      </JobBar>
      {points.length > 0 && (
        <ChartFrame
          title="Speed against the number of training prompts"
          summary="Share of the oracle’s speed after training on part of the prompts, trained on speed-ups; bands show the range of five random parts."
          table={{
            columns: ['Prompts', 'Ridge', 'REINFORCE'],
            rows: points.map(({ size, ridge, reinforce }) => [
              size,
              share(ridge.value),
              share(reinforce.value),
            ]),
          }}
          fileName="draftpick-dataset-size"
        >
          <LineChart
            series={[line('ridge regression', 'ridge'), line('REINFORCE', 'reinforce')]}
            x={{ label: 'training prompts', scale: 'log' }}
            y={{ label: 'share of the oracle', format: share }}
          />
        </ChartFrame>
      )}
    </div>
  );
}
