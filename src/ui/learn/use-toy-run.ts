import { useEffect, useState } from 'react';
import type { RunView } from '../../state/run-view.ts';

/** A toy's run, once it is there; the one before stays until then. @param start the same function for the same run */
export function useToyRun(start: () => Promise<RunView>): RunView | undefined {
  const [run, setRun] = useState<RunView>();
  useEffect(() => {
    let wanted = true;
    void start().then(result => {
      if (wanted) setRun(result);
    });
    return () => {
      wanted = false;
    };
  }, [start]);
  return run;
}
