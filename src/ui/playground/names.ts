import type { TokenState } from '../../core/decode-event.ts';
import type { FeatureName } from '../../core/policy/features.ts';
import { type ArmId, armIds, arms } from '../../engine/arms.ts';
import type { KernelBuild } from '../../engine/engine.ts';

/** An arm as the page names it. */
export interface ArmName {
  readonly name: string;
  readonly about: string;
}

export const armNames: Readonly<Record<ArmId, ArmName>> = {
  none: { name: 'No draft', about: 'The target alone, one token a pass.' },
  'prompt-lookup': { name: 'Prompt lookup', about: 'Guesses by finding the last words earlier in the text.' },
  history: { name: 'History', about: 'A table of what this browser has generated; it grows as you go.' },
  ngram: {
    name: 'N-grams',
    about: 'What the target tends to write after a few words, in texts of all kinds.',
  },
  'ngram-code': {
    name: 'N-grams: code',
    about: 'What the target tends to write after a few words, in answers about code.',
  },
  'ngram-maths': {
    name: 'N-grams: maths',
    about: 'What the target tends to write after a few words, in worked calculations.',
  },
  'ngram-prose': {
    name: 'N-grams: prose',
    about: 'What the target tends to write after a few words, in stories, explanations and advice.',
  },
  'ngram-passages': {
    name: 'N-grams: passages',
    about: 'What the target tends to write after a few words, in summaries, rewritten and translated texts.',
  },
  tables: { name: 'Tables together', about: 'Prompt lookup, history and n-grams: the surest guess counts.' },
  head: { name: 'Head', about: 'A small network that goes on from the target’s own last state.' },
  model: {
    name: 'Small model',
    about: 'Two layers that read the text themselves, taught by the target’s own answers.',
  },
  'model-code': {
    name: 'Small model: code',
    about: 'The small model, taught further with answers about code.',
  },
  'model-maths': {
    name: 'Small model: maths',
    about: 'The small model, taught further with worked calculations.',
  },
  'model-prose': {
    name: 'Small model: prose',
    about: 'The small model, taught further with stories, explanations and advice.',
  },
  'model-tables': {
    name: 'Small model and tables',
    about: 'The tables where they are sure, the small model elsewhere.',
  },
  whole: {
    name: 'A whole model',
    about: 'Another model of the same vocabulary writes ahead by itself: the one chosen under Models.',
  },
  'whole-tables': {
    name: 'A whole model, lookup and history',
    about: 'Prompt lookup and history where they are sure, another model elsewhere.',
  },
  'head-tables': { name: 'Head and tables', about: 'The tables where they are sure, the head elsewhere.' },
};

/** Name of an arm, also of one this version does not know. */
export function armName(id: string): string {
  return (armNames as Readonly<Record<string, ArmName | undefined>>)[id]?.name ?? id;
}

/** Name of a draft's file: that of the arm which is made of it alone. */
export function partName(part: string): string {
  const arm = armIds.find(id => arms[id].length === 1 && arms[id][0] === part);
  return arm === undefined ? part : armNames[arm].name;
}

export const kernelNames: Readonly<Record<KernelBuild, string>> = {
  'relaxed-dot-add': 'relaxed SIMD with dot products',
  'relaxed-dot': 'relaxed SIMD',
  plain: 'plain SIMD',
};

/** A state of a token in words. */
export interface StateName {
  readonly name: string;
  readonly about: string;
}

export const stateNames: Readonly<Record<TokenState | 'rejected', StateName>> = {
  accepted: { name: 'Accepted', about: 'Proposed by the draft, kept by the target.' },
  rejected: {
    name: 'Rejected',
    about: 'Proposed by the draft, refused by the target. Not part of the output.',
  },
  correction: { name: 'Correction', about: 'The target’s own token in place of the rejected one.' },
  bonus: { name: 'Bonus', about: 'The target’s extra token after a proposal that was kept whole.' },
  plain: { name: 'Plain', about: 'The target’s own token in a round without a proposal.' },
};

export const featureLabels: Readonly<Record<FeatureName, string>> = {
  bias: 'any prompt',
  length: 'length of the prompt',
  digits: 'digits',
  'code-punctuation': 'brackets and operators',
  newlines: 'line breaks',
  'code-words': 'words of programming',
  'code-fence': 'a ``` block',
  question: 'asks a question',
  'copy-task': 'works on a given text',
  'new-text-task': 'asks for new text',
  passage: 'a pasted passage',
  repetition: 'repeated phrases',
  uppercase: 'capital letters',
  'word-length': 'long words',
  'follow-up': 'follows an answer',
};

/** Label of a feature, also of one this version does not know. */
export function featureLabel(name: string): string {
  return (featureLabels as Readonly<Record<string, string | undefined>>)[name] ?? name;
}
