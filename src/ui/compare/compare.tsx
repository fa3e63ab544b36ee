import './compare.css';
import { useEffect, useMemo } from 'react';
import { type CompareActions, createCompareActions } from '../../state/compare-actions.ts';
import { decodeCompare, encodeCompare } from '../../state/compare-settings.ts';
import { comparePlayback, useCompareStore } from '../../state/compare-store.ts';
import type { EngineOwner } from '../../state/engine-owner.ts';
import { replaceQuery, useRouteStore } from '../../state/route.ts';
import { machineName } from '../../state/save-trace.ts';
import { useActions } from '../actions-context.tsx';
import { ModelBar } from '../playground/model-bar.tsx';
import { armName } from '../playground/names.ts';
import { CompareForm } from './compare-form.tsx';
import { FileRow } from './file-row.tsx';
import { ListResult } from './list-result.tsx';
import { Outcome } from './outcome.tsx';
import { Progress } from './progress.tsx';
import { PromptResult } from './prompt-result.tsx';

/** Which draft is best for somebody's own prompts: runs of several on the same prompts, side by side. */
export function Compare() {
  const { owner } = useActions();
  const actions = useMemo(() => actionsFor(owner), [owner]);
  useLink();
  useEscape(actions);
  const comparison = useCompareStore(state => state.comparison);
  const listed = useCompareStore(state => state.settings.mode === 'list');
  return (
    <>
      <div className="room-intro">
        <h2>Which draft is fastest on your prompts?</h2>
        <p>
          Each draft writes the same answer, one after the other. You see where their guesses were kept, where
          they part, and how much time each saved against the model alone.
        </p>
      </div>
      <ModelBar next={listed ? 'List your prompts' : 'Write a prompt'} />
      <CompareForm actions={actions} />
      {comparison === undefined ? (
        <FileRow actions={actions} comparison={undefined} />
      ) : (
        <>
          <Progress actions={actions} comparison={comparison} />
          <Outcome actions={actions} comparison={comparison} />
          {comparison.items.length > 1 && <ListResult comparison={comparison} />}
          <PromptResult comparison={comparison} />
        </>
      )}
    </>
  );
}

let made: { readonly owner: EngineOwner; readonly actions: CompareActions } | undefined;

/** The same actions as long as the page is open: a comparison goes on while one looks elsewhere. */
function actionsFor(owner: EngineOwner): CompareActions {
  if (made?.owner !== owner) {
    const actions = createCompareActions({
      owner,
      now: () => new Date(),
      machine: () => machineName(navigator.hardwareConcurrency, navigator.userAgent),
      armName,
      reducedMotion: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
    });
    made = { owner, actions };
  }
  return made.actions;
}

/** Pause in typing before the address follows, milliseconds. */
const pause = 300;

/** Settings follow the address, and the address the settings. */
function useLink(): void {
  useEffect(() => {
    let written = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = ({ room, query }: ReturnType<typeof useRouteStore.getState>): void => {
      if (room !== 'compare' || query === written) return;
      written = query;
      const link = decodeCompare(query);
      if (link.kind === 'settings') useCompareStore.setState({ settings: link.settings, problem: undefined });
      if (link.kind === 'invalid') {
        useCompareStore.setState({ problem: `The link was not used: ${link.reason}.` });
      }
    };
    const write = (): void => {
      written = encodeCompare(useCompareStore.getState().settings).query;
      replaceQuery('compare', written);
    };
    follow(useRouteStore.getState());
    // Whoever comes back finds the address of what is set.
    if (useRouteStore.getState().query === '') write();
    const stops = [
      useRouteStore.subscribe(follow),
      useCompareStore.subscribe((now, before) => {
        if (now.settings === before.settings) return;
        clearTimeout(timer);
        timer = setTimeout(write, pause);
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, []);
}

/** Esc stops the runs, or else the clock. */
function useEscape(actions: CompareActions): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing) return;
      if (useCompareStore.getState().phase === 'running') actions.stop();
      else comparePlayback.pause();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [actions]);
}
