import { recurrentCause } from './cache-kind.ts';
import type { Gguf, GgufTensor } from './gguf.ts';
import { invalid, unsupported } from './gguf-error.ts';

/** Architectures the engine runs: the same decoder but for biases, norms of heads and the order of rotated rows. */
export const architectures = ['llama', 'qwen2', 'qwen3'] as const;

/** Sizes of a decoder of the Llama kind, read from the file and checked against every tensor's shape. */
export interface LlamaConfig {
  readonly architecture: (typeof architectures)[number];
  readonly name: string;
  readonly layers: number;
  /** Width of the residual stream, a multiple of 32. */
  readonly width: number;
  readonly heads: number;
  /** Key-value heads; query head h uses key-value head floor(h / (heads / keyValueHeads)). */
  readonly keyValueHeads: number;
  /** Usually `width / heads`; a multiple of 16. Rotary embedding covers it whole. */
  readonly headSize: number;
  /** Width of the feed-forward layer, a multiple of 32. */
  readonly feedForward: number;
  /** θ of the rotary embedding. */
  readonly ropeBase: number;
  /**
   * Which rows of q and k are rotated together. `neighbours` 2i and 2i + 1: llama, whose rows llama.cpp's converter
   * reorders for it. `halves` i and i + headSize / 2: qwen2 and qwen3, whose rows stay as they were trained ("neox").
   */
  readonly rotation: 'neighbours' | 'halves';
  /** Whether `rope_freqs.weight` divides the frequencies: how Llama 3.1 and later stretch their context. */
  readonly ropeFactors: boolean;
  /** Whether queries, keys and values have biases. */
  readonly attentionBias: boolean;
  /** Whether every head's query and key are normalised (RMS) before they are rotated: qwen3. */
  readonly headNorms: boolean;
  readonly rmsEpsilon: number;
  readonly contextLength: number;
  readonly vocabularySize: number;
  /** Whether the token embedding is also the output head (`output.weight` is absent). */
  readonly tiedHead: boolean;
  /** Number of weights. */
  readonly parameters: number;
}

const otherModel = 'Use another model, for example the embedded one.';

/**
 * Reads the sizes of a model of one of {@link architectures}.
 * @throws GgufError when metadata is missing or out of range, a tensor is missing, unknown or of another shape than the
 * sizes say, or the model needs what the engine lacks.
 */
export function llamaConfig(gguf: Gguf): LlamaConfig {
  const { metadata } = gguf;
  const architecture = checkedArchitecture(metadata.getString('general.architecture'));
  const integer = (key: string, least: number, most: number, fallback?: number): number => {
    const full = `${architecture}.${key}`;
    const value = metadata.findNumber(full) ?? fallback ?? metadata.getNumber(full);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw invalid(`${full} is ${value}, expected a whole number from ${least} to ${most}`);
    }
    return value;
  };
  const layers = integer('block_count', 1, 512);
  const width = integer('embedding_length', 32, 2 ** 15);
  const heads = integer('attention.head_count', 1, 1024);
  const keyValueHeads = integer('attention.head_count_kv', 1, 1024, heads);
  const feedForward = integer('feed_forward_length', 32, 2 ** 17);
  const contextLength = integer('context_length', 1, 2 ** 24);
  if (heads % keyValueHeads !== 0) {
    throw invalid(`${heads} query heads do not divide among ${keyValueHeads} key-value heads`);
  }
  if (width % heads !== 0 && !metadata.has(`${architecture}.attention.key_length`)) {
    throw invalid(`width ${width} does not divide into ${heads} heads`);
  }
  const headSize = integer('attention.key_length', 1, 2 ** 15, width / heads);
  if (width % 32 !== 0 || feedForward % 32 !== 0) {
    throw unsupported(`widths ${width} and ${feedForward} are not both multiples of 32`, otherModel);
  }
  if (headSize % 16 !== 0 || headSize > 512) {
    throw unsupported(`heads of size ${headSize}; this engine needs a multiple of 16 up to 512`, otherModel);
  }
  for (const key of ['rope.dimension_count', 'attention.value_length']) {
    const size = integer(key, 1, 2 ** 15, headSize);
    if (size !== headSize) {
      throw unsupported(
        `${architecture}.${key} is ${size}, other than the head size ${headSize}`,
        otherModel,
      );
    }
  }
  const scaling = metadata.findString(`${architecture}.rope.scaling.type`) ?? 'none';
  if (scaling !== 'none') throw unsupported(`rotary scaling "${clip(scaling)}" is not supported`, otherModel);
  const ropeBase = metadata.findNumber(`${architecture}.rope.freq_base`) ?? 10_000;
  if (!(ropeBase > 1 && ropeBase < 1e12)) throw invalid(`${architecture}.rope.freq_base is ${ropeBase}`);
  const rmsEpsilon = metadata.getNumber(`${architecture}.attention.layer_norm_rms_epsilon`);
  if (!(rmsEpsilon > 0 && rmsEpsilon < 0.1)) {
    throw invalid(`${architecture}.attention.layer_norm_rms_epsilon is ${rmsEpsilon}`);
  }

  const tensors = new Map(gguf.tensors.map(tensor => [tensor.name, tensor]));
  const vocabularySize = tensors.get('token_embd.weight')?.shape[1] ?? 0;
  if (vocabularySize < 1 || vocabularySize > 2 ** 20) {
    throw invalid(`token_embd.weight has ${vocabularySize} rows, expected one for each token`);
  }
  const stated = integer('vocab_size', 1, 2 ** 20, vocabularySize);
  const tokens = metadata.findStrings('tokenizer.ggml.tokens')?.length ?? vocabularySize;
  if (stated !== vocabularySize || tokens !== vocabularySize) {
    throw invalid(
      `token_embd.weight has ${vocabularySize} rows, ${architecture}.vocab_size is ${stated}, ${tokens} tokens listed`,
    );
  }

  const tiedHead = !tensors.has('output.weight');
  const attentionBias = architecture === 'qwen2' || tensors.has('blk.0.attn_q.bias');
  const ropeFactors = tensors.has('rope_freqs.weight');
  const headNorms = architecture === 'qwen3';
  const attentionWidth = heads * headSize;
  const keyValueWidth = keyValueHeads * headSize;
  const sizes = { layers, width, headSize, attentionWidth, keyValueWidth, feedForward, vocabularySize };
  const parts = { tiedHead, attentionBias, headNorms, ropeFactors };
  checkTensors(tensors, expectedShapes({ ...sizes, ...parts }), architecture);
  let parameters = 0;
  for (const tensor of gguf.tensors) parameters += tensor.shape.reduce((product, size) => product * size, 1);
  return {
    architecture,
    name: metadata.findString('general.name') ?? 'unnamed',
    layers,
    width,
    heads,
    keyValueHeads,
    headSize,
    feedForward,
    ropeBase,
    rotation: architecture === 'llama' ? 'neighbours' : 'halves',
    ropeFactors,
    attentionBias,
    headNorms,
    rmsEpsilon,
    contextLength,
    vocabularySize,
    tiedHead,
    parameters,
  };
}

