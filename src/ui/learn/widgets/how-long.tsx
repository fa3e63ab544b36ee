import { useMemo } from 'react';
import { chooseDraftLength, expectedSpeedUp, longestDraft } from '../../../core/cost-model.ts';
import { BarChart } from '../../charts/bar-chart.tsx';
import { Bars } from '../bars.tsx';
import { ChartWidget } from '../chart-widget.tsx';
import { Slider } from '../controls.tsx';
import { simpleCost } from '../cost-curves.ts';
import { useControls } from '../use-controls.ts';

const specs = {
  c: {
    kind: 'list',
    label: 'Confidence of each guess',
    min: 0,
    max: 1,
    step: 0.01,
    initial: [0.95, 0.9, 0.85, 0.4, 0.8, 0.7, 0.6],
  },
  row: { kind: 'number', label: 'A further token in a pass costs', min: 0, max: 1, step: 0.02, initial: 0.3 },
  guess: { kind: 'number', label: 'A guess costs', min: 0, max: 0.5, step: 0.01, initial: 0.02 },
} as const;

const names = Array.from({ length: longestDraft }, (_, i) => `guess ${i + 1}`);
const passes = (value: number) => `${value.toFixed(2)} passes`;
const times = (value: number) => `${value.toFixed(2)}×`;

/** Confidences to drag, and the length the page would propose. */
export function HowLong() {
  const { values, bound, anyShown } = useControls(specs);
  const { c, row, guess } = values;
  const cost = useMemo(() => simpleCost(row, guess), [row, guess]);
  const best = chooseDraftLength(c, cost, longestDraft);
  const speeds = Array.from({ length: longestDraft + 1 }, (_, k) => expectedSpeedUp(c, cost, k));
  return (
    <ChartWidget
      title="Expected speed-up for every length of the proposal"
      summary={
        best === 0
          ? 'Proposing nothing is best here: this round is a plain pass.'
          : `Best is to propose ${best}: ${times(speeds[best] ?? 1)} expected. All seven would give ${times(speeds.at(-1) ?? 1)}.`
      }
      fileName="draft-length"
      table={{
        columns: ['Tokens proposed', 'Expected speed-up'],
        rows: speeds.map((speed, k) => [k, times(speed)]),
      }}
      controls={
        anyShown && (
          <>
            {bound.c.shown && (
              <div className="wide-control">
                <p className="field-label">How sure the draft is of each guess: drag the bars</p>
                <Bars
                  label="Confidence"
                  names={names}
                  values={c}
                  tone="draft"
                  onChange={(at, value) => bound.c.set(c.map((old, i) => (i === at ? value : old)))}
                />
              </div>
            )}
            <Slider control={bound.row} value={row} format={passes} />
            <Slider control={bound.guess} value={guess} format={passes} />
          </>
        )
      }
    >
      <BarChart
        rows={speeds.map((value, k) => ({
          name: k === 0 ? 'None' : `${k} proposed`,
          value,
          emphasis: k === best,
        }))}
        x={{ label: 'Expected speed-up', format: times, reference: 1 }}
      />
    </ChartWidget>
  );
}
