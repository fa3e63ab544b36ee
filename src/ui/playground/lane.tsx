import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef } from 'react';
import { usePlaybackStore } from '../../state/playback-store.ts';
import { type Lane as LaneId, select, useRunStore } from '../../state/run-store.ts';
import { type RunView, roundsAt, summaryAt } from '../../state/run-view.ts';
import { stepSelection } from '../../state/selection.ts';
import { useSettingsStore } from '../../state/settings-store.ts';
import { type TextChunk, textChunks } from '../../state/text-chunks.ts';
import { armName } from './names.ts';
import { ChunkTokens } from './token-text.tsx';
import { useSelectedInSight } from './use-selected-in-sight.ts';

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
  const chunks = useMemo(() => textChunks(run.rounds), [run]);
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
    const next = stepSelection(run, shown, selection, event.key, showRejected);
    if (next === undefined) return;
    event.preventDefault();
    select({ lane, ...next });
  };
  const onFocus = (): void => {
    if (selection === undefined && text.current?.matches(':focus-visible')) {
      const first = stepSelection(run, shown, undefined, 'Home', showRejected);
      select(first && { lane, ...first });
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
        {chunks.map(chunk => {
          const isSelected = selection !== undefined && placeIn(chunk, selection.round) >= 0;
          return (
            <ChunkTokens
              key={chunk.start}
              chunk={chunk}
              shown={within(chunk, shown)}
              current={moving ? placeIn(chunk, shown - 1) : -1}
              selectedRound={isSelected ? selection.round : -1}
              selectedPiece={isSelected ? selection.piece : -1}
            />
          );
        })}
        {run.done && <span data-hidden={shown < run.rounds.length || undefined}>{run.done.text}</span>}
        {running && <span className="caret" aria-hidden="true" />}
      </div>
    </div>
  );
}

/** How many of a chunk's rounds are among the first `rounds` of the run. */
function within({ start, rounds: own }: TextChunk, rounds: number): number {
  return Math.max(0, Math.min(own.length, rounds - start));
}

/** Place in a chunk of a round of the run, or -1. */
function placeIn({ start, rounds }: TextChunk, round: number): number {
  return round >= start && round < start + rounds.length ? round - start : -1;
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
    const newest = box.querySelector(`[data-round="${shown - 1}"]`);
    if (newest === null) return;
    const { top, bottom } = newest.getBoundingClientRect();
    const sight = box.getBoundingClientRect();
    const line = 40;
    if (bottom > sight.bottom - line) box.scrollTop += bottom - sight.bottom + line;
    else if (top < sight.top) box.scrollTop += top - sight.top;
  }, [ref, shown, active]);
}
