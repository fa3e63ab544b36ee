import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from 'react';
import { usePlaybackStore } from '../../state/playback-store.ts';
import { type Lane as LaneId, type Selection, select, useRunStore } from '../../state/run-store.ts';
import { type RunView, roundsAt, summaryAt } from '../../state/run-view.ts';
import { stepSelection } from '../../state/selection.ts';
import { useSettingsStore } from '../../state/settings-store.ts';
import { armName } from './names.ts';
import { RoundTokens } from './token-text.tsx';

interface LaneProps {
  readonly lane: LaneId;
  readonly run: RunView;
  readonly titled: boolean;
  readonly running: boolean;
}

/** One generation as text: every token in its state, each of them selectable. */
export function Lane({ lane, run, titled, running }: LaneProps) {
  const shown = usePlaybackStore(({ clockMs }) => roundsAt(run, clockMs));
  const moving = usePlaybackStore(({ clockMs }) => clockMs !== null);
  const selection = useRunStore(state => (state.selection?.lane === lane ? state.selection : undefined));
  const showRejected = useSettingsStore(state => state.showRejected);
  const text = useRef<HTMLDivElement>(null);
  useFollow(text, shown, running || moving);
  useSelectedInSight(text, selection);

  const onClick = (event: MouseEvent): void => {
    const token = (event.target as Element).closest<HTMLElement>('[data-piece]');
    const round = token?.closest<HTMLElement>('[data-round]');
    if (!token || !round) return;
    select({ lane, round: Number(round.dataset.round), piece: Number(token.dataset.piece) });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = stepSelection(lane, run, shown, selection, event.key, showRejected);
    if (next === undefined) return;
    event.preventDefault();
    select(next);
  };
  const onFocus = (): void => {
    if (selection === undefined && text.current?.matches(':focus-visible')) {
      select(stepSelection(lane, run, shown, undefined, 'Home', showRejected));
    }
  };
  const name = titled ? armName(run.request.arm) : 'Output tokens';
  return (
    <div className="lane" data-lane={lane}>
      {titled && <LaneHead run={run} shown={shown} lane={lane} />}
      {/* biome-ignore lint/a11y/useSemanticElements: a group of tokens, not of form fields */}
      <div
        ref={text}
        className="lane-text"
        data-rejected={showRejected ? 'shown' : 'hidden'}
        data-running={running || undefined}
        data-testid={lane === 'run' ? 'output-text' : 'baseline-text'}
        role="group"
        aria-label={`${name}: arrow keys move from token to token`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys select tokens in it
        tabIndex={0}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
      >
        {run.rounds.map((view, i) => (
          <RoundTokens
            key={view.round.index}
            view={view}
            hidden={i >= shown}
            current={moving && i === shown - 1}
            selected={selection?.round === view.round.index ? selection.piece : -1}
          />
        ))}
        {run.done && <span data-hidden={shown < run.rounds.length || undefined}>{run.done.text}</span>}
        {running && <span className="caret" aria-hidden="true" />}
      </div>
    </div>
  );
}

function LaneHead({
  run,
  shown,
  lane,
}: {
  readonly run: RunView;
  readonly shown: number;
  readonly lane: LaneId;
}) {
  const summary = summaryAt(run, shown);
  return (
    <div className="lane-head">
      <h3>{lane === 'baseline' ? 'Target only' : armName(run.request.arm)}</h3>
      <span className="muted figure">
        {summary.tokens} tokens
        {summary.msPerToken !== null &&
          summary.msPerToken > 0 &&
          ` · ${(1000 / summary.msPerToken).toFixed(1)} a second`}
      </span>
    </div>
  );
}

/** Keeps the newest token in sight while text comes, unless somebody scrolled away from the end. */
function useFollow(ref: { readonly current: HTMLDivElement | null }, shown: number, active: boolean): void {
  useEffect(() => {
    const box = ref.current;
    if (box === null || !active) return;
    const newest = box.querySelectorAll<HTMLElement>('.round')[shown - 1];
    if (newest === undefined) return;
    const bottom = newest.offsetTop + newest.offsetHeight - box.offsetTop;
    const line = 40;
    if (bottom > box.scrollTop + box.clientHeight - line) box.scrollTop = bottom - box.clientHeight + line;
    else if (newest.offsetTop - box.offsetTop < box.scrollTop)
      box.scrollTop = newest.offsetTop - box.offsetTop;
  }, [ref, shown, active]);
}

/** Scrolls a selected token to where the inspector does not cover it. */
function useSelectedInSight(
  ref: { readonly current: HTMLDivElement | null },
  selection: Selection | undefined,
): void {
  useEffect(() => {
    if (selection === undefined) return;
    const token = ref.current?.querySelector('.token[data-selected]');
    if (!token) return;
    token.scrollIntoView({ block: 'nearest' });
    // On a small screen the inspector covers the lower 55 hundredths of the window.
    const free = matchMedia('(max-width: 60rem)').matches ? innerHeight * 0.42 : innerHeight;
    const { bottom } = token.getBoundingClientRect();
    if (bottom > free) scrollBy({ top: bottom - free + 16 });
  }, [ref, selection]);
}
