import { type BuilderTensor, type BuilderValue, buildGguf, randomTensor } from './gguf-builder.ts';
import type { TensorType } from './gguf-types.ts';
import type { LlamaConfig } from './llama-config.ts';

// Tiny random models for tests. It is not part of the app.

export interface TinyModelOptions {
  readonly architecture: LlamaConfig['architecture'];
  /** `rope_freqs.weight`, one number for each pair of a head; null leaves it out. */
  readonly ropeFactors: readonly number[] | null;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  /** null makes it width / heads, and leaves it out of the metadata. */
  readonly headSize: number | null;
  readonly feedForward: number;
  /** With a tokenizer at least {@link tinyTokens}`.length`; the rest is filled with unused tokens. */
  readonly vocabularySize: number;
  readonly contextLength: number;
  readonly ropeBase: number;
  readonly rmsEpsilon: number;
  /** Type of the layers' matrices. */
  readonly type: TensorType;
  readonly embeddingType: TensorType;
  /** Type of a separate output head; null ties the head to the embedding. */
  readonly outputType: TensorType | null;
  readonly seed: number;
  readonly tokenizer: boolean;
  readonly version: 2 | 3;
  readonly alignment: number;
}

export const tinyModelDefaults: TinyModelOptions = {
  architecture: 'llama',
  ropeFactors: null,
  layers: 2,
  width: 64,
  heads: 4,
  keyValueHeads: 2,
  headSize: null,
  feedForward: 96,
  vocabularySize: 272,
  contextLength: 128,
  ropeBase: 10_000,
  rmsEpsilon: 1e-5,
  type: 'Q4_1',
  embeddingType: 'Q8_0',
  outputType: null,
  seed: 1,
  tokenizer: true,
  version: 3,
  alignment: 32,
};

/** Byte b as GPT-2 writes it in vocabularies. */
const byteCharacters = Array.from({ length: 256 }, (_, byte) => {
  const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  if (printable) return String.fromCharCode(byte);
  return String.fromCharCode(256 + (byte <= 32 ? byte : byte < 161 ? byte - 127 + 33 : 67));
});
const control = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
const merges = ['h e', 'Ġ t', 'Ġt he', 'l l', 'he ll', 'hell o', 'Ġ Ġ', 'i n'];

/** Tokens of the tiny tokenizer: three control tokens, 256 bytes, then one for each merge. */
export const tinyTokens: readonly string[] = [
  ...control,
  ...byteCharacters,
  ...merges.map(m => m.replace(' ', '')),
];

const template =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

function tokenizerMetadata(vocabularySize: number): Record<string, BuilderValue> {
  if (vocabularySize < tinyTokens.length)
    throw new RangeError(`vocabularySize must be ≥ ${tinyTokens.length}`);
  const spare = Array.from({ length: vocabularySize - tinyTokens.length }, (_, i) => `<unused${i}>`);
  const types = tinyTokens.map((_, id) => (id < control.length ? 3 : 1));
  return {
    'tokenizer.ggml.model': { type: 'string', value: 'gpt2' },
    'tokenizer.ggml.pre': { type: 'string', value: 'smollm' },
    'tokenizer.ggml.tokens': { type: 'strings', value: [...tinyTokens, ...spare] },
    'tokenizer.ggml.token_type': { type: 'i32s', value: [...types, ...spare.map(() => 5)] },
    'tokenizer.ggml.merges': { type: 'strings', value: merges },
    'tokenizer.ggml.bos_token_id': { type: 'u32', value: 1 },
    'tokenizer.ggml.eos_token_id': { type: 'u32', value: 2 },
    'tokenizer.chat_template': { type: 'string', value: template },
  };
}

