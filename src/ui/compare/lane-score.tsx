import { type CSSProperties, Fragment, memo, type RefObject, useEffect, useRef } from 'react';
import type { ArmId } from '../../engine/arms.ts';
import { comparePlayback, pin } from '../../state/compare-store.ts';
import { type RoundView, type RunView, roundsAt, runTokens } from '../../state/run-view.ts';
import type { TokenPlace } from '../../state/selection.ts';
import { tokenDetail } from '../../state/token-detail.ts';
import { armName, stateNames } from '../playground/names.ts';
import { TokenPanel } from '../playground/token-panel.tsx';
import { Token } from '../playground/token-text.tsx';
import { useSelectedInSight } from '../playground/use-selected-in-sight.ts';
import type { LaneRun } from './use-compare-clock.ts';
import { useLaneToken } from './use-lane-token.ts';

interface LaneScoreProps {
  readonly lanes: readonly LaneRun[];
  readonly picked: ArmId;
  readonly pinned: ArmId | undefined;
}

/**
 * The lanes one under the other, like the parts of a score: a column is a place in the text, the same in every lane, so all of them
 * scroll together.
 */
export function LaneScore({ lanes, picked, pinned }: LaneScoreProps) {
  const box = useRef<HTMLElement>(null);
  const { token, step, close, onKeyDown, onClick } = useLaneToken(lanes, box);
  useSelectedInSight(box, token);
  const detail = token && tokenDetail(token.run, token);
  const columns = lanes.reduce((most, { run }) => Math.max(most, runTokens(run).length), 0);
  return (
    <>
      <section
        ref={box}
        className="score"
        aria-label="Lanes: one row for each draft, one column for each token; arrow keys move from token to token"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys select tokens in it
        tabIndex={0}
        onKeyDown={onKeyDown}
        onClick={onClick}
        style={{ '--columns': columns } as CSSProperties}
      >
        {lanes.map(({ arm, run }, i) => (
          <ScoreLane
            key={arm}
            arm={arm}
            run={run}
            box={box}
            leads={i === 0}
            picked={picked === arm}
            pinned={pinned === arm}
            selected={token?.run === run ? token : undefined}
          />
        ))}
      </section>
      {detail && <TokenPanel detail={detail} onStep={step} onClose={close} />}
      <Marks />
    </>
  );
}

interface ScoreLaneProps extends LaneRun {
  readonly box: RefObject<HTMLElement | null>;
  /** The lane on top: while the clock moves, its newest token stays in sight. */
  readonly leads: boolean;
  readonly picked: boolean;
  readonly pinned: boolean;
  readonly selected: TokenPlace | undefined;
}

function ScoreLane({ arm, run, box, leads, picked, pinned, selected }: ScoreLaneProps) {
  const shown = comparePlayback.useStore(({ clockMs }) => roundsAt(run, clockMs));
  const moving = comparePlayback.useStore(({ clockMs }) => clockMs !== null);
  useFollow(box, run, shown, leads && moving);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a lane of tokens, not of form fields
    <div
      className="score-lane"
      role="group"
      aria-label={armName(arm)}
      data-arm={arm}
      data-pinned={pinned || undefined}
    >
      <div className="score-name">
        <span>
          {armName(arm)}
          {picked && <span className="badge">Policy’s pick</span>}
        </span>
        <button
          type="button"
          className="pin"
          aria-pressed={pinned}
          aria-label={`Keep ${armName(arm)} on top`}
          title={pinned ? 'Do not keep on top' : 'Keep on top'}
          onClick={() => pin(pinned ? undefined : arm)}
        >
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
            <path d="M3 2h10M8 14V6M4.5 9L8 5.5 11.5 9" />
          </svg>
        </button>
      </div>
      {run.rounds.map((view, i) => (
        <RoundCells
          key={view.round.index}
          view={view}
          hidden={i >= shown}
          current={moving && i === shown - 1}
          selected={selected?.round === view.round.index ? selected.piece : -1}
        />
      ))}
    </div>
  );
}

interface RoundCellsProps {
  readonly view: RoundView;
  readonly hidden: boolean;
  readonly current: boolean;
  /** Index of the selected piece, or -1. */
  readonly selected: number;
}

/** The tokens of a round, each in its column; a refused guess stands above what replaced it. */
const RoundCells = memo(function RoundCells({ view, hidden, current, selected }: RoundCellsProps) {
  const { round, pieces } = view;
  return round.emitted.map((_, i) => {
    const own = pieces.findIndex(piece => piece.emitted === i && piece.state !== 'rejected');
    const refused = pieces.findIndex(piece => piece.emitted === i && piece.state === 'rejected');
    const [piece, guess] = [pieces[own], pieces[refused]];
    const column = round.at + i;
    return (
      <span
        key={column}
        className="score-cell"
        data-column={column}
        data-round={round.index}
        data-first={i === 0 || undefined}
        data-hidden={hidden || undefined}
        data-current={current || undefined}
        style={{ gridColumn: column + 2 }}
      >
        <span className="score-guess" aria-hidden="true">
          {guess && <Token piece={guess} place={refused} selected={selected === refused} />}
        </span>
        {piece && <Token piece={piece} place={own} selected={selected === own} />}
      </span>
    );
  });
});

function useFollow(box: RefObject<HTMLElement | null>, run: RunView, shown: number, active: boolean): void {
  useEffect(() => {
    const score = box.current;
    const view = run.rounds[shown - 1];
    if (!active || score === null) return;
    if (view === undefined) {
      score.scrollLeft = 0;
      return;
    }
    const last = view.round.at + view.round.emitted.length - 1;
    const cell = score.querySelector<HTMLElement>(`[data-column="${last}"]`);
    if (cell === null) return;
    const right = cell.offsetLeft + cell.offsetWidth;
    if (right > score.scrollLeft + score.clientWidth - 48 || cell.offsetLeft < score.scrollLeft + 160) {
      score.scrollLeft = right - score.clientWidth * 0.7;
    }
  }, [box, run, shown, active]);
}

const states = ['accepted', 'rejected', 'correction', 'bonus', 'plain'] as const;

function Marks() {
  return (
    <ul className="score-marks" aria-label="Marks of the tokens">
      {states.map(state => (
        <Fragment key={state}>
          <li title={stateNames[state].about}>
            <span className="token" data-state={state}>
              <span className="mark">{stateNames[state].name}</span>
            </span>
          </li>
        </Fragment>
      ))}
      <li className="muted">a line begins a round</li>
    </ul>
  );
}
