import { type Failure, useEngineStore } from './engine-store.ts';
import { useRunStore } from './run-store.ts';
import { runSettings } from './settings-store.ts';

/** What a report of a failure needs, as text. Holds no prompt and no output, only their lengths. */
export function diagnostics(failure: Failure, userAgent: string, now: Date): string {
  const { status, info, preflight, progress } = useEngineStore.getState();
  const { prompt, ...settings } = runSettings();
  const { run } = useRunStore.getState();
  return JSON.stringify(
    {
      failure,
      at: now.toISOString(),
      userAgent,
      device: preflight?.facts,
      engine: { status, progress, info },
      settings: { ...settings, promptCharacters: prompt.length },
      run: run && { rounds: run.rounds.length, prefill: run.prefill, done: run.done },
    },
    null,
    2,
  );
}
