import { useMemo } from 'react';
import { percent } from '../../../state/verdict.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import { ChartWidget } from '../chart-widget.tsx';
import { Slider } from '../controls.tsx';
import { breakEven, constantSpeedUp, simpleCost, speedUpCurve } from '../cost-curves.ts';
import { useControls } from '../use-controls.ts';

const specs = {
  row: { kind: 'number', label: 'A further token in a pass costs', min: 0, max: 1, step: 0.02, initial: 0.3 },
  guess: { kind: 'number', label: 'A guess costs', min: 0, max: 0.5, step: 0.01, initial: 0.06 },
  k: { kind: 'number', label: 'Tokens proposed a round', min: 1, max: 7, step: 1, initial: 4 },
  a: { kind: 'number', label: 'Acceptance rate', min: 0, max: 1, step: 0.01, initial: 0.5 },
} as const;

const passes = (value: number) => `${value.toFixed(2)} passes`;
const times = (value: number) => `${value.toFixed(2)}×`;

/** The cost model as a curve: speed-up against acceptance. */
export function WhenItLoses() {
  const { values, bound, anyShown } = useControls(specs);
  const { row, guess, k, a } = values;
  const cost = useMemo(() => simpleCost(row, guess), [row, guess]);
  const curve = useMemo(() => speedUpCurve(cost, k), [cost, k]);
  const series = useMemo(() => [{ name: `${k} proposed`, points: curve }], [curve, k]);
  const even = breakEven(cost, k);
  const here = constantSpeedUp(cost, k, a);
  const marks = useMemo(
    () => [
      { y: 1, label: 'no draft' },
      ...(even === null || even === 0 ? [] : [{ x: even, label: `break-even ${percent(even)}` }]),
      { x: a, y: here, label: times(here) },
    ],
    [even, a, here],
  );
  const where =
    even === null
      ? 'At these costs drafting never pays, not even if everything is kept.'
      : `It pays from an acceptance rate of ${percent(even)}.`;
  return (
    <ChartWidget
      title="Speed-up against acceptance"
      summary={`With ${percent(a)} kept, ${k} proposed tokens make it ${times(here)} as fast as no draft. ${where}`}
      fileName="break-even"
      table={{ columns: ['Acceptance', 'Speed-up'], rows: curve.map(([x, y]) => [percent(x), times(y)]) }}
      controls={
        anyShown && (
          <>
            <Slider control={bound.row} value={row} format={passes} />
            <Slider control={bound.guess} value={guess} format={passes} />
            <Slider control={bound.k} value={k} />
            <Slider control={bound.a} value={a} format={percent} />
          </>
        )
      }
      source="Computed by the page’s own cost model; every token is taken to be kept with the same probability."
    >
      <LineChart
        series={series}
        x={{ label: 'Acceptance rate', format: percent }}
        y={{ label: 'Speed-up', format: times }}
        marks={marks}
      />
    </ChartWidget>
  );
}