/** Metadata of a tiny model, to be changed by tests that need a wrong one. */
export function tinyMetadata(options: Partial<TinyModelOptions> = {}): Record<string, BuilderValue> {
  const o = { ...tinyModelDefaults, ...options };
  return {
    'general.architecture': { type: 'string', value: o.architecture },
    'general.name': { type: 'string', value: 'tiny' },
    [`${o.architecture}.block_count`]: { type: 'u32', value: o.layers },
    [`${o.architecture}.context_length`]: { type: 'u32', value: o.contextLength },
    [`${o.architecture}.embedding_length`]: { type: 'u32', value: o.width },
    [`${o.architecture}.feed_forward_length`]: { type: 'u32', value: o.feedForward },
    [`${o.architecture}.attention.head_count`]: { type: 'u32', value: o.heads },
    [`${o.architecture}.attention.head_count_kv`]: { type: 'u32', value: o.keyValueHeads },
    [`${o.architecture}.rope.freq_base`]: { type: 'f32', value: o.ropeBase },
    [`${o.architecture}.rope.dimension_count`]: { type: 'u32', value: o.headSize ?? o.width / o.heads },
    ...(o.headSize === null
      ? {}
      : {
          [`${o.architecture}.attention.key_length`]: { type: 'u32', value: o.headSize },
          [`${o.architecture}.attention.value_length`]: { type: 'u32', value: o.headSize },
        }),
    [`${o.architecture}.attention.layer_norm_rms_epsilon`]: { type: 'f32', value: o.rmsEpsilon },
    [`${o.architecture}.vocab_size`]: { type: 'u32', value: o.vocabularySize },
    ...(o.tokenizer ? tokenizerMetadata(o.vocabularySize) : {}),
  };
}

/** Tensors of a tiny model: seeded random matrices, norms near 1. */
export function tinyTensors(options: Partial<TinyModelOptions> = {}): BuilderTensor[] {
  const o = { ...tinyModelDefaults, ...options };
  const random = mulberry32(o.seed);
  const tensors: BuilderTensor[] = [];
  const matrix = (name: string, type: TensorType, shape: readonly [number, number], amplitude?: number) => {
    const size = amplitude ?? Math.sqrt(3 / shape[0]);
    tensors.push({ name: `${name}.weight`, type, shape, data: randomTensor(random, type, shape, size) });
  };
  const vector = (name: string, values: Float32Array<ArrayBuffer>) => {
    tensors.push({ name, type: 'F32', shape: [values.length], data: new Uint8Array(values.buffer) });
  };
  const norm = (name: string, size = o.width) => {
    vector(
      `${name}.weight`,
      Float32Array.from({ length: size }, () => 0.9 + 0.2 * random()),
    );
  };
  const headSize = o.headSize ?? o.width / o.heads;
  const attentionWidth = headSize * o.heads;
  const keyValueWidth = headSize * o.keyValueHeads;
  matrix('token_embd', o.embeddingType, [o.width, o.vocabularySize], 1);
  for (let layer = 0; layer < o.layers; layer++) {
    const block = `blk.${layer}`;
    norm(`${block}.attn_norm`);
    matrix(`${block}.attn_q`, o.type, [o.width, attentionWidth]);
    matrix(`${block}.attn_k`, o.type, [o.width, keyValueWidth]);
    matrix(`${block}.attn_v`, o.type, [o.width, keyValueWidth]);
    matrix(`${block}.attn_output`, o.type, [attentionWidth, o.width]);
    if (o.architecture === 'qwen2') {
      for (const [part, size] of [
        ['q', attentionWidth],
        ['k', keyValueWidth],
        ['v', keyValueWidth],
      ] as const) {
        const values = Float32Array.from({ length: size }, () => 2 * random() - 1);
        vector(`${block}.attn_${part}.bias`, values);
      }
    }
    if (o.architecture === 'qwen3') {
      norm(`${block}.attn_q_norm`, headSize);
      norm(`${block}.attn_k_norm`, headSize);
    }
    norm(`${block}.ffn_norm`);
    matrix(`${block}.ffn_gate`, o.type, [o.width, o.feedForward]);
    matrix(`${block}.ffn_up`, o.type, [o.width, o.feedForward]);
    matrix(`${block}.ffn_down`, o.type, [o.feedForward, o.width]);
  }
  norm('output_norm');
  if (o.ropeFactors !== null) vector('rope_freqs.weight', Float32Array.from(o.ropeFactors));
  if (o.outputType !== null) matrix('output', o.outputType, [o.width, o.vocabularySize]);
  return tensors;
}

/** A whole tiny model as the bytes of a GGUF file. The same options give the same bytes. */
export function buildTinyModel(options: Partial<TinyModelOptions> = {}): Uint8Array {
  const o = { ...tinyModelDefaults, ...options };
  return buildGguf(tinyMetadata(o), tinyTensors(o), o);
}

/** Seeded uniform numbers in [0, 1) (mulberry32, Tommy Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}
