import { runningMax } from '../core/cost-model.ts';
import { messageOf } from '../core/message-of.ts';
import { type BackendChoice, EngineError, type ModelInfo } from '../engine/engine.ts';
import type { GpuLostError } from '../models/device-loss.ts';
import { loadTarget } from './load-target.ts';
import type { LoadedModel } from './loaded-model.ts';
import { modelInfo } from './model-info.ts';
import type { LoadedTarget } from './target.ts';

/**
 * After the GPU was lost: sets the model up on it again the first time, else, or when that fails, on the CPU.
 * @returns what to say of the run that was under way
 * @throws EngineError `worker-crashed` when it could not be set up anywhere
 */
export async function recoverGpu(loaded: LoadedModel, lost: GpuLostError): Promise<EngineError> {
  loaded.losses += 1;
  const { files, target, info } = loaded;
  // Stopping the run must not leave the page without a model.
  const { signal } = new AbortController();
  const load = (choice: BackendChoice) => loadTarget(files, choice, info.cost, () => {}, signal);
  await Promise.resolve(target.model.dispose()).catch(() => {});
  try {
    let next: LoadedTarget;
    if (loaded.losses > 1) next = await load('cpu');
    else next = await load('webgpu').catch(() => load('cpu'));
    target.model = next.model;
    loaded.drafts.retime(runningMax(next.cost.targetMs));
    const after = `The GPU was lost (${lost.message}); the model was set up ${next.backend === 'cpu' ? 'on the CPU' : 'on it again'}.`;
    loaded.info = { ...modelInfo(next, files, info.loadMs), backendReason: after };
    return gpuLost(lost, loaded.info);
  } catch (error) {
    throw new EngineError(
      'worker-crashed',
      `The GPU was lost (${lost.message}), and the model could not be set up again: ${messageOf(error)}.`,
      'Load the model again. The text so far is kept.',
    );
  }
}

function gpuLost(error: GpuLostError, { backend }: ModelInfo): EngineError {
  return new EngineError(
    'gpu-lost',
    `The GPU was lost while the model was writing (${error.message}). The text so far is kept.`,
    backend === 'webgpu'
      ? 'The model was set up on the GPU again: run once more. If it is lost again, the CPU takes over.'
      : 'The model runs on the CPU now: run once more.',
  );
}
