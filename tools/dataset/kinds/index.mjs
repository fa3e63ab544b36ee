import { advice } from './advice.mjs';
import { code } from './code.mjs';
import { codeExplanation } from './code-explanation.mjs';
import { explanation } from './explanation.mjs';
import { maths } from './maths.mjs';
import { rewriting } from './rewriting.mjs';
import { story } from './story.mjs';
import { summary } from './summary.mjs';
import { translation } from './translation.mjs';

export { newKinds } from './new-kinds.mjs';

/** The kinds with training and held-out prompts. */
export const kinds = [
  code,
  explanation,
  maths,
  summary,
  story,
  codeExplanation,
  advice,
  rewriting,
  translation,
];
