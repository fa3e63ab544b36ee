import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef } from 'react';
import { clockForRounds, seek, showAll, usePlaybackStore } from '../../state/playback-store.ts';
import { chartColumns, chartSpan, roomForRounds, roundAfterKey } from '../../state/round-chart.ts';
import { type RunView, roundsAt, runMs, summaryAt } from '../../state/run-view.ts';
import { percent } from '../../state/verdict.ts';
import { duration } from '../components/format.ts';
import { useStretch } from '../components/use-stretch.ts';
import { useWidth } from '../components/use-width.ts';
import { cell, plus, strip } from './column-paths.ts';
import { Columns } from './round-columns.tsx';
import { useCalmRun } from './use-calm-run.ts';

const step = cell.height + cell.gap;
/** A chart has room for at least this many cells, so that it keeps its shape when little is proposed. */
const leastRows = 4;
/** A column narrower than this can't be told from its neighbour: the chart scrolls instead. */
const leastColumn = 6;

/** The run round by round: how long each took, what it proposed, what was kept. */
export function Rounds() {
  const run = useCalmRun();
  return (
    <section className="panel rounds" aria-labelledby="rounds-title">
      <div className="panel-head">
        <h2 id="rounds-title">Rounds</h2>
        {run && run.rounds.length > 0 && <RoundLabel run={run} />}
      </div>
      {run === undefined || run.rounds.length === 0 ? (
        <p className="empty">
          Each round of a run becomes a column here: its width is time, its cells are tokens.
        </p>
      ) : (
        <>
          <Chart run={run} />
          <ChartKey />
          <Positions run={run} />
        </>
      )}
    </section>
  );
}

function describeRound(run: RunView, shown: number): string {
  const view = run.rounds[shown - 1];
  if (view === undefined) return 'Before the first round';
  const { round } = view;
  const what =
    round.proposed.length === 0 ? 'no proposal' : `${round.proposed.length} proposed, ${round.accepted} kept`;
  return `Round ${shown} of ${run.rounds.length}: ${what}, ${duration(view.endMs - view.startMs)}`;
}

function RoundLabel({ run }: { readonly run: RunView }) {
  const shown = usePlaybackStore(({ clockMs }) => roundsAt(run, clockMs));
  return <span className="muted figure">{describeRound(run, shown)}</span>;
}

function Chart({ run }: { readonly run: RunView }) {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const shown = usePlaybackStore(({ clockMs }) => roundsAt(run, clockMs));
  const finished = run.done !== undefined;
  const span = chartSpan(runMs(run), finished);
  const chartWidth = Math.max(width, roomForRounds(run.rounds.length, finished) * leastColumn);
  const scale = chartWidth / span;
  const [from, to] = useStretch(scroller, width);
  // A long run has thousands of columns; those out of sight are left out.
  const columns = useMemo(
    () => chartColumns(run.rounds.slice(roundsAt(run, from / scale), roundsAt(run, to / scale) + 1)),
    [run, from, to, scale],
  );
  const rows = run.rounds.reduce((most, { round }) => Math.max(most, round.proposed.length + 1), leastRows);
  const ground = rows * step + 2;
  const chartHeight = ground + strip.top + strip.height + 2;
  const playhead = clockForRounds(run, shown) * scale;

  useEffect(() => {
    const box = scroller.current;
    if (box === null || box.scrollWidth <= box.clientWidth) return;
    if (playhead < box.scrollLeft + 24 || playhead > box.scrollLeft + box.clientWidth - 24) {
      box.scrollLeft = playhead - box.clientWidth / 2;
    }
  }, [playhead]);

  const toRound = (rounds: number): void => {
    if (rounds >= run.rounds.length) showAll();
    else seek(clockForRounds(run, rounds));
  };
  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    toRound(roundsAt(run, Math.max(0, x) / scale) + 1);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = roundAfterKey(event.key, shown, run.rounds.length);
    if (target === undefined) return;
    event.preventDefault();
    toRound(target);
  };
  return (
    <div className="chart-scroll" ref={scroller}>
      <div
        role="slider"
        tabIndex={0}
        className="chart"
        // Where the chart scrolls, a finger scrolls it and a tap picks a round; where it fits, a finger scrubs.
        style={{ width: chartWidth, touchAction: chartWidth > width ? 'auto' : 'pan-y' }}
        aria-label="Round"
        aria-valuemin={0}
        aria-valuemax={run.rounds.length}
        aria-valuenow={shown}
        aria-valuetext={describeRound(run, shown)}
        onPointerDown={onPointer}
        onPointerMove={onPointer}
        onKeyDown={onKeyDown}
      >
        <svg width={chartWidth} height={chartHeight} aria-hidden="true" focusable="false">
          <g transform={`translate(0 ${ground})`}>
            <Columns columns={columns} scale={scale} />
          </g>
          {shown < run.rounds.length && (
            <rect
              className="chart-ahead"
              x={playhead}
              y={0}
              width={chartWidth - playhead}
              height={chartHeight}
            />
          )}
          <line className="chart-head" x1={playhead} x2={playhead} y1={0} y2={chartHeight} />
        </svg>
      </div>
    </div>
  );
}

const key: readonly (readonly [string, string])[] = [
  ['cell cell-accepted', 'accepted'],
  ['cell cell-rejected', 'rejected'],
  ['cell cell-untested', 'untested'],
  ['cell cell-correction', 'correction'],
  ['cell cell-bonus', 'bonus'],
  ['cell cell-plain', 'plain'],
  ['bar-draft', 'drafting'],
  ['bar-verify', 'target pass'],
  ['bar-rest', 'other'],
];

function ChartKey() {
  return (
    <ul className="chart-key" aria-label="Key of the chart">
      {key.map(([name, label]) => (
        <li key={label}>
          <svg width="14" height="10" aria-hidden="true" focusable="false">
            <g className={name.startsWith('cell') ? name : undefined}>
              <rect
                className={name.startsWith('bar') ? name : undefined}
                x={1}
                y={1.5}
                width={12}
                height={7}
                rx={1.5}
              />
              {label === 'rejected' && <path d="M0 5h14" />}
              {label === 'bonus' && <path d={plus(7, 5, 2)} />}
            </g>
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}

/** How often the first, second, … token of a proposal was kept. */
function Positions({ run }: { readonly run: RunView }) {
  const shown = usePlaybackStore(({ clockMs }) => roundsAt(run, clockMs));
  const { acceptanceByPosition } = useMemo(() => summaryAt(run, shown), [run, shown]);
  if (acceptanceByPosition.length === 0) return null;
  return (
    <div className="positions">
      <h3>Kept, by place in the proposal</h3>
      <ol>
        {acceptanceByPosition.map(({ tested, accepted }, i) => {
          const share = tested === 0 ? 0 : accepted / tested;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
            <li key={i}>
              <span className="position-track" aria-hidden="true">
                <span className="position-fill" style={{ height: `${share * 100}%` }} />
              </span>
              <span className="figure">{percent(share)}</span>
              <span className="muted figure">{`${accepted}/${tested}`}</span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
