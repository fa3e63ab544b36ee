import { unsupported } from './gguf-error.ts';

/** How text is cut into words before its bytes are merged into tokens. */
export interface PreTokenizer {
  /** Patterns that cut one after the other; what a pattern matches is a word, and so is what lies between its matches. */
  readonly patterns: readonly string[];
  /** Whether a word that is a token as a whole is taken as it is, whatever the merges say. */
  readonly wholeWords: boolean;
  /** Whether the text is brought into Unicode's composed form first. */
  readonly composed: boolean;
}

// White space is Unicode's property here, as in llama.cpp and in the tokenizers the models were trained with; JavaScript's
// `\s` differs from it in U+0085 and U+FEFF.
const space = '\\p{White_Space}';
const notSpace = '\\P{White_Space}';

/** GPT-2's pattern: contractions, letters, numbers and other signs, each with a space before it. */
const gpt2 =
  `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${space}\\p{L}\\p{N}]+` +
  `|${space}+(?!${notSpace})|${space}+`;

/** The pattern of GPT-4 and its heirs, which cuts numbers into groups of at most `digits`. */
const gpt4 = (digits: string): string =>
  `'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}${digits}` +
  `| ?[^${space}\\p{L}\\p{N}]+[\\r\\n]*|${space}*[\\r\\n]+|${space}+(?!${notSpace})|${space}+`;

const kinds = {
  /** Single digits, then GPT-2's words. */
  smollm: { patterns: ['\\p{N}', gpt2], wholeWords: false, composed: false },
  gpt2: { patterns: [gpt2], wholeWords: false, composed: false },
  llama3: { patterns: [gpt4('{1,3}')], wholeWords: true, composed: false },
  // llama.cpp leaves out the composition; the tokenizer the model was trained with does it.
  qwen2: { patterns: [gpt4('')], wholeWords: false, composed: true },
  /** What llama.cpp does for files that do not say. */
  default: {
    patterns: ['[\\p{P}$+<=>\\^~|]+', gpt2, '\\p{N}+', '[0-9][0-9][0-9]'],
    wholeWords: false,
    composed: false,
  },
} as const satisfies Readonly<Record<string, PreTokenizer>>;

/** Values of `tokenizer.ggml.pre` (src/llama-vocab.cpp of llama.cpp), as far as they are of one of these kinds. */
const names: ReadonlyMap<string, keyof typeof kinds> = new Map([
  ['smollm', 'smollm'],
  ['starcoder', 'smollm'],
  ['refact', 'smollm'],
  ['command-r', 'smollm'],
  ['gpt-2', 'gpt2'],
  ['olmo', 'gpt2'],
  ['llama3', 'llama3'],
  ['llama-v3', 'llama3'],
  ['llama-bpe', 'llama3'],
  ['qwen2', 'qwen2'],
  ['deepseek-r1-qwen', 'qwen2'],
  ['default', 'default'],
]);

/**
 * The way of cutting that `tokenizer.ggml.pre` names; "default" for a file without it.
 * @throws GgufError for a name that is not known: another way of cutting would give other ids, and a worse model.
 */
export function preTokenizerOf(pre = 'default'): PreTokenizer {
  const kind = names.get(pre);
  if (kind !== undefined) return kinds[kind];
  throw unsupported(
    `the tokenizer cuts words in the manner of "${pre.slice(0, 40)}"; known are ${[...names.keys()].join(', ')}`,
    'Use a model of the SmolLM2, Llama 3 or Qwen2.5 family.',
  );
}
