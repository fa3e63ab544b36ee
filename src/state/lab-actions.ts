import { messageOf } from '../core/message-of.ts';
import { type OfflineDataset, samplesOf } from '../core/offline-dataset.ts';
import { offlineDatasetFromJson, offlineDatasetToJson } from '../core/offline-dataset-json.ts';
import { trainSpeedModel, warmState } from '../core/policy/contenders.ts';
import { createLinUcb, type LinUcbState } from '../core/policy/lin-ucb.ts';
import { speedPriors } from '../core/policy/speed-priors.ts';
import { bySpeedUp } from '../core/policy/training.ts';
import { decodeLab, encodeLab, type LabSettings } from './lab-link.ts';
import type { LabJob, LabProgress, LabResult, TrainedEntry } from './lab-protocol.ts';
import type { LabRunner } from './lab-runner.ts';
import { type LabState, nothingDone, useLabStore } from './lab-store.ts';
import { joinDatasets } from './own-dataset.ts';
import { applyPolicy, pageExploration, usePolicyStore } from './policy-store.ts';
import { replaceQuery, useRouteStore } from './route.ts';

const { setState, getState } = useLabStore;

/** Largest dataset file that is read, in bytes. */
export const largestDataset = 20e6;

/** Changes settings, and the address with them. */
export function setLab(change: Partial<LabSettings>): void {
  const settings = { ...getState().settings, ...change };
  setState({ settings });
  replaceQuery('lab', encodeLab(settings));
}

/** Takes the settings of the address, now and whenever it changes while the Lab is open. @returns how to stop */
export function followLabLink(): () => void {
  let last: string | undefined;
  const follow = (): void => {
    const { room, query } = useRouteStore.getState();
    if (room !== 'lab' || query === last) return;
    last = query;
    if (query === encodeLab(getState().settings)) return;
    // Who comes back by the navigation finds the Lab as it was.
    if (query === '') {
      setLab({});
      return;
    }
    const settings = decodeLab(query);
    if (settings === undefined)
      setState({ problem: 'This link to the Lab can’t be read: another version of the page made it.' });
    else setState({ settings });
  };
  follow();
  return useRouteStore.subscribe(follow);
}

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

let running: AbortController | undefined;

/** Ends the job that is under way; what it has shown so far stays. */
export function stop(): void {
  running?.abort();
  running = undefined;
  setState({ busy: undefined });
}

/** Runs a job on the dataset and the settings as they are, and keeps what it comes to. One at a time. */
export async function runJob(type: LabJob['type'], runner: LabRunner): Promise<void> {
  const { dataset, settings } = getState();
  if (dataset === undefined) return;
  stop();
  const controller = new AbortController();
  running = controller;
  const { f: kind, alpha, goal, seed, split } = settings;
  const reward = { kind, alpha, goal };
  const job: LabJob = { type, dataset, reward, seed, split, exploration: pageExploration };
  setState({ busy: { type, what: 'Starting', share: 0 }, problem: undefined, ...begun(type) });
  try {
    const result = await runner(
      job,
      progress => {
        if (running === controller) setState(state => shown(state, type, progress));
      },
      controller.signal,
    );
    if (running === controller) setState({ busy: undefined, ...kept(result) });
  } catch (error) {
    if (running === controller) setState({ busy: undefined, problem: messageOf(error) });
  } finally {
    if (running === controller) running = undefined;
  }
}

function begun(type: LabJob['type']): Partial<LabState> {
  switch (type) {
    case 'train':
      return { curve: [], trained: undefined };
    case 'compare':
      return { rows: [], compared: undefined };
    case 'sizes':
      return { points: [], sized: undefined };
  }
}

function shown(state: LabState, type: LabJob['type'], progress: LabProgress): Partial<LabState> {
  switch (progress.type) {
    case 'doing':
      return { busy: { type, what: progress.what, share: progress.done / Math.max(1, progress.of) } };
    case 'epoch': {
      const { epoch } = progress.point;
      const busy = {
        type,
        what: `REINFORCE, pass ${epoch} of ${progress.of}`,
        share: (epoch / progress.of) * 0.9,
      };
      return { busy, curve: [...state.curve, progress.point] };
    }
    case 'row':
      return { rows: [...state.rows, progress.row] };
    case 'size':
      return { points: [...state.points, progress.point] };
  }
}

function kept(result: LabResult): Partial<LabState> {
  switch (result.type) {
    case 'train':
      return { trained: result.trained };
    case 'compare':
      return { compared: result.compared };
    case 'sizes':
      return { sized: result.sized };
  }
}

/** Lets a policy that was trained here choose in the Playground. @returns false when it can't; `problem` says why */
export function applyTrained(entry: TrainedEntry): boolean {
  const { dataset, trained } = getState();
  if (dataset === undefined || trained === undefined) return false;
  const state = asPagePolicy(entry);
  if (state === undefined) {
    setState({
      problem: `${entry.name} can’t be used in the Playground: with this reward a higher score does not mean a higher speed.`,
    });
    return false;
  }
  const { goal, kind, alpha } = trained.reward;
  const reward = goal === 'speed' ? 'speed-ups' : `${kind}, α ${alpha}`;
  if (!applyPolicy(state, `${entry.name} (Lab, ${reward})`)) {
    setState({ problem: usePolicyStore.getState().problem });
    return false;
  }
  setState({ applied: entry.id, problem: undefined });
  return true;
}

/**
 * A trained policy as the Playground runs it. What learnt online goes on from where it stands. The others become priors of a LinUCB
 * that knows as much about prompts as the page's own: the order of their scores stays, in the unit of speed-ups.
 */
export function asPagePolicy(entry: TrainedEntry): LinUcbState | undefined {
  const { dataset, trained } = getState();
  if (dataset === undefined || trained === undefined) return undefined;
  if (entry.state !== undefined) return entry.state;
  const train = samplesOf(dataset, 'train');
  const ids = dataset.arms.map(({ id }) => id);
  const speed = trainSpeedModel(train);
  if (entry.id === 'ridge' && trained.reward.goal === 'speed')
    return warmState(dataset, speed, pageExploration);
  const priors = speedPriors(entry.model, bySpeedUp(train), ids);
  if (priors === undefined) return undefined;
  const { alpha, strength } = pageExploration;
  return createLinUcb({
    features: dataset.features,
    arms: priors,
    alpha,
    warmStart: { strength, gram: speed.gram },
  });
}
