import { memo, type PointerEvent, useMemo, useRef } from 'react';
import { comparePlayback } from '../../state/compare-store.ts';
import { type RunView, roundsAt, runTokens } from '../../state/run-view.ts';
import { useWidth } from '../components/use-width.ts';
import { armName } from '../playground/names.ts';
import { endOf, type LaneRun } from './use-compare-clock.ts';

/** What runs from left to right: places in the text, or time. */
export type Axis = 'tokens' | 'time';

const row = { height: 12, gap: 8 };

interface Cell {
  readonly from: number;
  readonly to: number;
  readonly state: string;
  /** A guess was refused here. */
  readonly refused: boolean;
}

/** Every token of a lane as a stretch of the axis. */
function cellsOf(run: RunView, axis: Axis): Cell[] {
  return run.rounds.flatMap(({ round, startMs, endMs }) =>
    round.emitted.map(({ state }, i): Cell => {
      const part = (endMs - startMs) / Math.max(1, round.emitted.length);
      const from = axis === 'tokens' ? round.at + i : startMs + i * part;
      return { from, to: axis === 'tokens' ? from + 1 : from + part, state, refused: state === 'correction' };
    }),
  );
}

interface OverviewProps {
  readonly lanes: readonly LaneRun[];
  readonly axis: Axis;
}

/** All lanes at a glance: where drafts part, or who is first. The lanes below say the same in words. */
export function Overview({ lanes, axis }: OverviewProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const tokens = lanes.reduce((most, { run }) => Math.max(most, runTokens(run).length), 0);
  const span = Math.max(1, axis === 'tokens' ? tokens : endOf(lanes));
  const scale = width / span;
  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    if (axis === 'time') {
      const ms = x / scale;
      if (ms >= span) comparePlayback.showAll();
      else comparePlayback.seek(ms);
      return;
    }
    showColumn(Math.floor(x / scale));
  };
  return (
    <div className="overview" data-axis={axis}>
      <div
        className="overview-rows"
        ref={box}
        role="img"
        aria-label={`Overview by ${axis === 'tokens' ? 'token' : 'time'}; the lanes below hold the same tokens as text.`}
        onPointerDown={onPointer}
        onPointerMove={onPointer}
      >
        {lanes.map(({ arm, run }) => (
          <div key={arm} className="overview-row">
            <span className="overview-name">{armName(arm)}</span>
            <svg width={width} height={row.height} focusable="false" aria-hidden="true">
              <Cells run={run} axis={axis} scale={scale} />
              <Ahead run={run} axis={axis} scale={scale} width={width} />
            </svg>
          </div>
        ))}
      </div>
      <p className="hint overview-ends figure">
        <span>{axis === 'tokens' ? 'first token' : '0 s'}</span>
        <span>{axis === 'tokens' ? `token ${tokens}` : `${(span / 1000).toFixed(2)} s`}</span>
      </p>
    </div>
  );
}

/** Brings a column of the lanes into sight. */
function showColumn(column: number): void {
  const score = document.querySelector<HTMLElement>('.score');
  const cell = score?.querySelector<HTMLElement>(`[data-column="${column}"]`);
  if (!score || !cell) return;
  const left = cell.offsetLeft - score.clientWidth / 2;
  score.scrollTo({ left: Math.max(0, left) });
}

interface CellsProps {
  readonly run: RunView;
  readonly axis: Axis;
  readonly scale: number;
}

const Cells = memo(function Cells({ run, axis, scale }: CellsProps) {
  const cells = useMemo(() => cellsOf(run, axis), [run, axis]);
  return cells.map(({ from, to, state, refused }) => {
    const x = from * scale;
    const width = Math.max(0.75, (to - from) * scale - (scale * (to - from) > 3 ? 1 : 0.25));
    return (
      <g key={from} className={`over-cell over-${state}`}>
        <rect x={x} y={1} width={width} height={row.height - 2} rx={Math.min(2, width / 3)} />
        {refused && width > 3 && <path d={`M${x + width / 2} 2.5v${row.height - 5}`} />}
      </g>
    );
  });
});

function Ahead({ run, axis, scale, width }: CellsProps & { readonly width: number }) {
  const shown = comparePlayback.useStore(({ clockMs }) => (clockMs === null ? -1 : roundsAt(run, clockMs)));
  if (shown === -1) return null;
  const next = run.rounds[shown];
  if (next === undefined) return null;
  const x = (axis === 'tokens' ? next.round.at : next.startMs) * scale;
  return <rect className="chart-ahead" x={x} y={0} width={Math.max(0, width - x)} height={row.height} />;
}
