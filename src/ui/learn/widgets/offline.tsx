import { useMemo } from 'react';
import { type OfflineDataset, sampleRewards, samplesOf } from '../../../core/offline-dataset.ts';
import { BarChart } from '../../charts/bar-chart.tsx';
import { LineChart } from '../../charts/line-chart.tsx';
import { armName } from '../../playground/names.ts';
import { speedByReward } from '../bandit-game.ts';
import { ChartWidget } from '../chart-widget.tsx';
import { Pick, Slider } from '../controls.tsx';
import { offlineDataset } from '../data.ts';
import { Loaded } from '../loaded.tsx';
import { useControls } from '../use-controls.ts';

const specs = {
  alpha: { kind: 'number', label: 'Weight of likeness, α', min: 0, max: 1, step: 0.05, initial: 0.5 },
  kind: {
    kind: 'choice',
    label: 'Prompts',
    options: ['code', 'story', 'rewriting', 'maths'].map(value => ({ value, label: value })),
    initial: 'code',
  },
} as const;

const shownArms = ['none', 'prompt-lookup', 'ngram', 'ngram-code', 'ngram-prose', 'head'];
const times = (value: number) => `${value.toFixed(3)}×`;
const grid = Array.from({ length: 21 }, (_, i) => i / 20);

/** The reward of the offline dataset under a chosen α, and what choosing by it brings. */
export function Offline() {
  return (
    <Loaded what="The offline dataset" load={offlineDataset}>
      {dataset => <Rewards dataset={dataset} />}
    </Loaded>
  );
}

function Rewards({ dataset }: { readonly dataset: OfflineDataset }) {
  const { values, bound, anyShown } = useControls(specs);
  const { alpha, kind } = values;
  const rows = useMemo(() => meanRewards(dataset, kind, alpha), [dataset, kind, alpha]);
  const curve = useMemo(() => grid.map(a => [a, speedByReward(dataset, a)] as const), [dataset]);
  const series = useMemo(() => [{ name: 'Highest r', points: curve }], [curve]);
  const here = speedByReward(dataset, alpha);
  const marks = useMemo(() => [{ x: alpha, y: here, label: times(here) }], [alpha, here]);
  const best = rows.reduce(
    (most, row) => (row.value > most.value ? row : most),
    rows[0] ?? { name: '', value: 0 },
  );
  return (
    <>
      <ChartWidget
        title={`Mean reward of each draft on held-out prompts, kind “${kind}”`}
        summary={`With α = ${alpha.toFixed(2)} the highest mean reward is that of ${best.name}: ${best.value.toFixed(2)}.`}
        fileName="offline-rewards"
        table={{
          columns: ['Draft', 'Mean r'],
          rows: rows.map(({ name, value }) => [name, value.toFixed(3)]),
        }}
        controls={
          anyShown && (
            <>
              <Slider control={bound.alpha} value={alpha} format={value => value.toFixed(2)} />
              <Pick control={bound.kind} value={kind} />
            </>
          )
        }
        source={`${dataset.samples.length} prompts of the shipped dataset; f is ROUGE-L on token ids, c the draft’s own speed from slowest to fastest (both our choice).`}
      >
        <BarChart
          rows={rows.map(row => ({ ...row, emphasis: row.name === best.name }))}
          x={{ label: 'Mean reward r', format: value => value.toFixed(2) }}
        />
      </ChartWidget>
      <ChartWidget
        title="How fast is it to trust the reward?"
        summary={`If every held-out prompt gets the draft with the highest r, with α = ${alpha.toFixed(2)}, the whole is ${times(here)} as fast as no draft.`}
        fileName="offline-alpha"
        table={{ columns: ['α', 'Speed'], rows: curve.map(([a, speed]) => [a.toFixed(2), times(speed)]) }}
        source="Speed-ups computed from recorded outputs and measured costs, all arms of the dataset."
      >
        <LineChart
          series={series}
          x={{ label: 'α', format: value => value.toFixed(2) }}
          y={{ label: 'Speed', format: times }}
          marks={marks}
          height={240}
        />
      </ChartWidget>
    </>
  );
}

function meanRewards(dataset: OfflineDataset, kind: string, alpha: number) {
  const samples = samplesOf(dataset, 'held-out').filter(sample => sample.kind === kind);
  const rewards = samples.map(sample => sampleRewards(dataset, sample, 'rouge-l', alpha));
  return dataset.arms.flatMap(({ id }, arm) =>
    shownArms.includes(id)
      ? [
          {
            name: armName(id),
            value: rewards.reduce((sum, row) => sum + (row[arm] ?? 0), 0) / Math.max(1, rewards.length),
          },
        ]
      : [],
  );
}
