import { create } from 'zustand';
import { type ArmId, armIds, hasWholeModel } from '../engine/arms.ts';
import type { ModelInfo } from '../engine/engine.ts';
import { armProblem, kinshipOf } from '../engine/target-source.ts';
import { useEngineStore } from './engine-store.ts';

const key = 'draftpick-target';
const draftKey = 'draftpick-whole-draft';

/** A model of the library that was chosen as the target. */
export interface TargetChoice {
  /** As the library lists it. */
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** Absent: a GGUF file, which the CPU engine runs. */
  readonly format?: 'onnx';
}

/** A model of the library that was chosen to draft. */
export type WholeDraft = Pick<TargetChoice, 'id' | 'name'>;

/** Which model the next load takes, and which drafts. */
export interface TargetState {
  /** Undefined: the model that comes with the page. */
  readonly own: TargetChoice | undefined;
  /** The whole model that drafts; undefined: the embedded one, for targets of its vocabulary that are not it. */
  readonly draft: WholeDraft | undefined;
  /** A target for which that model turned out not to fit, and why. */
  readonly unfit: { readonly target: string; readonly cause: string } | undefined;
}

export const useTargetStore = create<TargetState>(() => ({
  own: undefined,
  draft: undefined,
  unfit: undefined,
}));

/** Chooses a model of the library, or with nothing the embedded one. What was loaded is dropped by the engine's owner. */
export function chooseTarget(own?: TargetChoice): void {
  if (own?.id !== useTargetStore.getState().own?.id) useTargetStore.setState({ own });
}

/** Chooses a model of the library to draft, or with nothing none of it. It is loaded when it first drafts. */
export function chooseWholeDraft(draft?: WholeDraft): void {
  useTargetStore.setState({ draft, unfit: undefined });
}

/** Takes up the choices of the last visit and keeps every later one; a storage that refuses is no reason to fail. */
export function connectTarget(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): void {
  try {
    const saved: unknown = JSON.parse(storage.getItem(key) ?? 'null');
    if (isChoice(saved)) useTargetStore.setState({ own: saved });
  } catch {
    // The embedded model then.
  }
  try {
    const saved: unknown = JSON.parse(storage.getItem(draftKey) ?? 'null');
    if (isNamed(saved)) useTargetStore.setState({ draft: { id: saved.id, name: saved.name } });
  } catch {
    // None then.
  }
  const save = (name: string, choice: object | undefined) => {
    try {
      if (choice === undefined) storage.removeItem(name);
      else storage.setItem(name, JSON.stringify(choice));
    } catch {
      // Asked again next time.
    }
  };
  useTargetStore.subscribe(({ own, draft }) => {
    save(key, own);
    save(draftKey, draft);
  });
}

function isNamed(value: unknown): value is WholeDraft {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name } = value as Partial<Record<keyof WholeDraft, unknown>>;
  return typeof id === 'string' && typeof name === 'string';
}

function isChoice(value: unknown): value is TargetChoice {
  if (!isNamed(value)) return false;
  const { bytes, format } = value as Partial<Record<keyof TargetChoice, unknown>>;
  const known = format === undefined || format === 'onnx';
  return typeof bytes === 'number' && known;
}

/** Why an arm cannot draft for the loaded target, as a sentence; undefined when it can, or nothing is loaded. */
export function misfit(
  arm: ArmId,
  info: Pick<ModelInfo, 'id' | 'fingerprint'> | undefined = useEngineStore.getState().info,
): string | undefined {
  if (info === undefined) return undefined;
  const { draft, unfit } = useTargetStore.getState();
  const problem = armProblem(arm, kinshipOf(info, draft !== undefined));
  if (problem !== undefined || unfit?.target !== info.id || !hasWholeModel(arm)) return problem;
  return unfit.cause;
}

/** The arms that can draft for the loaded target. */
export function fittingArms(info: Pick<ModelInfo, 'id' | 'fingerprint'> | undefined): readonly ArmId[] {
  return armIds.filter(arm => misfit(arm, info) === undefined);
}
