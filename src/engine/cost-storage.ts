import { type Backend, backends, type CostTable, type KernelBuild, kernelBuilds } from './engine.ts';

type ReadStorage = Pick<Storage, 'getItem' | 'setItem'>;

const prefix = 'draftpick-cost-1:';
/** Costs are measured anew after this many milliseconds: browsers and machines change. */
const maxAge = 7 * 24 * 60 * 60 * 1000;

/** Costs measured on this device for a model, if they are recent and sound. */
export function loadCost(
  storage: ReadStorage | undefined,
  model: string,
  now = Date.now(),
): CostTable | undefined {
  try {
    const table: unknown = JSON.parse(storage?.getItem(prefix + model) ?? 'null');
    return isCostTable(table) && Math.abs(now - table.measuredAt) < maxAge ? table : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps costs for the next visit; a full or forbidden storage is no reason to fail. */
export function saveCost(storage: ReadStorage | undefined, model: string, cost: CostTable): void {
  try {
    storage?.setItem(prefix + model, JSON.stringify(cost));
  } catch {
    // Measured again next time.
  }
}

function isCostTable(value: unknown): value is CostTable {
  if (typeof value !== 'object' || value === null) return false;
  const table = value as Partial<Record<keyof CostTable, unknown>>;
  return (
    Array.isArray(table.targetMs) &&
    table.targetMs.length === 8 &&
    table.targetMs.every(ms => typeof ms === 'number' && ms > 0 && Number.isFinite(ms)) &&
    typeof table.measuredAt === 'number' &&
    typeof table.threads === 'number' &&
    kernelBuilds.includes(table.kernel as KernelBuild) &&
    (table.backend === undefined || backends.includes(table.backend as Backend)) &&
    isTextOrAbsent(table.gpu) &&
    isTextOrAbsent(table.reason)
  );
}

const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === 'string';
