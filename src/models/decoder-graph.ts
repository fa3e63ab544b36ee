import type { LlamaConfig } from './llama-config.ts';
import {
  type OnnxAttribute,
  type OnnxInitializer,
  type OnnxNode,
  type OnnxShape,
  type OnnxType,
  type OnnxValue,
  writeOnnxModel,
} from './onnx-proto.ts';

// The decoder as an ONNX graph, written in the page when a model is loaded, so that any file our reader understands runs
// on the GPU without an export of its own. One pass, over n tokens of one sequence:
//
//   embedding  float32 [1, n, width]    rows of the token embedding; they stay with the CPU, which looks them up
//   last_index int32 [1]                position of the pass's last token
//   length     int32 []                 positions in use after the pass: last_index + 1
//   rows       int32 [r]                which of the n tokens the head is to score
//   past.i.key, past.i.value            float32 [1, keyValueHeads, capacity, headSize], of every layer i
// → logits     float32 [1, r, vocabulary]
//   hidden     float32 [1, r, width]    the normalised last hidden state of the same rows
//   present.i.key, present.i.value      the cache again: give the very buffers of past, and nothing is copied
//
// GroupQueryAttention takes the number of positions in use from `length`, so a shorter length is a rollback: what the
// cache holds behind it is neither read nor cleared. It also finds the positions to rotate by from it.

const contrib = 'com.microsoft';
export const operatorSets = { '': 20, [contrib]: 1 } as const;

/** Inputs and outputs besides the cache. */
export const graphNames = {
  embedding: 'embedding',
  lastIndex: 'last_index',
  length: 'length',
  rows: 'rows',
  logits: 'logits',
  hidden: 'hidden',
} as const;

/** Weights of a block, the quantisation's and MatMulNBits's. */
export const blockSize = 32;

/** Names of the key and value caches of a layer, as inputs and as outputs. */
export function cacheNames(layer: number): { readonly past: string; readonly present: string }[] {
  return ['key', 'value'].map(part => ({
    past: `past.${layer}.${part}`,
    present: `present.${layer}.${part}`,
  }));
}

/** What the graph is made from. */
export interface DecoderGraphOptions {
  readonly config: LlamaConfig;
  /** Positions of the cache. */
  readonly capacity: number;
  /** Norms, biases and rotary factors, by tensor name; the graph holds them itself. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
  /**
   * `accuracy_level` of MatMulNBits: 0 leaves it to the kernel, 1 multiplies in float32, 4 rounds activations to 8 bits.
   * `onnx-model.ts` says what was measured.
   */
  readonly accuracyLevel: 0 | 1 | 4;
}

/** The file a matrix is expected in: `columns` bytes a row, behind all rows a float32 scale for each block of 32. */
export const matrixFile = (tensor: string): string => `${tensor}.q8`;