function checkedArchitecture(name: string): LlamaConfig['architecture'] {
  const known = architectures.find(each => each === name);
  if (known !== undefined) return known;
  const names = architectures.map(each => `"${each}"`).join(', ');
  throw unsupported(
    recurrentCause(name) ?? `the model has architecture "${clip(name)}"; this engine runs ${names}`,
    otherModel,
  );
}

interface Sizes {
  readonly layers: number;
  readonly width: number;
  readonly headSize: number;
  readonly attentionWidth: number;
  readonly keyValueWidth: number;
  readonly feedForward: number;
  readonly vocabularySize: number;
  readonly tiedHead: boolean;
  readonly attentionBias: boolean;
  readonly headNorms: boolean;
  readonly ropeFactors: boolean;
}

/** Every tensor the engine uses, with the shape it must have. One dimension: a norm or bias, F32. */
function expectedShapes(sizes: Sizes): Map<string, readonly number[]> {
  const { layers, width, headSize, attentionWidth, keyValueWidth, feedForward, vocabularySize } = sizes;
  const shapes = new Map<string, readonly number[]>();
  shapes.set('token_embd.weight', [width, vocabularySize]);
  for (let layer = 0; layer < layers; layer++) {
    const block = `blk.${layer}`;
    shapes.set(`${block}.attn_norm.weight`, [width]);
    shapes.set(`${block}.attn_q.weight`, [width, attentionWidth]);
    shapes.set(`${block}.attn_k.weight`, [width, keyValueWidth]);
    shapes.set(`${block}.attn_v.weight`, [width, keyValueWidth]);
    shapes.set(`${block}.attn_output.weight`, [attentionWidth, width]);
    shapes.set(`${block}.ffn_norm.weight`, [width]);
    shapes.set(`${block}.ffn_gate.weight`, [width, feedForward]);
    shapes.set(`${block}.ffn_up.weight`, [width, feedForward]);
    shapes.set(`${block}.ffn_down.weight`, [feedForward, width]);
    if (sizes.attentionBias) {
      shapes.set(`${block}.attn_q.bias`, [attentionWidth]);
      shapes.set(`${block}.attn_k.bias`, [keyValueWidth]);
      shapes.set(`${block}.attn_v.bias`, [keyValueWidth]);
    }
    if (sizes.headNorms) {
      shapes.set(`${block}.attn_q_norm.weight`, [headSize]);
      shapes.set(`${block}.attn_k_norm.weight`, [headSize]);
    }
  }
  shapes.set('output_norm.weight', [width]);
  if (sizes.ropeFactors) shapes.set('rope_freqs.weight', [headSize / 2]);
  if (!sizes.tiedHead) shapes.set('output.weight', [width, vocabularySize]);
  return shapes;
}

function checkTensors(
  tensors: ReadonlyMap<string, GgufTensor>,
  shapes: ReadonlyMap<string, readonly number[]>,
  architecture: LlamaConfig['architecture'],
): void {
  for (const [name, shape] of shapes) {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw invalid(`tensor ${name} is missing`);
    if (tensor.shape.join() !== shape.join()) {
      throw invalid(`tensor ${name} has shape ${tensor.shape.join('×')}, expected ${shape.join('×')}`);
    }
    if (shape.length === 1 && tensor.type !== 'F32') {
      throw unsupported(`tensor ${name} is ${tensor.type}; norms and biases must be F32`, otherModel);
    }
  }
  // A tensor we would ignore (another bias, another norm, experts) would make the output silently wrong.
  for (const name of tensors.keys()) {
    if (!shapes.has(name))
      throw unsupported(`tensor ${clip(name)} is not part of a plain ${architecture} model`, otherModel);
  }
}

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
