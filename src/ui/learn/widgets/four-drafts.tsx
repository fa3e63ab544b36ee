import { useCallback } from 'react';
import type { Drafter } from '../../../core/drafter.ts';
import { noDraft } from '../../../core/no-draft.ts';
import { compareTokens, type RunView, summaryAt } from '../../../state/run-view.ts';
import { RoundTokens } from '../../playground/token-text.tsx';
import { Pick, Slider } from '../controls.tsx';
import { MarksLegend } from '../marks-legend.tsx';
import { ContraryDrafter, ToyGreedyDrafter, toyRule, toyRun } from '../toy-language.ts';
import { useControls } from '../use-controls.ts';
import { useToyRun } from '../use-toy-run.ts';
import { Widget } from '../widget.tsx';

const specs = {
  draft: {
    kind: 'choice',
    label: 'Draft',
    options: [
      { value: 'twin', label: 'Twin' },
      { value: 'good', label: 'Good' },
      { value: 'poor', label: 'Poor' },
      { value: 'saboteur', label: 'Saboteur' },
    ],
    initial: 'poor',
  },
  k: { kind: 'number', label: 'Tokens proposed a round', min: 1, max: 7, step: 1, initial: 4 },
} as const;

const tokens = 36;

/** How differently the drafts think; the saboteur is another matter. */
const strangeness: Readonly<Record<string, number>> = { twin: 0, good: 0.3, poor: 0.8 };

function drafterOf(name: string): Drafter {
  const strange = strangeness[name];
  return strange === undefined ? new ContraryDrafter() : new ToyGreedyDrafter(toyRule(strange));
}

const alone = () => toyRun({ drafter: noDraft, draftLength: 0, tokens });

/** The same text with drafts of every quality, beside the target alone. */
export function FourDrafts() {
  const { values, bound, anyShown } = useControls(specs);
  const start = useCallback(
    () => toyRun({ drafter: drafterOf(values.draft), draftLength: values.k, tokens }),
    [values.draft, values.k],
  );
  const run = useToyRun(start);
  const plain = useToyRun(alone);
  if (run === undefined || plain === undefined) return null;
  const same = compareTokens(run, plain);
  const { rounds, tested, accepted } = summaryAt(run, run.rounds.length);
  return (
    <Widget
      title="The same text, with and without a draft"
      controls={
        anyShown && (
          <>
            <Pick control={bound.draft} value={values.draft} />
            <Slider control={bound.k} value={values.k} />
          </>
        )
      }
      say={
        same.same
          ? `Both wrote the same ${same.tokens} tokens. The draft was right in ${accepted} of ${tested} tested guesses; the target needed ${rounds} passes instead of ${plain.rounds.length}.`
          : `The texts differ at token ${same.at + 1}.`
      }
      legend={<MarksLegend />}
    >
      <div className="toy-lanes">
        <Lane name={`With the draft: ${rounds} passes`} run={run} />
        <Lane name={`The target alone: ${plain.rounds.length} passes`} run={plain} />
      </div>
    </Widget>
  );
}

function Lane({ name, run }: { readonly name: string; readonly run: RunView }) {
  return (
    <section aria-label={name}>
      <h3 className="toy-lane-name figure">{name}</h3>
      <p className="toy-text lane-text">
        {run.rounds.map(view => (
          <RoundTokens key={view.round.index} view={view} hidden={false} current={false} selected={-1} />
        ))}
      </p>
    </section>
  );
}
