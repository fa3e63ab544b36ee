/**
 * What an arm drafts with. `lookup` copies from the text, `history` from what this browser generated before, `whole-model` is
 * another model of the target's vocabulary, which a person chose; the others are
 * files in public/drafts. Several parts write one proposal together, the surest of them each token.
 */
export const arms = {
  none: [],
  'prompt-lookup': ['lookup'],
  history: ['history'],
  ngram: ['ngram-general'],
  'ngram-code': ['ngram-code'],
  'ngram-maths': ['ngram-maths'],
  'ngram-prose': ['ngram-prose'],
  'ngram-passages': ['ngram-passages'],
  tables: ['lookup', 'history', 'ngram-general'],
  head: ['head-general'],
  model: ['model-general'],
  'model-code': ['model-code'],
  'model-maths': ['model-maths'],
  'model-prose': ['model-prose'],
  'head-tables': ['lookup', 'history', 'ngram-general', 'head-general'],
  'model-tables': ['lookup', 'history', 'ngram-general', 'model-general'],
  whole: ['whole-model'],
  'whole-tables': ['lookup', 'history', 'whole-model'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The arms a person or the policy can choose. */
export type ArmId = keyof typeof arms;
/** A part of an arm: a draft that is made in the page, or the id of a file. */
export type PartId = (typeof arms)[ArmId][number];

/** All arms, in order of preference on ties. */
export const armIds = Object.keys(arms) as readonly ArmId[];

/** Whether an arm drafts with a whole model. */
export function hasWholeModel(arm: ArmId): boolean {
  return arms[arm].some(part => part === 'whole-model');
}

/** Whether a text from outside names an arm. */
export function isArmId(text: string): text is ArmId {
  return Object.hasOwn(arms, text);
}
