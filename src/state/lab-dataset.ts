import { messageOf } from '../core/message-of.ts';
import { type OfflineDataset, samplesOf } from '../core/offline-dataset.ts';
import { offlineDatasetFromJson, offlineDatasetToJson } from '../core/offline-dataset-json.ts';
import { stop } from './lab-runs.ts';
import { setLab } from './lab-settings.ts';
import { nothingDone, useLabStore } from './lab-store.ts';
import { joinDatasets } from './own-dataset.ts';

const { setState, getState } = useLabStore;

/** Largest dataset file that is read, in bytes. */
export const largestDataset = 20e6;

/** Fetches a text and tells how much of it has come, 0…1. */
export type FetchText = (url: string, onShare: (share: number) => void) => Promise<string>;

/** Loads the dataset that comes with the page; it takes the place of the one that is there only when asked to. */
export async function loadShipped(url: string, fetchText: FetchText, replace = false): Promise<void> {
  const { status } = getState();
  if (status === 'loading' || (status === 'ready' && !replace)) return;
  setState({ status: 'loading', loaded: 0, problem: undefined });
  try {
    const text = await fetchText(url, loaded => setState({ loaded }));
    take(text, 'shipped');
  } catch (error) {
    setState({ status: getState().dataset === undefined ? 'failed' : 'ready', problem: messageOf(error) });
  }
}

/** Takes over a dataset file; a bad one changes nothing and is explained in `problem`. */
export function importDataset(text: string, fileName: string): boolean {
  try {
    take(text, fileName);
    return true;
  } catch (error) {
    const problem =
      error instanceof SyntaxError
        ? `${fileName} is not JSON. Choose a file that was made with Export.`
        : `${fileName}: ${messageOf(error)}`;
    setState({ problem });
    return false;
  }
}

function take(text: string, source: string): void {
  adopt(offlineDatasetFromJson(JSON.parse(text)), source);
}

/**
 * Trains on a dataset that was made here from now on.
 * @param loadPage brings the page's dataset to join it with; absent: it stands alone
 * @returns false when it can't; `problem` says why, and what was there stays
 */
export async function takeOwn(own: OfflineDataset, loadPage?: () => Promise<void>): Promise<boolean> {
  try {
    if (loadPage === undefined) {
      adopt(own, 'Your own prompts');
      return true;
    }
    await loadPage();
    const { dataset, source } = getState();
    if (dataset === undefined || source !== 'shipped') return false;
    const joined = joinDatasets(dataset, own);
    if (typeof joined === 'string') throw new Error(`The datasets can’t be joined: ${joined}.`);
    adopt(joined, 'The page’s dataset and your own prompts');
    return true;
  } catch (error) {
    setState({ problem: messageOf(error) });
    return false;
  }
}

function adopt(dataset: OfflineDataset, source: string): void {
  if (samplesOf(dataset, 'train').length < 2) throw new Error('It has no prompts to train on.');
  const bad = dataset.samples.find(({ speedUps }) => !speedUps.every(value => value > 0));
  if (bad !== undefined) throw new Error(`Prompt "${bad.id}" has a speed-up that is not above 0.`);
  stop();
  const f = dataset.alignments.includes(getState().settings.f)
    ? getState().settings.f
    : dataset.alignments[0];
  if (f !== undefined && f !== getState().settings.f) setLab({ f });
  setState({ dataset, source, status: 'ready', loaded: 1, problem: undefined, ...nothingDone });
}

/** A dataset, by default the one that is trained on, as the text of a file. */
export function exportDataset(dataset: OfflineDataset | undefined = getState().dataset): string {
  return dataset === undefined ? '' : JSON.stringify(offlineDatasetToJson(dataset));
}
