import type { ModelInfo } from '../engine/engine.ts';
import { embeddedTarget } from '../engine/target-source.ts';

/** The target that a policy is about. What drafts earn differs between models, and between CPU and GPU. */
export interface PolicySubject {
  /** Key of its stored policy. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  /** It is the model that comes with the page, which the offline policy was trained for. */
  readonly embedded: boolean;
  /** Milliseconds of its passes over 1, 2, … tokens here, once they were measured. */
  readonly targetMs?: readonly number[];
}

const baseKey = 'draftpick-policy-1';

/** The embedded model on the CPU: what is chosen for before anything is loaded. */
export const embeddedSubject: PolicySubject = {
  key: baseKey,
  id: embeddedTarget.id,
  name: 'the model that comes with the page',
  embedded: true,
};

/** Whose policy a loaded target needs. */
export function subjectOf({
  id,
  name,
  fingerprint,
  backend,
  cost,
}: Pick<ModelInfo, 'id' | 'name' | 'fingerprint' | 'backend' | 'cost'>): PolicySubject {
  const { targetMs } = cost;
  const place = backend === 'cpu' ? '' : ` ${backend}`;
  if (fingerprint === undefined) return { ...embeddedSubject, key: `${baseKey}${place}`, targetMs };
  return { key: `${baseKey} ${id} ${fingerprint}${place}`, id, name, embedded: false, targetMs };
}

/** Keys of the stored policies of other models, the one used last first. */
const listKey = 'draftpick-policies';
/** More policies than this are not kept: the one used longest ago goes. */
const most = 12;

/** Notes that a stored policy is in use, and drops what is too many. */
export function rememberKey(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, key: string): void {
  let known: unknown;
  try {
    known = JSON.parse(storage.getItem(listKey) ?? '[]');
  } catch {
    known = [];
  }
  const others = Array.isArray(known)
    ? known.filter(
        (each): each is string => typeof each === 'string' && each.startsWith(`${baseKey} `) && each !== key,
      )
    : [];
  const keys = [key, ...others];
  for (const old of keys.slice(most)) storage.removeItem(old);
  storage.setItem(listKey, JSON.stringify(keys.slice(0, most)));
}
