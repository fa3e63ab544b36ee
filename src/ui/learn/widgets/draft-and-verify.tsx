import { useCallback, useState } from 'react';
import { summaryAt } from '../../../state/run-view.ts';
import { percent } from '../../../state/verdict.ts';
import { RoundTokens } from '../../playground/token-text.tsx';
import { Slider } from '../controls.tsx';
import { MarksLegend } from '../marks-legend.tsx';
import { describeRound, RoundAnatomy } from '../round-anatomy.tsx';
import { Stepper } from '../stepper.tsx';
import { ToyGreedyDrafter, toyRule, toyRun } from '../toy-language.ts';
import { useControls } from '../use-controls.ts';
import { useToyRun } from '../use-toy-run.ts';
import { Widget } from '../widget.tsx';

const specs = {
  k: { kind: 'number', label: 'Tokens proposed a round', min: 1, max: 7, step: 1, initial: 4 },
  strange: {
    kind: 'number',
    label: 'How differently the draft thinks',
    min: 0,
    max: 1,
    step: 0.1,
    initial: 0.3,
  },
} as const;

const tokens = 48;

/** Steps through the rounds of a toy target and a toy draft. */
export function DraftAndVerify() {
  const { values, bound, anyShown } = useControls(specs);
  const { k, strange } = values;
  const [shown, setShown] = useState(1);
  const start = useCallback(
    () => toyRun({ drafter: new ToyGreedyDrafter(toyRule(strange)), draftLength: k, tokens }),
    [k, strange],
  );
  const run = useToyRun(start);
  if (run === undefined) return null;
  const visible = Math.min(shown, run.rounds.length);
  const current = run.rounds[visible - 1];
  const { tokens: written, acceptanceRate } = summaryAt(run, visible);
  return (
    <Widget
      title="A toy target and a toy draft, round by round"
      controls={
        anyShown && (
          <>
            <Slider control={bound.k} value={k} />
            <Slider control={bound.strange} value={strange} format={strangeness} />
          </>
        )
      }
      say={
        current === undefined
          ? 'Nothing is written yet. Press “Next round”.'
          : `${describeRound(current.round)} So far ${written} tokens from ${visible} ${visible === 1 ? 'pass' : 'passes'}, ${percent(acceptanceRate ?? 0)} of the tested tokens kept.`
      }
      legend={<MarksLegend states={['accepted', 'rejected', 'correction', 'bonus']} />}
    >
      <Stepper noun="round" shown={visible} all={run.rounds.length} onChange={setShown} />
      {current && <RoundAnatomy round={current.round} />}
      <p className="toy-text lane-text">
        {run.rounds.slice(0, visible).map((view, i) => (
          <RoundTokens
            key={view.round.index}
            view={view}
            hidden={false}
            current={i === visible - 1}
            selected={-1}
          />
        ))}
      </p>
    </Widget>
  );
}

function strangeness(value: number): string {
  if (value === 0) return 'not at all';
  return value === 1 ? 'entirely' : percent(value);
}
