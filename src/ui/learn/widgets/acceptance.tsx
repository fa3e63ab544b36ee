import { useMemo } from 'react';
import { speedUp } from '../../../core/metrics.ts';
import { summaryAt } from '../../../state/run-view.ts';
import { percent } from '../../../state/verdict.ts';
import { BarChart } from '../../charts/bar-chart.tsx';
import { RoundTokens } from '../../playground/token-text.tsx';
import { ChartWidget } from '../chart-widget.tsx';
import { Pick } from '../controls.tsx';
import { allRecordings, type Recording } from '../data.ts';
import { Loaded } from '../loaded.tsx';
import { MarksLegend } from '../marks-legend.tsx';
import { Predict } from '../predict.tsx';
import { sourceOf } from '../source-note.ts';
import { useControls } from '../use-controls.ts';
import { Widget } from '../widget.tsx';

/** The greedy recordings, in the order of `recordingNames`. */
const titles = ['Proofread a paragraph', 'Write a Python class', 'Count to ten', 'Tell a story'];
const ids = ['proofread', 'class', 'count', 'story'];

const specs = {
  run: {
    kind: 'choice',
    label: 'Recorded run',
    options: ids.map((value, i) => ({ value, label: ['Proofread', 'Class', 'Count', 'Story'][i] ?? value })),
    initial: 'proofread',
  },
} as const;

/** Asks about the counting run, before its figures are shown. */
export function CountingQuestion() {
  return (
    <Loaded what="The recorded runs" load={allRecordings}>
      {runs => {
        const counting = runs[ids.indexOf('count')];
        const { tested, accepted } = summaryAt(counting?.run ?? failed(), Number.POSITIVE_INFINITY);
        return (
          <Predict
            id="acceptance-count"
            ask="Prompt lookup copies what followed the same words earlier. The model is asked to count from 1 to 10, one number a line: very regular text. What share of the guesses is kept?"
            range={{ label: 'Kept', min: 0, max: 1, step: 0.05, format: percent }}
            answer={tested === 0 ? 0 : accepted / tested}
          >
            <p>
              {`${accepted} of ${tested} tested guesses were kept. Every line looks like the one before, but the only thing that matters in it is new: the number. Regular to us is not the same as repeated.`}
            </p>
          </Predict>
        );
      }}
    </Loaded>
  );
}

function failed(): never {
  throw new Error('a recording is missing');
}

/** The same draft on four prompts: text with its marks, and the figures side by side. */
export function Acceptance() {
  return (
    <Loaded what="The recorded runs" load={allRecordings}>
      {runs => <FourRuns runs={runs.slice(0, ids.length)} />}
    </Loaded>
  );
}

function FourRuns({ runs }: { readonly runs: readonly Recording[] }) {
  const { values, bound } = useControls(specs);
  const at = Math.max(0, ids.indexOf(values.run));
  const { run, trace } = runs[at] ?? failed();
  const figures = useMemo(() => runs.map(figuresOf), [runs]);
  const own = figures[at];
  const places = summaryAt(run, run.rounds.length).acceptanceByPosition;
  return (
    <>
      <Widget
        title="The same draft, prompt lookup, on four prompts"
        controls={bound.run.shown && <Pick control={bound.run} value={values.run} />}
        say={`${titles[at]}: ${own?.accepted ?? 0} of ${own?.tested ?? 0} tested guesses kept, ${own?.tokens ?? 0} tokens in ${run.rounds.length} passes.${places.map(({ tested, accepted }, i) => ` Place ${i + 1}: ${accepted} of ${tested}.`).join('')}`}
        legend={<MarksLegend />}
        source={sourceOf(trace)}
      >
        <p className="toy-text lane-text recorded-text">
          {run.rounds.map(view => (
            <RoundTokens key={view.round.index} view={view} hidden={false} current={false} selected={-1} />
          ))}
        </p>
      </Widget>
      <ChartWidget
        title="What became of it: speed-up of the four runs"
        summary={figures.map(({ speed }, i) => `${titles[i]}: ${speed.toFixed(2)}×`).join(', ')}
        fileName="four-runs"
        table={{
          columns: ['Run', 'Tested', 'Kept', 'Speed-up'],
          rows: figures.map(({ tested, accepted, speed }, i) => [
            titles[i] ?? '',
            tested,
            accepted,
            speed.toFixed(2),
          ]),
        }}
        source="Each against the target alone, in the same session; reading the prompt left out."
      >
        <BarChart
          rows={figures.map(({ speed }, i) => ({
            name: titles[i] ?? '',
            value: speed,
            emphasis: i === at,
          }))}
          x={{ label: 'Speed-up', format: value => `${value.toFixed(2)}×`, reference: 1 }}
        />
      </ChartWidget>
    </>
  );
}

function figuresOf({ run, baseline }: Recording) {
  const summary = summaryAt(run, run.rounds.length);
  const plain = baseline === undefined ? summary : summaryAt(baseline, baseline.rounds.length);
  return { ...summary, speed: speedUp(plain, summary).decode ?? 1 };
}
