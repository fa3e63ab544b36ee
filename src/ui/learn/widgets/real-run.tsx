import { type ReactNode, useState } from 'react';
import { summaryAt } from '../../../state/run-view.ts';
import { percent } from '../../../state/verdict.ts';
import { duration } from '../../components/format.ts';
import { RoundTokens } from '../../playground/token-text.tsx';
import { Pick } from '../controls.tsx';
import { type Recording, type RecordingName, recording, recordingNames } from '../data.ts';
import { Loaded } from '../loaded.tsx';
import { MarksLegend } from '../marks-legend.tsx';
import { Predict } from '../predict.tsx';
import { describeRound, RoundAnatomy } from '../round-anatomy.tsx';
import { sourceOf } from '../source-note.ts';
import { Stepper } from '../stepper.tsx';
import { useControls } from '../use-controls.ts';
import { Widget } from '../widget.tsx';

const labels: Readonly<Record<RecordingName, string>> = {
  proofread: 'Proofread a paragraph',
  class: 'Write a Python class',
  count: 'Count to ten',
  story: 'Tell a story',
  sampled: 'Repeat a paragraph, sampled',
};

const specs = {
  run: {
    kind: 'choice',
    label: 'Recorded run',
    options: recordingNames.map(value => ({ value, label: labels[value] })),
    initial: 'proofread',
  },
} as const;

const loaders = Object.fromEntries(recordingNames.map(name => [name, () => recording(name)]));

/** A recorded run, to step through with every round laid open. */
export function RealRun() {
  const { values, bound } = useControls(specs);
  return (
    <Loaded
      key={values.run}
      what="The recorded run"
      load={loaders[values.run] ?? (() => recording('proofread'))}
    >
      {value => (
        <Rounds
          recording={value}
          control={bound.run.shown && <Pick control={bound.run} value={values.run} />}
        />
      )}
    </Loaded>
  );
}

interface RoundsProps {
  readonly recording: Recording;
  readonly control: ReactNode;
}

function Rounds({ recording: { run, trace }, control }: RoundsProps) {
  const firstDraft = run.rounds.findIndex(({ round }) => round.proposed.length > 0);
  const [shown, setShown] = useState(firstDraft + 1);
  const view = run.rounds[shown - 1];
  const { tokens, decodeMs } = summaryAt(run, shown);
  return (
    <Widget
      title={`“${shortened(trace.request.messages.at(-1)?.content ?? '')}”`}
      controls={control}
      say={
        view === undefined
          ? 'Nothing is written yet.'
          : `${describeRound(view.round)} It took ${duration(view.endMs - view.startMs)}: ${duration(view.round.draftMs)} of guessing, ${duration(view.round.verifyMs)} in the target. ${note(view.round)} So far ${tokens} tokens in ${duration(decodeMs)}.`
      }
      legend={<MarksLegend />}
      source={sourceOf(trace)}
    >
      <Stepper noun="round" shown={shown} all={run.rounds.length} onChange={setShown} />
      {view && <RoundAnatomy round={view.round} />}
      <p className="toy-text lane-text recorded-text">
        {run.rounds.slice(0, shown).map((each, i) => (
          <RoundTokens
            key={each.round.index}
            view={each}
            hidden={false}
            current={i === shown - 1}
            selected={-1}
          />
        ))}
      </p>
    </Widget>
  );
}

function note({ proposed, tested, accepted, emitted }: Recording['run']['rounds'][number]['round']): string {
  if (proposed.length === 0) return 'The draft found nothing worth proposing.';
  const refused = proposed[accepted];
  if (tested === accepted || refused?.verdict !== 'rejected') return 'Everything was kept.';
  const own = emitted.at(-1);
  const odds =
    refused.p === undefined ? '' : ` The refused token had ${percent(refused.p)} of the target’s odds.`;
  return `The target was ${percent(own?.p ?? 0)} sure of its own token instead.${odds}`;
}

function shortened(prompt: string): string {
  const line = prompt.replace(/\s+/g, ' ');
  return line.length <= 90 ? line : `${line.slice(0, 88).trimEnd()} …`;
}

/** Asks how often a draft said nothing in the run that writes a class. */
export function SilentRounds() {
  return (
    <Loaded what="The recorded run" load={loaders.class ?? (() => recording('class'))}>
      {({ run }) => {
        const plain = run.rounds.filter(({ round }) => round.proposed.length === 0).length;
        return (
          <Predict
            id="real-plain"
            ask="In the run that writes a Python class, in what share of the rounds did the draft propose nothing at all?"
            range={{ label: 'Rounds without a proposal', min: 0, max: 1, step: 0.05, format: percent }}
            answer={plain / run.rounds.length}
          >
            <p>
              {`${plain} of ${run.rounds.length} rounds were plain passes. Lookup had found nothing, or was not sure enough for a guess to pay. Silence costs next to nothing; a bad guess costs a longer pass.`}
            </p>
          </Predict>
        );
      }}
    </Loaded>
  );
}
