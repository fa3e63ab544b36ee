import { type ArmId, arms } from './arms.ts';

/** Where a target, or a whole model that drafts, comes from: the folder of a manifest, or the library of this browser. */
export type TargetSource =
  | { readonly kind: 'embedded' /** Folder with manifest.json, absolute. */; readonly url: string }
  | { readonly kind: 'library' /** As the library lists it. */; readonly id: string };

/** The model that comes with the app, which the files in public/drafts were made for. */
export const embeddedTarget = {
  id: 'smollm2-135m-instruct',
  /** Of its vocabulary (src/models/vocabulary-match.ts); a test compares it with the file. */
  fingerprint: '49152-384ed6241175963b',
} as const;

/** How near a target is to the one the drafts were made for. */
export interface TargetKinship {
  /** It is that model. */
  readonly same: boolean;
  /** It has that model's vocabulary. */
  readonly vocabulary: boolean;
  /** There is a whole model that may draft for it: one that was chosen, or else the embedded one for others of its vocabulary. */
  readonly wholeDraft: boolean;
}

/**
 * How near a loaded target is; without a fingerprint it is the embedded one.
 * @param chosen whether a person chose a whole model to draft
 */
export function kinshipOf(
  { fingerprint }: { readonly fingerprint?: string },
  chosen: boolean,
): TargetKinship {
  const same = fingerprint === undefined;
  const vocabulary = same || fingerprint === embeddedTarget.fingerprint;
  return { same, vocabulary, wholeDraft: chosen || (!same && vocabulary) };
}

/** Parts of arms that need nothing but the text. */
const anywhere: ReadonlySet<string> = new Set(['lookup', 'history']);

/** Why an arm cannot draft for a target, as a sentence; undefined when it can. */
export function armProblem(id: ArmId, { same, vocabulary, wholeDraft }: TargetKinship): string | undefined {
  for (const part of arms[id]) {
    if (part === 'whole-model') {
      if (wholeDraft) continue;
      return 'No model was chosen to draft: the Models room has “Use as a draft” beside each.';
    }
    if (anywhere.has(part) || same) continue;
    if (part.startsWith('head')) {
      return 'It starts from the hidden states of SmolLM2-135M, which other models do not have.';
    }
    if (!vocabulary) return 'It was made for the vocabulary of SmolLM2.';
  }
  return undefined;
}
