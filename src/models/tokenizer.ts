import { Tokenizer } from '@huggingface/tokenizers';
import { bytesOfToken } from './byte-level.ts';
import { ChatTemplate, type ChatTurn } from './chat-template.ts';
import type { Gguf } from './gguf.ts';
import { invalid, unsupported } from './gguf-error.ts';
import type { GgufMetadata } from './gguf-metadata.ts';
import { type HubTokenizerFiles, readHubTokenizer } from './hub-tokenizer.ts';
import { type PreTokenizer, preTokenizerOf } from './pre-tokenizer.ts';
import { type ReadVocabulary, type TokenizerParts, tokenType } from './tokenizer-parts.ts';

/** Turns a stream of token ids into text, holding back bytes until their character is complete. */
export interface StreamDecoder {
  /** The text that this token completes; control tokens give ''. */
  push(id: number): string;
  /** The end: what was held back, as replacement characters. The decoder can then be used again. */
  flush(): string;
}

/** Control tokens that end a turn whatever the metadata says; llama.cpp knows them by name too. */
const endNames: ReadonlySet<string> = new Set([
  '<|im_end|>',
  '<|endoftext|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|end_of_text|>',
  '<|end|>',
]);

/** Tokenizer of one model: its vocabulary, its merges and its chat template, from a GGUF or from the files of a Hub. */
export class ChatTokenizer {
  /** Ids that end the output: the metadata's own, and control tokens known by name to do so. */
  readonly eosIds: readonly number[];
  readonly vocabularySize: number;
  /** What every id stands for, to be compared with another model's. */
  readonly vocabulary: ReadVocabulary;
  readonly #tokens: readonly string[];
  readonly #types: readonly number[];
  readonly #bytes: (Uint8Array | undefined)[] = [];
  readonly #controlIds: ReadonlyMap<string, number>;
  readonly #library: Tokenizer;
  readonly #template: ChatTemplate | undefined;
  readonly #variables: Readonly<Record<string, string>>;

  private constructor({ vocabulary, library, template, variables, ends }: TokenizerParts) {
    this.vocabulary = vocabulary;
    const { tokens, types } = vocabulary;
    this.#tokens = tokens;
    this.#types = types;
    this.vocabularySize = tokens.length;
    const controls = tokens.flatMap((text, id) => (this.isSpecial(id) ? [[text, id] as const] : []));
    this.#controlIds = new Map(controls);
    this.#library = library;
    this.#template =
      template === undefined ? undefined : new ChatTemplate(template, [...this.#controlIds.keys()]);
    this.#variables = variables;
    const named = controls.flatMap(([text, id]) => (endNames.has(text) ? [id] : []));
    this.eosIds = [...new Set([...ends, ...named])];
    if (this.eosIds.length === 0) throw invalid('the tokenizer names no token that ends the output');
  }

  /**
   * @throws GgufError when the vocabulary is broken, or of a kind other than byte-level BPE (`tokenizer.ggml.model` "gpt2")
   * with a known way of cutting words (pre-tokenizer.ts).
   */
  static fromGguf({ metadata }: Gguf): ChatTokenizer {
    const pre = checkedKind(metadata);
    const vocabulary = readVocabulary(metadata);
    const { tokens, types } = vocabulary;
    const ids = specialIds(metadata, tokens.length);
    return new ChatTokenizer({
      vocabulary,
      library: libraryTokenizer(tokens, types, checkedMerges(metadata), pre),
      template: metadata.findString('tokenizer.chat_template'),
      variables: Object.fromEntries(
        Object.entries(ids).map(([name, id]) => [`${name}_token`, tokens[id] ?? '']),
      ),
      ends: [ids.eos, ids.eot].filter(id => id !== undefined),
    });
  }

  /**
   * @param files tokenizer.json and its companions, parsed
   * @throws GgufError when the vocabulary is broken, or of a kind other than byte-level BPE
   */
  static fromHub(files: HubTokenizerFiles): ChatTokenizer {
    return new ChatTokenizer(readHubTokenizer(files));
  }

  /**
   * Ids of plain text. What looks like a control token is text like any other. Bytes the vocabulary lacks are dropped, as
   * llama.cpp does; unpaired surrogates become U+FFFD.
   */
  encodeText(text: string): number[] {
    // The library answers an empty text with no ids, but wants to be asked only for real ones.
    return text === '' ? [] : this.#library.encode(text, { add_special_tokens: false }).ids;
  }

  /**
   * Ids of a whole chat, control tokens included; contents never become control tokens.
   * @throws RangeError when a role is not a plain word.
   * @throws GgufError when the model has no chat template, or it cannot be run on these messages.
   */
  encodeChat(messages: readonly ChatTurn[], options: { readonly addGenerationPrompt: boolean }): number[] {
    if (this.#template === undefined) {
      throw unsupported(
        'the model has no chat template',
        'Use an instruct model, for example the embedded one.',
      );
    }
    const ids: number[] = [];
    for (const piece of this.#template.render(messages, options.addGenerationPrompt, this.#variables)) {
      if ('text' in piece) for (const id of this.encodeText(piece.text)) ids.push(id);
      else ids.push(this.#controlIds.get(piece.control) ?? 0);
    }
    return ids;
  }

  /** Whether the model has a chat template; without one, chats cannot be encoded. */
  get hasTemplate(): boolean {
    return this.#template !== undefined;
  }

  /** Whether the id is a control token, which has no place in text. */
  isSpecial(id: number): boolean {
    const type = this.#types[id];
    return type === tokenType.control || type === tokenType.unknown;
  }

  /**
   * The bytes a token stands for; for control tokens those of its name.
   * @throws RangeError for an id outside the vocabulary.
   */
  tokenBytes(id: number): Uint8Array {
    const token = this.#tokens[id];
    if (token === undefined)
      throw new RangeError(`token ${id} is outside the vocabulary of ${this.vocabularySize}`);
    const known = this.#bytes[id];
    if (known !== undefined) return known;
    const literal = this.isSpecial(id) || this.#types[id] === tokenType.userDefined;
    const bytes = (literal ? undefined : bytesOfToken(token)) ?? new TextEncoder().encode(token);
    this.#bytes[id] = bytes;
    return bytes;
  }

  /**
   * A token to look at: its text, a control token's name, or the bytes in the manner of `<0xF0><0x9F>` when they are only
   * part of a character.
   */
  tokenText(id: number): string {
    const bytes = this.tokenBytes(id);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return Array.from(bytes, byte => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`).join('');
    }
  }

  createDecoder(): StreamDecoder {
    const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
    return {
      push: id => (this.isSpecial(id) ? '' : utf8.decode(this.tokenBytes(id), { stream: true })),
      flush: () => utf8.decode(),
    };
  }
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
