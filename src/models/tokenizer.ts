import type { Tokenizer } from '@huggingface/tokenizers';
import { bytesOfToken } from './byte-level.ts';
import { ChatTemplate, type ChatTurn } from './chat-template.ts';
import type { Gguf } from './gguf.ts';
import { invalid, unsupported } from './gguf-error.ts';
import { readGgufTokenizer } from './gguf-tokenizer.ts';
import { type HubTokenizerFiles, readHubTokenizer } from './hub-tokenizer.ts';
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

  /** @throws what {@link readGgufTokenizer} throws, and GgufError when no token ends the output */
  static fromGguf({ metadata }: Gguf): ChatTokenizer {
    return new ChatTokenizer(readGgufTokenizer(metadata));
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
