import { type KeyboardEvent, type MouseEvent, type RefObject, useCallback, useEffect, useState } from 'react';
import { comparePlayback } from '../../state/compare-store.ts';
import { type RunView, roundsAt } from '../../state/run-view.ts';
import { positionOf, stepSelection, type TokenPlace, tokenAtPosition } from '../../state/selection.ts';
import { leaveTokenPanel } from '../playground/close-token.ts';
import type { LaneRun } from './use-compare-clock.ts';

/** A token of a lane that somebody is looking at. */
export interface LaneToken extends TokenPlace {
  readonly run: RunView;
}

const shownOf = (run: RunView): number => roundsAt(run, comparePlayback.useStore.getState().clockMs);

/**
 * The token that is selected in the lanes, by pointer or keyboard: left and right go along a lane, up and down to the same place in
 * the next one. Who closes the token's panel from within is back in the `box` of the lanes.
 */
export function useLaneToken(lanes: readonly LaneRun[], box: RefObject<HTMLElement | null>) {
  const [chosen, setChosen] = useState<LaneToken>();
  // Lanes come and go; what is selected belongs to one run.
  const lane = lanes.findIndex(({ run }) => run === chosen?.run);
  const token = lane < 0 ? undefined : chosen;
  const close = useCallback((): void => {
    leaveTokenPanel(box.current);
    setChosen(undefined);
  }, [box]);
  useEffect(() => {
    if (token === undefined) return;
    const onKeyDown = ({ key }: { readonly key: string }): void => {
      if (key === 'Escape') close();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [token, close]);

  /** @returns whether the key led to a token */
  const step = (key: string): boolean => {
    const next = nextToken(lanes, lane, token, key);
    if (next !== undefined) setChosen(next);
    return next !== undefined;
  };
  return {
    token,
    step,
    close,
    onKeyDown: (event: KeyboardEvent): void => {
      if (event.target === event.currentTarget && step(event.key)) event.preventDefault();
    },
    onClick: ({ target }: MouseEvent): void => {
      const element = target instanceof Element ? target : undefined;
      const piece = element?.closest<HTMLElement>('[data-piece]')?.dataset.piece;
      const round = element?.closest<HTMLElement>('[data-round]')?.dataset.round;
      const arm = element?.closest<HTMLElement>('[data-arm]')?.dataset.arm;
      const run = lanes.find(each => each.arm === arm)?.run;
      if (run !== undefined && piece !== undefined) {
        setChosen({ run, round: Number(round), piece: Number(piece) });
      }
    },
  };
}

function nextToken(
  lanes: readonly LaneRun[],
  lane: number,
  token: LaneToken | undefined,
  key: string,
): LaneToken | undefined {
  if (token === undefined) {
    const run = lanes[0]?.run;
    const first = run && stepSelection(run, shownOf(run), undefined, key === 'End' ? key : 'Home', false);
    return first && starts(key) ? { run, ...first } : undefined;
  }
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const run = lanes[lane + (key === 'ArrowUp' ? -1 : 1)]?.run;
    const position = positionOf(token.run, token);
    if (run === undefined || position === undefined) return token;
    const place = tokenAtPosition(run, shownOf(run), position);
    return place && { run, ...place };
  }
  const next = stepSelection(token.run, shownOf(token.run), token, key, true);
  return next && { run: token.run, ...next };
}

/** Keys that select a first token. */
function starts(key: string): boolean {
  return key === 'Enter' || key === 'Home' || key === 'End' || key.startsWith('Arrow');
}
