import type { Gguf } from './gguf.ts';
import { readVocabulary } from './gguf-tokenizer.ts';
import type { HubFixture } from './hub-fixture.ts';
import { tokenType } from './tokenizer-parts.ts';

// The files of a repository beside its graph, made of a GGUF, for tests. It is not part of the app.

/** One token that is to be called something else. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
}

/** tokenizer.json of a GGUF's byte-level BPE, as SmolLM2's repository writes it. */
export function tokenizerJson({ metadata }: Gguf, renaming?: Renaming): Record<string, unknown> {
  const { tokens, types } = readVocabulary(metadata);
  const named = tokens.map(text => (text === renaming?.from ? renaming.to : text));
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    version: '1.0',
    added_tokens: named.flatMap((content, id) =>
      types[id] === tokenType.control ? [{ id, content, special: true, ...flags }] : [],
    ),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel],
    },
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      unk_token: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(named.map((text, id) => [text, id])),
      merges: metadata.getStrings('tokenizer.ggml.merges'),
    },
  };
}

/** tokenizer_config.json with the GGUF's template and special tokens. */
export function tokenizerConfigJson({ metadata }: Gguf): Record<string, unknown> {
  const { tokens, bos, eos } = readVocabulary(metadata);
  return {
    tokenizer_class: 'GPT2Tokenizer',
    bos_token: tokens[bos ?? -1] ?? null,
    eos_token: tokens[eos ?? -1] ?? null,
    unk_token: null,
    clean_up_tokenization_spaces: false,
    chat_template: metadata.getString('tokenizer.chat_template'),
  };
}

/** All files of a repository in the layout of transformers.js, by path. */
export function hubRepoFiles(
  { graph, data, dataFile, config, gguf }: HubFixture,
  renaming?: Renaming,
): ReadonlyMap<string, Uint8Array> {
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  return new Map([
    ['config.json', json(config)],
    ['generation_config.json', json({ eos_token_id: config.eos_token_id })],
    ['tokenizer.json', json(tokenizerJson(gguf, renaming))],
    ['tokenizer_config.json', json(tokenizerConfigJson(gguf))],
    [`onnx/${dataFile.replace(/_data$/, '')}`, graph],
    [`onnx/${dataFile}`, data],
  ]);
}
