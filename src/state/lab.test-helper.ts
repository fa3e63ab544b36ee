import { readFileSync } from 'node:fs';
import { offlineDatasetFromJson, offlineDatasetToJson } from '../core/offline-dataset-json.ts';
import { runLabJob } from './lab-jobs.ts';
import { defaultLab } from './lab-link.ts';
import type { LabRunner } from './lab-runner.ts';
import { stop } from './lab-runs.ts';
import { useLabStore } from './lab-store.ts';
import { resetPolicy } from './policy-store.ts';

/** The dataset of the page. */
export const whole = offlineDatasetFromJson(
  JSON.parse(readFileSync('public/lab/offline-dataset.json', 'utf8')),
);
/** The same with few prompts of each split, so that training takes moments. */
export const few = { ...whole, samples: whole.samples.filter((_, i) => i % 12 === 0) };
/** {@link few} as a file's text. */
export const text = JSON.stringify(offlineDatasetToJson(few));

/** Runs a job at once, in this very thread. */
export const runHere: LabRunner = async (job, onProgress, signal) => {
  const run = runLabJob(job, () => 0);
  for (;;) {
    const { value, done } = run.next();
    if (done === true) return value;
    onProgress(value);
    if (signal.aborted) throw signal.reason;
  }
};

const initial = useLabStore.getState();

/** The Lab as it is now. */
export const lab = () => useLabStore.getState();

/** Brings the Lab and the policy back to how a page begins. */
export function resetLab(): void {
  stop();
  useLabStore.setState({ ...initial, settings: defaultLab }, true);
  resetPolicy();
}
