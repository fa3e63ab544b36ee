/**
 * What the policy sees of a prompt: fixed surface features, each scaled to 0…1, so that one ridge strength suits them
 * all. They are our own choice. They were picked for what decides between the arms: copying tasks and repetitive
 * texts favour lookup, code and numbers favour some trained drafts, free writing favours none.
 *
 * A policy's stored state names the features it was learnt on. Whoever changes what a feature means renames it, so
 * that old states are refused instead of misread.
 */
export const featureNames = [
  /** Always 1. */
  'bias',
  /** log(1 + characters) / log(1 + 8,192). */
  'length',
  /** Digits among the visible characters; 20 % or more is 1. */
  'digits',
  /** `{}[]()<>;=_\|&*#@/` and backticks among the visible characters; 15 % or more is 1. */
  'code-punctuation',
  /** Line breaks among all characters; 5 % or more is 1. */
  'newlines',
  /** Keywords and names of programming languages among the words; 15 % or more is 1. */
  'code-words',
  /** 1 when there is a ``` fence. */
  'code-fence',
  /** 1 when the instruction has a question mark or begins with a question word. */
  'question',
  /** 1 when the instruction asks to work on a given text: summarise, rewrite, fix, translate, extract, … */
  'copy-task',
  /** 1 when the instruction asks for new text: write, tell, imagine, explain, … */
  'new-text-task',
  /** Share of the prompt that looks pasted: after a colon, in quotes or fences, or paragraphs after the first. */
  'passage',
  /** Share of three-word sequences that occurred before in the prompt. */
  'repetition',
  /** Upper-case letters among the visible characters; 30 % or more is 1. */
  'uppercase',
  /** Mean letters and digits a word; 10 or more is 1. */
  'word-length',
  /** 1 when this is not the first turn of the chat: an answer to copy from stands above. */
  'follow-up',
] as const;

export type FeatureName = (typeof featureNames)[number];

/** A feature vector with the names of its entries. */
export interface Features {
  readonly names: readonly FeatureName[];
  /** Shape `[names.length]`, each in 0…1. */
  readonly values: Float64Array;
}

/** Of a long prompt only its beginning and its end are scanned, this many UTF-16 units of each. */
const scannedHead = 5_000;
const scannedTail = 1_000;
/** Where an instruction is looked for: it stands before or after a pasted passage. */
const instructionHead = 400;
const instructionTail = 200;
/** A pasted passage has at least this many characters. */
const shortestPassage = 24;

const copyTask =
  /\b(summari[sz]e|summary|rewrite|rephrase|paraphrase|shorten|fix|debug|refactor|translate|extract|correct|proofread|repeat|copy|quote|edit|reformat|convert|add comments)\b/i;
const newTextTask =
  /\b(write|tell|imagine|invent|compose|create|brainstorm|explain|describe|suggest|story|poem|essay|advice)\b/i;
const question =
  /\?|^\s*(who|what|when|where|why|how|which|is|are|can|could|do|does|did|should|would|will)\b/i;
const codeWords = new Set(
  (
    'algorithm api array async await bash bool boolean class code compile const css def elif else enum float function ' +
    'html int java javascript json kotlin lambda let loop null php println print private public python react regex ' +
    'return ruby rust script self sql static str string struct swift typescript undefined var variable void while'
  ).split(' '),
);

/**
 * The features of a prompt, in well under a millisecond whatever its length: only the first 5,000 and last 1,000
 * UTF-16 units are scanned (`length` and `passage` know the whole length). Accepts any string, also broken UTF-16.
 * @param text the user's message of this turn
 * @param turn 0 for the first turn of a chat
 */
