import type { GpuFacts } from '../core/gpu-adapter.ts';
import { messageOf } from '../core/message-of.ts';
import type { Backend, BackendChoice } from '../engine/engine.ts';
import { paceOf } from '../models/calibrate.ts';
import { GpuError } from '../models/gpu-device.ts';

/** What was measured on an earlier visit; the caller vouches that it still holds for the CPU. */
export interface KnownCosts {
  readonly targetMs: readonly number[];
  readonly backend: Backend;
  readonly gpu: string | undefined;
  /** Present when it is the outcome of a comparison. */
  readonly reason: string | undefined;
}

/** What the choice is made with. `M` is a loaded model. */
export interface BackendParts<M> {
  readonly loadCpu: () => Promise<M>;
  /** @throws GpuError when there is no GPU that could hold the model */
  readonly findGpu: () => Promise<GpuFacts>;
  readonly loadGpu: () => Promise<M>;
  /** Milliseconds of passes over 1 … 8 tokens. */
  readonly measure: (model: M) => Promise<readonly number[]>;
  /** What is wrong with the model on the GPU, given the one on the CPU; undefined when nothing is. */
  readonly findFault: (gpu: M, cpu: M) => Promise<string | undefined>;
  readonly dispose: (model: M) => void | Promise<void>;
}

/** A loaded model, where it runs, and why. */
export interface ChosenBackend<M> {
  readonly model: M;
  readonly backend: Backend;
  readonly reason: string;
  readonly targetMs: readonly number[];
  readonly gpu: string | undefined;
  /** Whether two backends were compared, now or on an earlier visit. */
  readonly compared: boolean;
}

/**
 * Loads the target where it was asked for. `auto` goes by measurement: where there is a real GPU, the model is loaded on both,
 * checked on one against the other, timed, and the slower is dropped. A program that plays the GPU is never chosen.
 * @throws GpuError when the GPU was asked for and cannot be had; whatever loading throws
 */
export async function chooseBackend<M>(
  choice: BackendChoice,
  known: KnownCosts | undefined,
  parts: BackendParts<M>,
): Promise<ChosenBackend<M>> {
  const onCpu = async (reason: string, gpu?: string, compared = false): Promise<ChosenBackend<M>> => {
    const model = await parts.loadCpu();
    const targetMs = known?.backend === 'cpu' ? known.targetMs : await guarded(model, parts);
    return { model, backend: 'cpu', reason, targetMs, gpu, compared };
  };
  const onGpu = async (reason: string, gpu: string, compared = false): Promise<ChosenBackend<M>> => {
    const model = await parts.loadGpu();
    const holds = known?.backend === 'webgpu' && known.gpu === gpu;
    const targetMs = holds ? known.targetMs : await guarded(model, parts);
    return { model, backend: 'webgpu', reason, targetMs, gpu, compared };
  };
  switch (choice) {
    case 'cpu':
      return onCpu('Chosen in the settings.');
    case 'webgpu': {
      const { name, software } = await parts.findGpu();
      return onGpu(
        software
          ? `Chosen in the settings; the adapter (${name}) is a program.`
          : `Chosen in the settings (${name}).`,
        name,
      );
    }
    case 'auto': {
      let facts: GpuFacts;
      try {
        facts = await parts.findGpu();
      } catch (error) {
        if (!(error instanceof GpuError)) throw error;
        return onCpu(`${error.message}.`);
      }
      const { name, software } = facts;
      if (software) {
        return onCpu(`The only WebGPU adapter (${name}) is a program, slower than the CPU engine.`, name);
      }
      if (known?.reason !== undefined && known.gpu === name) {
        if (known.backend === 'cpu') return onCpu(known.reason, name, true);
        try {
          return await onGpu(known.reason, name, true);
        } catch (error) {
          return onCpu(`${couldNot(name, error)}.`, name);
        }
      }
      return compareBoth(name, await onCpu('', name), parts);
    }
  }
}

async function compareBoth<M>(
  name: string,
  cpu: ChosenBackend<M>,
  parts: BackendParts<M>,
): Promise<ChosenBackend<M>> {
  let gpuModel: M | undefined;
  try {
    gpuModel = await parts.loadGpu();
    const fault = await parts.findFault(gpuModel, cpu.model);
    if (fault !== undefined) throw new Error(fault);
    const targetMs = await parts.measure(gpuModel);
    const [onGpu, onCpu] = [paceOf(targetMs), paceOf(cpu.targetMs)];
    const gpuWins = onGpu.plain + onGpu.drafted < onCpu.plain + onCpu.drafted;
    const reason =
      `Measured here: the GPU (${name}) needs ${milliseconds(onGpu.plain)} a token and ` +
      `${milliseconds(onGpu.drafted)} with a good draft, the CPU ${milliseconds(onCpu.plain)} and ` +
      `${milliseconds(onCpu.drafted)}.`;
    if (!gpuWins) {
      await parts.dispose(gpuModel);
      return { ...cpu, reason, compared: true };
    }
    await parts.dispose(cpu.model);
    return { model: gpuModel, backend: 'webgpu', reason, targetMs, gpu: name, compared: true };
  } catch (error) {
    if (gpuModel !== undefined) await parts.dispose(gpuModel);
    if (isAbort(error)) {
      await parts.dispose(cpu.model);
      throw error;
    }
    return { ...cpu, reason: `${couldNot(name, error)}.` };
  }
}

/** Measures a model just loaded, and frees it when that fails. */
async function guarded<M>(model: M, parts: BackendParts<M>): Promise<readonly number[]> {
  try {
    return await parts.measure(model);
  } catch (error) {
    await parts.dispose(model);
    throw error;
  }
}

const couldNot = (name: string, error: unknown): string => {
  if (isAbort(error)) throw error;
  const cause = messageOf(error);
  return `The GPU (${name}) could not run the model: ${cause.replace(/\.$/, '')}`;
};

const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
