import { LineChart } from '../../charts/line-chart.tsx';
import { duration } from '../../components/format.ts';
import { rowRatio } from '../answers.ts';
import { ChartWidget } from '../chart-widget.tsx';
import { type Recording, recording } from '../data.ts';
import { Loaded } from '../loaded.tsx';
import { Predict } from '../predict.tsx';
import { sourceOf } from '../source-note.ts';

const load = () => recording('proofread');
const what = 'The recorded run';

/** Asks how much dearer a pass over eight tokens is, then shows what was measured. */
export function PassTimes() {
  return (
    <Loaded what={what} load={load}>
      {({ trace }) => <Question targetMs={trace.model.cost.targetMs} trace={trace} />}
    </Loaded>
  );
}

function Question({
  targetMs,
  trace,
}: {
  readonly targetMs: readonly number[];
  readonly trace: Recording['trace'];
}) {
  const ratio = rowRatio(targetMs);
  return (
    <Predict
      id="slow-eight"
      ask="A pass over one token takes a certain time. How many times as long did a pass over eight tokens take, measured with the model of this page?"
      range={{ label: 'Times as long', min: 1, max: 8, step: 0.1, format: value => `${value.toFixed(1)}×` }}
      answer={ratio}
    >
      <p>
        {`Eight times the arithmetic, but the weights are fetched once: ${ratio.toFixed(1)} times the time. On a graphics card, which has arithmetic to spare, the further tokens come nearly for free; on this processor they do not quite.`}
      </p>
      <Measured targetMs={targetMs} source={sourceOf(trace)} />
    </Predict>
  );
}

function Measured({ targetMs, source }: { readonly targetMs: readonly number[]; readonly source: string }) {
  const one = targetMs[0] ?? 0;
  const measured = targetMs.map((ms, i) => [i + 1, ms] as const);
  const separate = targetMs.map((_, i) => [i + 1, one * (i + 1)] as const);
  return (
    <ChartWidget
      title="One pass over n tokens, measured"
      summary={`One token takes ${duration(one)}, eight in one pass ${duration(targetMs[7] ?? 0)}; one after the other they would take ${duration(one * 8)}.`}
      fileName="pass-times"
      table={{
        columns: ['Tokens in the pass', 'Measured, ms', 'One pass for each, ms'],
        rows: targetMs.map((ms, i) => [i + 1, ms.toFixed(2), (one * (i + 1)).toFixed(2)]),
      }}
      source={source}
    >
      <LineChart
        series={[
          { name: 'One pass over all', points: measured },
          { name: 'One pass for each', points: separate, dashed: true },
        ]}
        x={{ label: 'Tokens in the pass' }}
        y={{ label: 'Milliseconds', domain: [0, one * 8] }}
        height={260}
      />
    </ChartWidget>
  );
}
