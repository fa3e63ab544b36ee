import type { Tokenizer } from '@huggingface/tokenizers';
import type { Vocabulary } from './vocabulary-match.ts';

/** `tokenizer.ggml.token_type` */
export const tokenType = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** A vocabulary whose token types are known. */
export interface ReadVocabulary extends Vocabulary {
  readonly types: readonly number[];
}

/** What a tokenizer is made of, wherever it was read. */
export interface TokenizerParts {
  readonly vocabulary: ReadVocabulary;
  /** The tokenizer of transformers.js, without control tokens, so that no text can come out as one. */
  readonly library: Tokenizer;
  /** The chat template, if there is one. */
  readonly template: string | undefined;
  /** What the template can use besides the messages: `{ bos_token: '<s>', … }`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ids that the model's files say end the output. */
  readonly ends: readonly number[];
}
