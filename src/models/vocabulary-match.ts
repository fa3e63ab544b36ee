/** What the ids of a model stand for. */
export interface Vocabulary {
  /** Text of each id as the vocabulary writes it; in byte-level BPE one character for each byte. */
  readonly tokens: readonly string[];
  /** `tokenizer.ggml.token_type` of each id, where it is known: 3 control, 5 unused. */
  readonly types?: readonly number[] | undefined;
  readonly bos?: number | undefined;
  readonly eos?: number | undefined;
}

/** One id that two vocabularies disagree on; undefined: it has no such id. */
export interface TokenDifference {
  readonly id: number;
  readonly target: string | undefined;
  readonly draft: string | undefined;
}

/** Whether a draft can propose to a target. */
export type VocabularyMatch =
  | {
      readonly ok: true;
      /** Ids `0 … shared - 1` mean the same to both; what lies above is unused. */
      readonly shared: number;
    }
  | {
      readonly ok: false;
      /** What differs, as a sentence. */
      readonly cause: string;
      /** The first ids that differ. */
      readonly differences: readonly TokenDifference[];
    };

const shownDifferences = 5;
const unusedType = 5;

/** Names that converters and model makers give ids without meaning: [PAD151665], <unused12>, <|reserved_special_token_3|>… */
const paddingName =
  /^(\[PAD\d*\]|\[unused\d+\]|<unused_?\d+>|<pad_?\d*>|<\|?extra_\d+\|?>|<\|reserved_\d+\|>|<dummy\d+>)$/i;

/** Ids up to the last one that means something. */
function usedLength({ tokens, types }: Vocabulary): number {
  let length = tokens.length;
  const unused = (id: number) =>
    types?.[id] === unusedType || tokens[id] === '' || paddingName.test(tokens[id] ?? '');
  while (length > 0 && unused(length - 1)) length -= 1;
  return length;
}

/**
 * A short name of a vocabulary without its padding: two vocabularies with the same one match, those with others may still do
 * (one may not state its special ids). 64 bits, no protection against somebody who looks for a collision.
 */
export function vocabularyFingerprint(vocabulary: Vocabulary): string {
  const used = usedLength(vocabulary);
  // Two hashes of 32 bits side by side, after MurmurHash's way of mixing.
  let [a, b] = [0x9e3779b9, 0x85ebca6b];
  const mix = (value: number) => {
    a = Math.imul(a ^ value, 0x85ebca6b);
    a ^= a >>> 15;
    b = Math.imul(b ^ value, 0xc2b2ae35);
    b ^= b >>> 13;
  };
  for (const id of [vocabulary.bos ?? -1, vocabulary.eos ?? -1]) mix(id);
  for (let id = 0; id < used; id++) {
    const token = vocabulary.tokens[id] ?? '';
    mix(token.length);
    for (let i = 0; i < token.length; i++) mix(token.charCodeAt(i));
  }
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
  return `${used}-${hex(a)}${hex(b)}`;
}

/**
 * Compares the ids of a target and of a draft for it. Equal are vocabularies whose ids have the same texts and whose special ids,
 * where both state them, are the same.
 *
 * Sizes may differ by padding: model makers round the number of rows up, and not to the same number for all sizes of a
 * family (151,936 and 152,064 for Qwen2.5). llama.cpp's speculative decoding therefore lets sizes differ by up to 128 and
 * compares the ids both have. Here what one vocabulary has beyond the other has to be unused, by its type or its name,
 * however much it is. Such ids are never generated, and a draft's guess of one counts as none.
 */
export function matchVocabularies(target: Vocabulary, draft: Vocabulary): VocabularyMatch {
  const used = { target: usedLength(target), draft: usedLength(draft) };
  const differences: TokenDifference[] = [];
  let count = 0;
  for (let id = 0; id < Math.max(used.target, used.draft); id++) {
    const texts = { target: target.tokens[id], draft: draft.tokens[id] };
    if (texts.target === texts.draft) continue;
    count += 1;
    if (differences.length < shownDifferences) differences.push({ id, ...texts });
  }
  if (count > 0) return { ok: false, cause: differenceText(differences, count, used), differences };
  for (const name of ['bos', 'eos'] as const) {
    const ids = { target: target[name], draft: draft[name] };
    if (ids.target === undefined || ids.draft === undefined || ids.target === ids.draft) continue;
    const [what, quoted] = [name === 'bos' ? 'first' : 'last', (id: number) => quote(target.tokens[id])];
    return {
      ok: false,
      cause:
        `the ${what} token of a text is ${ids.target} (${quoted(ids.target)}) for the target and ` +
        `${ids.draft} (${quoted(ids.draft)}) for the draft`,
      differences: [],
    };
  }
  return { ok: true, shared: Math.min(target.tokens.length, draft.tokens.length) };
}

function differenceText(
  differences: readonly TokenDifference[],
  count: number,
  used: { readonly target: number; readonly draft: number },
): string {
  const sizes =
    used.target === used.draft ? '' : `the target has ${used.target} tokens and the draft ${used.draft}; `;
  const named = differences.map(
    ({ id, target, draft }) => `${id} is ${quote(target)} for the target and ${quote(draft)} for the draft`,
  );
  const more = count > differences.length ? `, and ${count - differences.length} more differ` : '';
  return `${sizes}token ${named.join(', ')}${more}`;
}

function quote(text: string | undefined): string {
  if (text === undefined) return 'missing';
  return `“${text.length > 30 ? `${text.slice(0, 30)}…` : text}”`;
}
