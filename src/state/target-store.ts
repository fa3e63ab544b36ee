import { create } from 'zustand';
import { type ArmId, armIds } from '../engine/arms.ts';
import type { ModelInfo } from '../engine/engine.ts';
import { armProblem, kinshipOf } from '../engine/target-source.ts';
import { useEngineStore } from './engine-store.ts';

const key = 'draftpick-target';

/** A model of the library that was chosen as the target. */
export interface TargetChoice {
  /** As the library lists it. */
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** Absent: a GGUF file, which the CPU engine runs. */
  readonly format?: 'onnx';
}

/** Which model the next load takes. */
export interface TargetState {
  /** Undefined: the model that comes with the page. */
  readonly own: TargetChoice | undefined;
}

export const useTargetStore = create<TargetState>(() => ({ own: undefined }));

/** Chooses a model of the library, or with nothing the embedded one. What was loaded is dropped by the engine's owner. */
export function chooseTarget(own?: TargetChoice): void {
  if (own?.id !== useTargetStore.getState().own?.id) useTargetStore.setState({ own });
}

/** Takes up the choice of the last visit and keeps every later one; a storage that refuses is no reason to fail. */
export function connectTarget(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): void {
  try {
    const saved: unknown = JSON.parse(storage.getItem(key) ?? 'null');
    if (isChoice(saved)) useTargetStore.setState({ own: saved });
  } catch {
    // The embedded model then.
  }
  useTargetStore.subscribe(({ own }) => {
    try {
      if (own === undefined) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(own));
    } catch {
      // Asked again next time.
    }
  });
}

function isChoice(value: unknown): value is TargetChoice {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, bytes, format } = value as Partial<Record<keyof TargetChoice, unknown>>;
  const known = format === undefined || format === 'onnx';
  return typeof id === 'string' && typeof name === 'string' && typeof bytes === 'number' && known;
}

/** Why an arm cannot draft for the loaded target, as a sentence; undefined when it can, or nothing is loaded. */
export function misfit(
  arm: ArmId,
  info: Pick<ModelInfo, 'fingerprint'> | undefined = useEngineStore.getState().info,
): string | undefined {
  return info === undefined ? undefined : armProblem(arm, kinshipOf(info));
}

/** The arms that can draft for the loaded target. */
export function fittingArms(info: Pick<ModelInfo, 'fingerprint'> | undefined): readonly ArmId[] {
  return armIds.filter(arm => misfit(arm, info) === undefined);
}
