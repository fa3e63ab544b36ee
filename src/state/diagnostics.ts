import { type Failure, useEngineStore } from './engine-store.ts';
import { useLibraryStore } from './library-store.ts';
import { useRunStore } from './run-store.ts';
import { runSettings } from './settings-store.ts';

/**
 * What a report of a failure, or of the device alone, needs, as text. Holds no prompt, no output and no name of a file, only their
 * lengths.
 */
export function diagnostics(failure: Failure | undefined, userAgent: string, now: Date): string {
  const { status, info, preflight, progress } = useEngineStore.getState();
  const { prompt, ...settings } = runSettings();
  const { run } = useRunStore.getState();
  return JSON.stringify(
    {
      failure,
      at: now.toISOString(),
      userAgent,
      device: preflight?.facts,
      missing: preflight?.findings.map(({ id, severity }) => `${id} (${severity})`),
      library: stored(),
      engine: { status, progress, info },
      settings: { ...settings, promptCharacters: prompt.length },
      run: run && { rounds: run.rounds.length, prefill: run.prefill, done: run.done },
    },
    null,
    2,
  );
}

/** What the library holds, as far as it was looked at. */
function stored() {
  const { report, persisted, transfers } = useLibraryStore.getState();
  if (report === undefined) return undefined;
  const { entries, usageBytes, quotaBytes } = report;
  return {
    usageBytes,
    quotaBytes,
    persisted,
    transfers: Object.keys(transfers).length,
    entries: entries.map(({ kind, dtype, bytes, totalBytes, complete }) => ({
      kind,
      dtype,
      bytes,
      totalBytes,
      complete,
    })),
  };
}
