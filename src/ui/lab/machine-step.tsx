import { useDeferredValue, useId, useMemo } from 'react';
import { type Machine, rowCostOf, speedUpOn, stepCosts } from '../../core/machine.ts';
import { type OfflineDataset, samplesOf, splits } from '../../core/offline-dataset.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { setLab } from '../../state/lab-settings.ts';
import { useLabStore } from '../../state/lab-store.ts';
import { BarChart } from '../charts/bar-chart.tsx';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { HeatMap } from '../charts/heat-map.tsx';
import { Choice } from '../components/choice.tsx';
import { armName } from '../playground/names.ts';
import { share, splitAbout, splitNames, times, twoPlaces } from './lab-words.ts';
import { Step } from './step.tsx';

const presets: readonly (Machine & { readonly name: string })[] = [
  { name: 'Many cores', rowCost: 0.12, stepFactor: 1 },
  { name: 'A GPU with cheap rows', rowCost: 0.03, stepFactor: 2 },
  { name: 'A GPU with dear rows', rowCost: 0.35, stepFactor: 4 },
];

/** What would win where passes cost something else. */
export function MachineStep() {
  return (
    <Step
      title="Another machine"
      lead="Checking several tokens in one pass costs little on one machine and a lot on another, and so do a draft’s own steps. Which draft wins depends on both: move them and see."
    >
      {dataset => <Elsewhere dataset={dataset} />}
    </Step>
  );
}

function Elsewhere({ dataset }: { readonly dataset: OfflineDataset }) {
  const { rowCost, stepFactor, split } = useLabStore(state => state.settings);
  const open = splits.filter(each => samplesOf(dataset, each).length > 0);
  const machine = useDeferredValue(useMemo(() => ({ rowCost, stepFactor }), [rowCost, stepFactor]));
  if (!dataset.alignments.includes('agreement'))
    return (
      <p className="panel empty">
        This dataset does not say how often a draft guesses the next token; that is needed here.
      </p>
    );
  return (
    <>
      <div className="panel lab-controls">
        <Presets />
        <Sliders dataset={dataset} />
        <Choice
          label={`On ${splitAbout[split]}`}
          options={open.map(value => ({ value, label: splitNames[value] }))}
          value={split}
          onChange={value => setLab({ split: value })}
        />
      </div>
      <Winners dataset={dataset} machine={machine} />
    </>
  );
}

function Presets() {
  const measured = useEngineStore(({ info }) => info?.cost.targetMs);
  const here = measured === undefined ? undefined : rowCostOf(measured);
  return (
    <fieldset className="lab-presets">
      <legend className="field-label">A machine</legend>
      <button
        type="button"
        className="button quiet"
        disabled={here === undefined}
        onClick={() => here !== undefined && setLab({ rowCost: Number(here.toFixed(2)), stepFactor: 1 })}
      >
        This device, as measured
      </button>
      {presets.map(({ name, ...machine }) => (
        <button key={name} type="button" className="button quiet" onClick={() => setLab(machine)}>
          {name}
        </button>
      ))}
      {here === undefined && (
        <p className="hint">
          This device is measured when a model is loaded in the Playground. The others are examples.
        </p>
      )}
    </fieldset>
  );
}

function Sliders({ dataset }: { readonly dataset: OfflineDataset }) {
  const { rowCost, stepFactor } = useLabStore(state => state.settings);
  const id = useId();
  const dear = stepCosts(dataset.arms)
    .map((cost, arm) => ({ cost: cost * stepFactor, name: armName(dataset.arms[arm]?.id ?? '') }))
    .filter(({ cost }) => cost > 0);
  return (
    <>
      <div className="lab-slider">
        <label htmlFor={`${id}-row`} className="field-label">
          Each further token in a pass costs
        </label>
        <output className="figure" htmlFor={`${id}-row`}>{`${twoPlaces(rowCost)} passes`}</output>
        <input
          id={`${id}-row`}
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={Math.min(1, rowCost)}
          onChange={event => setLab({ rowCost: event.target.valueAsNumber })}
        />
        <span className="hint lab-ends">
          <span>0: checking is free</span>
          <span>1: as dear as a pass of its own</span>
        </span>
      </div>
      <div className="lab-slider">
        <label htmlFor={`${id}-step`} className="field-label">
          A draft’s own step costs
        </label>
        <output
          className="figure"
          htmlFor={`${id}-step`}
        >{`${Number(stepFactor.toFixed(2))} × as much as here`}</output>
        <input
          id={`${id}-step`}
          type="range"
          min={0}
          max={8}
          step={0.25}
          value={Math.min(8, stepFactor)}
          onChange={event => setLab({ stepFactor: event.target.valueAsNumber })}
        />
        <span className="hint">
          {dear.length === 0
            ? 'No draft of this dataset has steps that cost anything.'
            : `In passes: ${dear.map(({ name, cost }) => `${name} ${twoPlaces(cost)}`).join(', ')}. Tables are free.`}
        </span>
      </div>
    </>
  );
}

