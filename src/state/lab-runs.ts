import { messageOf } from '../core/message-of.ts';
import type { LabJob, LabProgress, LabResult } from './lab-protocol.ts';
import type { LabRunner } from './lab-runner.ts';
import { type LabState, useLabStore } from './lab-store.ts';
import { pageExploration } from './policy-store.ts';

const { setState, getState } = useLabStore;

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
