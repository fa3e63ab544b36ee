import { useEffect, useState } from 'react';
import { useRunStore } from '../../state/run-store.ts';
import type { RunView } from '../../state/run-view.ts';

/** Milliseconds between two looks at a run that grows: figures that change faster cannot be read. */
const pace = 240;

/**
 * The run on stage, for what need not follow every token: while a run grows it is looked at a few times a second, and at once
 * when one begins or ends. Drawing takes the processor from the model.
 */
export function useCalmRun(): RunView | undefined {
  const [run, setRun] = useState(() => useRunStore.getState().run);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      clearTimeout(timer);
      timer = undefined;
      setRun(useRunStore.getState().run);
    };
    show();
    const leave = useRunStore.subscribe((state, before) => {
      if (state.run === before.run && state.phase === before.phase) return;
      const grows =
        state.id === before.id &&
        state.phase === 'generating' &&
        before.phase === 'generating' &&
        (before.run?.rounds.length ?? 0) > 0;
      if (grows) timer ??= setTimeout(show, pace);
      else show();
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, []);
  return run;
}