function Winners({ dataset, machine }: { readonly dataset: OfflineDataset; readonly machine: Machine }) {
  const split = useLabStore(state => state.settings.split);
  const { wins, speeds, kinds } = useMemo(() => played(dataset, split, machine), [dataset, split, machine]);
  const arms = dataset.arms.map(({ id }, arm) => ({ id, name: armName(id), arm }));
  const total = wins.reduce((sum, n) => sum + n, 0);
  const ranked = [...arms].sort((a, b) => (wins[b.arm] ?? 0) - (wins[a.arm] ?? 0));
  const [leader] = ranked;
  return (
    <>
      <div className="panel">
        <ChartFrame
          title="Which draft wins"
          summary={`Share of the ${total} prompts on which each draft would be fastest there. ${leader?.name ?? ''} wins on ${share((wins[leader?.arm ?? 0] ?? 0) / Math.max(1, total))}.`}
          table={{
            columns: ['Draft', 'Prompts won', 'Share', 'Speed-up'],
            rows: ranked.map(({ name, arm }) => [
              name,
              wins[arm] ?? 0,
              share((wins[arm] ?? 0) / Math.max(1, total)),
              times(speeds[arm] ?? 1),
            ]),
          }}
          fileName="draftpick-another-machine"
        >
          <BarChart
            rows={ranked.map(({ name, arm }, i) => ({
              name,
              value: (wins[arm] ?? 0) / Math.max(1, total),
              emphasis: i === 0,
            }))}
            x={{ label: 'share of prompts', format: value => `${Math.round(value * 100)}%` }}
          />
        </ChartFrame>
        <p className="hint">
          Computed from how often each draft guesses the next token, with one chance for all places of a text
          and the draft length that suits the machine. Real drafts know where they are sure and gain more; the
          order of the drafts and where drafting stops to pay are what to look at.
        </p>
      </div>
      <div className="panel">
        <ChartFrame
          title="By kind of prompt"
          summary="Speed-up of each draft there; blue is faster than no draft. A triangle marks the fastest."
          table={{
            columns: ['Kind', ...arms.map(({ name }) => name)],
            rows: kinds.map(({ kind, speeds: row }) => [kind, ...row.map(times)]),
          }}
          fileName="draftpick-another-machine-kinds"
        >
          <HeatMap
            label="Speed-up by kind of prompt and draft"
            rows={kinds.map(({ kind }) => ({ id: kind, name: kind }))}
            columns={arms}
            value={(r, c) => kinds[r]?.speeds[c]}
            format={twoPlaces}
            midpoint={1}
            mark={(r, c) => (kinds[r]?.best === c ? 'best' : undefined)}
          />
        </ChartFrame>
      </div>
    </>
  );
}

/** Winners and speeds (total tokens / total time) on a machine. */
function played(dataset: OfflineDataset, split: (typeof splits)[number], machine: Machine) {
  const steps = stepCosts(dataset.arms);
  const wins = new Array<number>(steps.length).fill(0);
  const sums = new Map<string, { tokens: number; times: number[] }>();
  const all = { tokens: 0, times: steps.map(() => 0) };
  for (const sample of samplesOf(dataset, split)) {
    const agreements = sample.alignments.agreement ?? [];
    // Without a draft there is nothing to agree.
    const speeds = steps.map((step, arm) =>
      dataset.arms[arm]?.id === 'none' ? 1 : speedUpOn(machine, agreements[arm] ?? 0, step),
    );
    const best = speeds.indexOf(Math.max(...speeds));
    wins[best] = (wins[best] ?? 0) + 1;
    const kind = sums.get(sample.kind) ?? { tokens: 0, times: steps.map(() => 0) };
    sums.set(sample.kind, kind);
    for (const sum of [kind, all]) {
      sum.tokens += sample.tokens;
      speeds.forEach((speed, arm) => {
        sum.times[arm] = (sum.times[arm] ?? 0) + sample.tokens / speed;
      });
    }
  }
  const speedsOf = ({ tokens, times: spent }: typeof all) =>
    spent.map(time => (time === 0 ? 1 : tokens / time));
  const kinds = [...sums].map(([kind, sum]) => {
    const speeds = speedsOf(sum);
    return { kind, speeds, best: speeds.indexOf(Math.max(...speeds)) };
  });
  return { wins, speeds: speedsOf(all), kinds };
}
