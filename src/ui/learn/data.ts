import type { OfflineDataset } from '../../core/offline-dataset.ts';
import { offlineDatasetFromJson } from '../../core/offline-dataset-json.ts';
import { parseTrace } from '../../engine/parse-trace.ts';
import type { Trace } from '../../engine/trace.ts';
import { fetchJson } from '../../state/recordings.ts';
import { appendEvents, emptyRun, type RunView } from '../../state/run-view.ts';
import { runsFolder } from '../places.ts';

/** Recordings that lessons use, by the name of their file in public/runs. */
export const recordingNames = ['proofread', 'class', 'count', 'story', 'sampled'] as const;
export type RecordingName = (typeof recordingNames)[number];

/** A recorded run as lessons look at it. */
export interface Recording {
  readonly trace: Trace;
  readonly run: RunView;
  readonly baseline: RunView | undefined;
}

const promises = new Map<string, Promise<unknown>>();

/** Fetched once for the page. A failure is forgotten, so that asking again tries again. */
function once<T>(key: string, load: () => Promise<T>): Promise<T> {
  const known = promises.get(key);
  if (known !== undefined) return known as Promise<T>;
  const promise = load();
  promises.set(key, promise);
  promise.catch(() => promises.delete(key));
  return promise;
}

/** One recorded run; for React's `use`. */
export function recording(name: RecordingName): Promise<Recording> {
  return once(`run ${name}`, async () => {
    const trace = parseTrace(await fetchJson(`${runsFolder}${name}.json`));
    const run = appendEvents(emptyRun(trace.request), trace.events);
    const baseline =
      trace.baseline === undefined
        ? undefined
        : appendEvents(emptyRun({ ...trace.request, arm: 'none' }), trace.baseline);
    return { trace, run, baseline };
  });
}

/** All recorded runs, in the order of their names; for React's `use`. */
export function allRecordings(): Promise<readonly Recording[]> {
  return once('runs', () => Promise.all(recordingNames.map(recording)));
}

/** The offline dataset that comes with the site; for React's `use`. */
export function offlineDataset(): Promise<OfflineDataset> {
  return once('dataset', async () =>
    offlineDatasetFromJson(await fetchJson(new URL('lab/offline-dataset.json', document.baseURI).href)),
  );
}
