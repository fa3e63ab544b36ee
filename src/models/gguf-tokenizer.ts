import { Tokenizer } from '@huggingface/tokenizers';
import { invalid, unsupported } from './gguf-error.ts';
import type { GgufMetadata } from './gguf-metadata.ts';
import { type PreTokenizer, preTokenizerOf } from './pre-tokenizer.ts';
import { type ReadVocabulary, type TokenizerParts, tokenType } from './tokenizer-parts.ts';

/**
 * The tokenizer of a GGUF.
 * @throws GgufError when the vocabulary is broken, or of a kind other than byte-level BPE (`tokenizer.ggml.model` "gpt2")
 * with a known way of cutting words (pre-tokenizer.ts).
 */
export function readGgufTokenizer(metadata: GgufMetadata): TokenizerParts {
  const pre = checkedKind(metadata);
  const vocabulary = readVocabulary(metadata);
  const { tokens, types } = vocabulary;
  const ids = specialIds(metadata, tokens.length);
  return {
    vocabulary,
    library: libraryTokenizer(tokens, types, checkedMerges(metadata), pre),
    template: metadata.findString('tokenizer.chat_template'),
    variables: Object.fromEntries(
      Object.entries(ids).map(([name, id]) => [`${name}_token`, tokens[id] ?? '']),
    ),
    ends: [ids.eos, ids.eot].filter(id => id !== undefined),
  };
}

/** Kinds of tokenizers other than byte-level BPE, by `tokenizer.ggml.model`. */
const otherKinds: Readonly<Record<string, string>> = {
  llama: 'SentencePiece, as Llama 2, Mistral and Gemma have it',
  bert: 'WordPiece',
  t5: 'Unigram',
  rwkv: 'RWKV',
};

function checkedKind(metadata: GgufMetadata): PreTokenizer {
  const model = metadata.getString('tokenizer.ggml.model');
  if (model !== 'gpt2') {
    const known = otherKinds[model];
    throw unsupported(
      `the tokenizer is of kind "${model.slice(0, 40)}"${known === undefined ? '' : ` (${known})`}; this engine has ` +
        'byte-level BPE ("gpt2") only',
      'Use a model of the SmolLM2, Llama 3 or Qwen2.5 family.',
    );
  }
  return preTokenizerOf(metadata.findString('tokenizer.ggml.pre'));
}

/**
 * What every id of a GGUF stands for, without making a tokenizer of it.
 * @throws GgufError when it lists a token twice, or its parts do not fit each other.
 */
export function readVocabulary(metadata: GgufMetadata): ReadVocabulary {
  const tokens = checkedTokens(metadata);
  const types = metadata.findNumbers('tokenizer.ggml.token_type') ?? tokens.map(() => tokenType.normal);
  if (types.length !== tokens.length) {
    throw invalid(`the vocabulary has ${tokens.length} tokens but ${types.length} token types`);
  }
  const { bos, eos } = specialIds(metadata, tokens.length);
  return { tokens, types, bos, eos };
}

function checkedTokens(metadata: GgufMetadata): readonly string[] {
  const tokens = metadata.getStrings('tokenizer.ggml.tokens');
  if (new Set(tokens).size !== tokens.length) throw invalid('the vocabulary lists a token twice');
  return tokens;
}

function checkedMerges(metadata: GgufMetadata): [string, string][] {
  return metadata.getStrings('tokenizer.ggml.merges').map((merge, rank) => {
    const [left, right, more] = merge.split(' ');
    if (!left || !right || more !== undefined) throw invalid(`merge ${rank} is not two tokens`);
    return [left, right];
  });
}

interface SpecialIds {
  readonly [name: string]: number;
}

/** `{ eos: 2, … }` from `tokenizer.ggml.eos_token_id` and its kin, those that are present. */
function specialIds(metadata: GgufMetadata, count: number): SpecialIds {
  const keys = { bos: 'bos', eos: 'eos', eot: 'eot', unk: 'unknown', pad: 'padding' } as const;
  const ids: Record<string, number> = {};
  for (const [name, key] of Object.entries(keys)) {
    const id = metadata.findNumber(`tokenizer.ggml.${key}_token_id`);
    if (id === undefined) continue;
    if (!Number.isInteger(id) || id < 0 || id >= count) {
      throw invalid(`tokenizer.ggml.${key}_token_id is ${id}, outside the vocabulary of ${count}`);
    }
    ids[name] = id;
  }
  return ids;
}

/**
 * The tokenizer of transformers.js, given what would stand in tokenizer.json. Control tokens are left out of its
 * vocabulary, so that no text can come out as one.
 */
function libraryTokenizer(
  tokens: readonly string[],
  types: readonly number[],
  merges: readonly [string, string][],
  pre: PreTokenizer,
): Tokenizer {
  const textual = tokens.flatMap((token, id): [string, number][] => {
    const type = types[id];
    return type === tokenType.normal || type === tokenType.byte ? [[token, id]] : [];
  });
  const added = tokens.flatMap((content, id) =>
    types[id] === tokenType.userDefined && content !== ''
      ? [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: false }]
      : [],
  );
  const isolate = (pattern: string) => ({
    type: 'Split',
    pattern: { Regex: pattern },
    behavior: 'Isolated',
    invert: false,
  });
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
  const definition = {
    version: '1.0',
    added_tokens: added,
    normalizer: pre.composed ? { type: 'NFC' } : null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [...pre.patterns.map(isolate), byteLevel] },
    post_processor: null,
    decoder: null,
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(textual),
      merges,
      ignore_merges: pre.wholeWords,
      fuse_unk: false,
      byte_fallback: false,
    },
  };
  return new Tokenizer(definition, {});
}
