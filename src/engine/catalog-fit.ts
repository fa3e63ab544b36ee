import { type ArmId, armIds, hasWholeModel } from './arms.ts';
import { type CatalogDraft, type CatalogEntry, type CatalogVariant, catalogDrafts } from './catalog.ts';
import { armProblem } from './target-source.ts';

/** What decides which models a device can have; undefined where the browser does not say. */
export interface Capabilities {
  readonly webgpu: boolean;
  /** The adapter has `shader-f16`. */
  readonly shaderF16: boolean;
  /** 128-bit WebAssembly SIMD, which the CPU engine needs. */
  readonly simd: boolean;
  /** Bytes of the device's memory; browsers stop at 8 GiB. */
  readonly memoryBytes: number | undefined;
  /** Bytes this site may still store. */
  readonly storageBytes: number | undefined;
}

/** Something that can be chosen, or the reason why not. */
export type Choice<T> = T & {
  /** Why it cannot be chosen, as a sentence; undefined when it can. */
  readonly problem: string | undefined;
};

/** A draft that an entry can be given: an arm of arms.ts, or a model of the catalogue. */
export type FittingDraft =
  | { readonly kind: 'arm'; readonly id: ArmId }
  | { readonly kind: 'model'; readonly id: string; readonly draft: CatalogDraft };

/** What {@link fits} says of an entry on a device. */
export interface Fit {
  /** All variants in the entry's order, each with its problem. */
  readonly variants: readonly Choice<{ readonly variant: CatalogVariant }>[];
  /** The first one without a problem. */
  readonly best: CatalogVariant | undefined;
  /** All drafts, each with its problem: those that cannot be used stay in the list. */
  readonly drafts: readonly Choice<FittingDraft>[];
}

/** The model whose texts the n-gram tables and heads of arms.ts were made from. */
const madeFor = 'smollm2-135m';

/**
 * Which variants of a model this device can have, and which drafts can propose to it. Pure: the same device gives the same
 * answer.
 */
export function fits(entry: CatalogEntry, device: Capabilities): Fit {
  const variants = entry.variants.map(variant => ({ variant, problem: variantProblem(variant, device) }));
  const best = variants.find(({ problem }) => problem === undefined)?.variant;
  const kinship = {
    same: entry.id === madeFor,
    vocabulary: entry.vocabulary === 'smollm2',
    wholeDraft: false,
  };
  // A whole model is listed by its own name, below.
  const fromArms = armIds
    .filter(id => !hasWholeModel(id))
    .map((id): Choice<FittingDraft> => ({ kind: 'arm', id, problem: armProblem(id, kinship) }));
  const models = catalogDrafts
    .filter(draft => draft.vocabulary === entry.vocabulary || entry.drafts.includes(draft.id))
    .map((draft): Choice<FittingDraft> => {
      const problem = draftProblem(draft, entry, best, device);
      return { kind: 'model', id: draft.id, draft, problem };
    });
  return { variants, best, drafts: [...fromArms, ...models] };
}

function variantProblem(variant: CatalogVariant, device: Capabilities): string | undefined {
  if (variant.backend === 'webgpu') {
    if (!device.webgpu) return 'This browser or device has no WebGPU.';
    if (variant.dtype === 'q4f16' && !device.shaderF16) {
      return 'The graphics adapter cannot compute with 16-bit numbers (shader-f16).';
    }
  } else if (!device.simd) {
    return 'This browser has no WebAssembly SIMD, which the CPU engine needs.';
  }
  return roomProblem(variant.source.kind === 'embedded' ? 0 : variant.bytes, variant.bytes, device);
}

/** @param stored bytes to be stored @param held bytes to be held in memory */
function roomProblem(
  stored: number | undefined,
  held: number | undefined,
  { storageBytes, memoryBytes }: Capabilities,
): string | undefined {
  if (stored !== undefined && storageBytes !== undefined && stored > storageBytes) {
    return `It takes ${size(stored)} of storage, and this site may store ${size(storageBytes)} more.`;
  }
  if (held !== undefined && memoryBytes !== undefined && held > memoryBytes / 2) {
    return `It takes ${size(held)} of memory, more than half of this device's ${size(memoryBytes)}.`;
  }
  return undefined;
}

const size = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;

function draftProblem(
  draft: CatalogDraft,
  entry: CatalogEntry,
  target: CatalogVariant | undefined,
  device: Capabilities,
): string | undefined {
  if (draft.vocabulary !== entry.vocabulary) return 'It has another vocabulary than the target.';
  if (draft.id === entry.id) return 'It is the target itself.';
  if (!device.simd) return 'This browser has no WebAssembly SIMD, which models that draft need.';
  const stored = draft.source.kind === 'embedded' ? 0 : draft.bytes;
  return roomProblem(stored + (target?.bytes ?? 0), draft.bytes + (target?.bytes ?? 0), device);
}
