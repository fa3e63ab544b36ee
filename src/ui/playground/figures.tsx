import { useMemo } from 'react';
import { useDraftFilesStore } from '../../state/draft-files.ts';
import { usePlaybackStore } from '../../state/playback-store.ts';
import { useRecordingsStore } from '../../state/recordings.ts';
import { useRunStore } from '../../state/run-store.ts';
import { type RunView, roundsAt, summaryAt } from '../../state/run-view.ts';
import { percent, verdictOf, type Yardstick } from '../../state/verdict.ts';
import { useCalmRun } from './use-calm-run.ts';

/** What the run came to: the speed-up with its sign and its reason, and the figures behind it. */
export function Figures() {
  const run = useCalmRun();
  const nothingComes = useRecordingsStore(state => state.status === 'none') && run === undefined;
  return (
    <section className="figures" aria-label="Figures" data-empty={nothingComes || undefined}>
      {run === undefined || run.rounds.length === 0 ? <Waiting /> : <FiguresOf run={run} />}
    </section>
  );
}

function Waiting() {
  const idle = useRunStore(state => state.phase === 'idle');
  const loading = useDraftFilesStore(state => state.loading !== undefined);
  const text = idle
    ? 'The speed-up of a run will stand here.'
    : loading
      ? 'Loading the draft; its time does not count…'
      : 'Reading the prompt…';
  return <p className="muted">{text}</p>;
}

const yardsticks: Readonly<Record<Yardstick, string>> = {
  raced: 'Against target-only decoding of the same prompt, timed right after it',
  'own-passes': 'Against the plain passes of this run; race it for a measured figure',
  calibrated: 'Against the plain pass measured when the model was loaded; race it for a measured figure',
};

function FiguresOf({ run }: { readonly run: RunView }) {
  const baseline = useRunStore(state => state.baseline);
  const cost = useRunStore(state => state.cost);
  const shown = usePlaybackStore(({ clockMs }) => roundsAt(run, clockMs));
  const rounds = Math.max(1, shown);
  // The verdict on a finished run stands; while it is played only the facts below follow the clock.
  const judged = run.done === undefined ? rounds : run.rounds.length;
  const verdict = useMemo(() => verdictOf(run, judged, cost, baseline), [run, judged, cost, baseline]);
  const summary = useMemo(() => summaryAt(run, rounds), [run, rounds]);
  return (
    <>
      {verdict && (
        <div className="verdict" data-tone={verdict.tone}>
          <p className="verdict-head">
            <strong className="verdict-ratio figure" data-testid="speed-up">
              {verdict.ratio}
            </strong>{' '}
            <span className="verdict-word">{verdict.word}</span>
          </p>
          <p className="verdict-note">
            {verdict.reason !== undefined && <>{verdict.reason} </>}
            <span className="muted">
              {yardsticks[verdict.yardstick]}
              {verdict.speedUp.total !== null &&
                `; ${verdict.speedUp.total.toFixed(2)}× with reading the prompt`}
              .
            </span>
          </p>
        </div>
      )}
      <dl className="facts">
        <Fact
          name="Tokens a second"
          value={
            summary.msPerToken === null || summary.msPerToken <= 0
              ? '–'
              : (1000 / summary.msPerToken).toFixed(1)
          }
          note={summary.msPerToken === null ? '' : `${summary.msPerToken.toFixed(1)} ms each`}
        />
        <Fact
          name="Accepted"
          value={summary.acceptanceRate === null ? '–' : percent(summary.acceptanceRate)}
          note={summary.tested > 0 ? `${summary.accepted} of ${summary.tested} tested` : 'nothing tested'}
        />
        <Fact
          name="Tokens a round"
          value={summary.meanAcceptedLength === null ? '–' : summary.meanAcceptedLength.toFixed(2)}
          note={`${summary.tokens} in ${summary.rounds}`}
        />
        <Fact
          name="Reading the prompt"
          value={summary.prefillMs === null ? '–' : `${Math.round(summary.prefillMs)} ms`}
          note={
            summary.promptTokens === null
              ? ''
              : `${summary.promptTokens} tokens${summary.reusedTokens ? `, ${summary.reusedTokens} reused` : ''}`
          }
        />
      </dl>
    </>
  );
}

function Fact({
  name,
  value,
  note,
}: {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className="figure">
        {value}
        {note !== undefined && note !== '' && <span className="fact-note">{note}</span>}
      </dd>
    </div>
  );
}