/** The bytes of the graph. The matrices are external data in files named by {@link matrixFile}. */
export function buildDecoderGraph({
  config,
  capacity,
  vectors,
  accuracyLevel,
}: DecoderGraphOptions): Uint8Array {
  const { layers, width, heads, keyValueHeads, headSize, feedForward, vocabularySize } = config;
  const nodes: OnnxNode[] = [];
  const initializers: OnnxInitializer[] = [];

  const op = (
    name: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain?: string,
  ): string => {
    nodes.push({ op: name, inputs, outputs, attributes, ...(domain === undefined ? {} : { domain }) });
    return outputs[0] ?? '';
  };
  const floats = (name: string, shape: readonly number[], values: Float32Array): string => {
    const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    initializers.push({ name, type: 'float32', shape, data });
    return name;
  };
  const vector = (tensor: string): string => {
    const values = vectors.get(tensor);
    if (values === undefined) throw new RangeError(`the graph needs ${tensor}`);
    return floats(tensor, [values.length], values);
  };
  const linear = (x: string, part: string, rows: number, columns: number): string => {
    const name = `${part}.weight`;
    const blocks = columns / blockSize;
    const bytes = rows * columns;
    const file = matrixFile(name);
    initializers.push(
      { name, type: 'uint8', shape: [rows, blocks, blockSize], data: { file, offset: 0, bytes } },
      {
        name: `${name}.scales`,
        type: 'float32',
        shape: [rows * blocks],
        data: { file, offset: bytes, bytes: rows * blocks * 4 },
      },
    );
    const out = op(
      'MatMulNBits',
      [x, name, `${name}.scales`],
      [`${part}.product`],
      { K: columns, N: rows, bits: 8, block_size: blockSize, accuracy_level: accuracyLevel },
      contrib,
    );
    if (!vectors.has(`${part}.bias`)) return out;
    return op('Add', [out, vector(`${part}.bias`)], [`${part}.sum`]);
  };
  const epsilon = { float: config.rmsEpsilon };
  /** Adds a branch to the residual stream and normalises the sum: both in one kernel. */
  const addAndNorm = (stream: string, branch: string, norm: string, out: string): [string, string] => {
    op(
      'SkipSimplifiedLayerNormalization',
      [stream, branch, vector(norm)],
      [out, '', '', `${out}.stream`],
      { epsilon },
      contrib,
    );
    return [out, `${out}.stream`];
  };

  const [cos, sin] = rotationTables(config, capacity, vectors.get('rope_freqs.weight'));
  floats('cos', [capacity, headSize / 2], cos);
  floats('sin', [capacity, headSize / 2], sin);

  let stream: string = graphNames.embedding;
  let normed = op(
    'SimplifiedLayerNormalization',
    [stream, vector('blk.0.attn_norm.weight')],
    ['blk.0.attn_norm'],
    { axis: -1, epsilon },
  );
  for (let layer = 0; layer < layers; layer++) {
    const block = `blk.${layer}`;
    const [query, key, value] = [
      linear(normed, `${block}.attn_q`, heads * headSize, width),
      linear(normed, `${block}.attn_k`, keyValueHeads * headSize, width),
      linear(normed, `${block}.attn_v`, keyValueHeads * headSize, width),
    ];
    const caches = cacheNames(layer);
    const attention = op(
      'GroupQueryAttention',
      [
        query,
        key,
        value,
        ...caches.map(({ past }) => past),
        graphNames.lastIndex,
        graphNames.length,
        'cos',
        'sin',
      ],
      [`${block}.attention`, ...caches.map(({ present }) => present)],
      { num_heads: heads, kv_num_heads: keyValueHeads, do_rotary: 1, rotary_interleaved: 0 },
      contrib,
    );
    const attended = linear(attention, `${block}.attn_output`, width, heads * headSize);
    [normed, stream] = addAndNorm(stream, attended, `${block}.ffn_norm.weight`, `${block}.ffn_norm`);

    const gate = linear(normed, `${block}.ffn_gate`, feedForward, width);
    const up = linear(normed, `${block}.ffn_up`, feedForward, width);
    op('Sigmoid', [gate], [`${block}.sigmoid`]);
    op('Mul', [gate, `${block}.sigmoid`], [`${block}.silu`]);
    op('Mul', [`${block}.silu`, up], [`${block}.gated`]);
    const fed = linear(`${block}.gated`, `${block}.ffn_down`, width, feedForward);
    const last = layer === layers - 1;
    const next = last ? 'output_norm' : `blk.${layer + 1}.attn_norm`;
    [normed, stream] = addAndNorm(stream, fed, `${next}.weight`, next);
  }
  const hidden = op('Gather', [normed, graphNames.rows], [graphNames.hidden], { axis: 1 });
  const logits = linear(hidden, config.tiedHead ? 'token_embd' : 'output', vocabularySize, width);
  op('Identity', [logits], [graphNames.logits]);

  const value = (name: string, type: OnnxType, shape: OnnxShape): OnnxValue => ({ name, type, shape });
  const cacheShape = [1, keyValueHeads, capacity, headSize];
  const caches = Array.from({ length: layers }, (_, layer) => cacheNames(layer)).flat();
  return writeOnnxModel(
    {
      name: 'decoder',
      nodes,
      initializers,
      inputs: [
        value(graphNames.embedding, 'float32', [1, 'n', width]),
        value(graphNames.lastIndex, 'int32', [1]),
        value(graphNames.length, 'int32', []),
        value(graphNames.rows, 'int32', ['r']),
        ...caches.map(({ past }) => value(past, 'float32', cacheShape)),
      ],
      outputs: [
        value(graphNames.logits, 'float32', [1, 'r', vocabularySize]),
        value(graphNames.hidden, 'float32', [1, 'r', width]),
        ...caches.map(({ present }) => value(present, 'float32', cacheShape)),
      ],
    },
    operatorSets,
  );
}

/**
 * cos and sin of position · base^(−2i / headSize) / factor_i, each of shape [capacity, headSize / 2].
 * @param factors shape [headSize / 2]; 1 when absent
 */
function rotationTables(
  { headSize, ropeBase }: Pick<LlamaConfig, 'headSize' | 'ropeBase'>,
  capacity: number,
  factors: Float32Array | undefined,
): [Float32Array, Float32Array] {
  const half = headSize / 2;
  const frequencies = Array.from(
    { length: half },
    (_, i) => ropeBase ** ((-2 * i) / headSize) / (factors?.[i] ?? 1),
  );
  const angles = Float64Array.from(
    { length: capacity * half },
    (_, i) => Math.floor(i / half) * (frequencies[i % half] ?? 0),
  );
  return [Float32Array.from(angles, Math.cos), Float32Array.from(angles, Math.sin)];
}