export function promptFeatures(text: string, turn: number): Features {
  const scanned =
    text.length <= scannedHead + scannedTail
      ? text
      : `${text.slice(0, scannedHead)}\n${text.slice(-scannedTail)}`;
  const instruction = `${text.slice(0, instructionHead)}\n${text.slice(instructionHead).slice(-instructionTail)}`;
  const shares = characterShares(scanned);
  const words = scanned.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  const programming = words.reduce((sum, word) => sum + (codeWords.has(word) ? 1 : 0), 0);
  const byName: Readonly<Record<FeatureName, number>> = {
    bias: 1,
    length: Math.log1p(text.length) / Math.log1p(8192),
    digits: shares.digits / 0.2,
    'code-punctuation': shares.punctuation / 0.15,
    newlines: shares.newlines / 0.05,
    'code-words': share(programming, words.length) / 0.15,
    'code-fence': scanned.includes('```') ? 1 : 0,
    question: question.test(instruction) ? 1 : 0,
    'copy-task': copyTask.test(instruction) ? 1 : 0,
    'new-text-task': newTextTask.test(instruction) ? 1 : 0,
    passage: share(passageLength(text), text.length),
    repetition: repeatedTrigrams(words),
    uppercase: shares.uppercase / 0.3,
    'word-length': share(letters, words.length) / 10,
    'follow-up': turn > 0 ? 1 : 0,
  };
  return { names: featureNames, values: Float64Array.from(featureNames, name => Math.min(1, byName[name])) };
}

function characterShares(text: string) {
  let visible = 0;
  let digits = 0;
  let punctuation = 0;
  let newlines = 0;
  let uppercase = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10) newlines++;
    if (code <= 32) continue;
    visible++;
    if (code >= 48 && code <= 57) digits++;
    else if (code >= 65 && code <= 90) uppercase++;
    else if (code < 128 && codePunctuation.has(code)) punctuation++;
  }
  return {
    digits: share(digits, visible),
    punctuation: share(punctuation, visible),
    newlines: share(newlines, text.length),
    uppercase: share(uppercase, visible),
  };
}

const codePunctuation: ReadonlySet<number> = new Set(
  [...'{}[]()<>;=_\\|&*#@/`'].map(mark => mark.charCodeAt(0)),
);

/**
 * Characters that look pasted, by whichever sign finds more: what follows the first colon, what follows the first
 * empty line, or what stands between quotes or fences. Colon and empty line are looked for in the scanned beginning.
 */
function passageLength(text: string): number {
  const head = text.slice(0, scannedHead);
  const colon = head.search(/:\s/);
  const paragraph = head.search(/\n[ \t]*\r?\n/);
  const afterColon = colon < 0 ? 0 : text.length - colon - 1;
  const afterParagraph = paragraph < 0 ? 0 : text.length - paragraph - 2;
  const quoted = Math.max(...quotePairs.map(([open, close]) => quotedLength(text, open, close)));
  const longest = Math.max(afterColon, afterParagraph, quoted);
  return longest < shortestPassage ? 0 : longest;
}

const quotePairs: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ['“', '”'],
  ['«', '»'],
  ['```', '```'],
];

/** Characters between pairs of quotes that are long enough to be a passage. At most 64 pairs are looked at. */
function quotedLength(text: string, open: string, close: string): number {
  let sum = 0;
  let at = 0;
  for (let pair = 0; pair < 64; pair++) {
    const start = text.indexOf(open, at);
    if (start < 0) break;
    const end = text.indexOf(close, start + open.length);
    if (end < 0) break;
    const length = end - start - open.length;
    if (length >= shortestPassage) sum += length;
    at = end + close.length;
  }
  return sum;
}

function repeatedTrigrams(words: readonly string[]): number {
  const ids = new Map<string, number>();
  const seen = new Set<number>();
  let [older, old] = [0, 0];
  let repeated = 0;
  words.forEach((word, i) => {
    const id = ids.get(word) ?? ids.size;
    ids.set(word, id);
    // Ids stay below 2^13 (at most 6,001 scanned units), so three of them fit exactly into a number.
    const key = (older * 8192 + old) * 8192 + id;
    if (i >= 2) {
      if (seen.has(key)) repeated++;
      seen.add(key);
    }
    older = old;
    old = id;
  });
  return share(repeated, words.length - 2);
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
