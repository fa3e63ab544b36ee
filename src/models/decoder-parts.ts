import type { LlamaConfig } from './llama-config.ts';
import type { OnnxAttribute, OnnxInitializer, OnnxNode, OnnxType } from './onnx-proto.ts';

/** The operators that onnxruntime has besides the standard ones. */
export const contrib = 'com.microsoft';
export const operatorSets = { '': 20, [contrib]: 1 } as const;

/** Weights of a block, the quantisation's and MatMulNBits's. */
export const blockSize = 32;

/** The file a matrix is expected in: `columns` bytes a row, behind all rows a float32 scale for each block of 32. */
export const matrixFile = (tensor: string): string => `${tensor}.q8`;

/** Attention of one layer over its queries, keys and values, each [1, n, heads · headSize]. @returns the name of the result */
export type Attend = (layer: number, query: string, key: string, value: string) => string;

/** The parts of a decoder graph: every method adds nodes and constants, and returns the name of the value they come to. */
export class DecoderParts {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];

  constructor(
    private readonly config: LlamaConfig,
    /** Norms, biases and rotary factors, by tensor name. */
    private readonly vectors: ReadonlyMap<string, Float32Array>,
    /** Of MatMulNBits. */
    private readonly accuracyLevel: 0 | 1 | 4,
  ) {}

  op(
    name: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain?: string,
  ): string {
    this.nodes.push({ op: name, inputs, outputs, attributes, ...(domain === undefined ? {} : { domain }) });
    return outputs[0] ?? '';
  }

  /** A constant whose bytes the graph holds itself. */
  constant(
    name: string,
    type: OnnxType,
    shape: readonly number[],
    values: Float32Array | BigInt64Array | Uint8Array,
  ): string {
    const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.initializers.push({ name, type, shape, data });
    return name;
  }

  vector(tensor: string): string {
    const values = this.vectors.get(tensor);
    if (values === undefined) throw new RangeError(`the graph needs ${tensor}`);
    return this.constant(tensor, 'float32', [values.length], values);
  }

  /** x · weightᵀ, plus a bias where there is one. */
  linear(x: string, part: string, rows: number, columns: number): string {
    const name = `${part}.weight`;
    const blocks = columns / blockSize;
    const bytes = rows * columns;
    const file = matrixFile(name);
    this.initializers.push(
      { name, type: 'uint8', shape: [rows, blocks, blockSize], data: { file, offset: 0, bytes } },
      {
        name: `${name}.scales`,
        type: 'float32',
        shape: [rows * blocks],
        data: { file, offset: bytes, bytes: rows * blocks * 4 },
      },
    );
    const out = this.op(
      'MatMulNBits',
      [x, name, `${name}.scales`],
      [`${part}.product`],
      { K: columns, N: rows, bits: 8, block_size: blockSize, accuracy_level: this.accuracyLevel },
      contrib,
    );
    if (!this.vectors.has(`${part}.bias`)) return out;
    return this.op('Add', [out, this.vector(`${part}.bias`)], [`${part}.sum`]);
  }

  /** All layers and the last norm, on a residual stream [1, n, width]. */
  layers(embedded: string, attend: Attend): string {
    const { layers, width, heads, keyValueHeads, headSize, feedForward } = this.config;
    const epsilon = { float: this.config.rmsEpsilon };
    let stream = embedded;
    let normed = this.op(
      'SimplifiedLayerNormalization',
      [stream, this.vector('blk.0.attn_norm.weight')],
      ['blk.0.attn_norm'],
      { axis: -1, epsilon },
    );
    for (let layer = 0; layer < layers; layer++) {
      const block = `blk.${layer}`;
      const attention = attend(
        layer,
        this.#normHeads(
          this.linear(normed, `${block}.attn_q`, heads * headSize, width),
          `${block}.attn_q_norm`,
        ),
        this.#normHeads(
          this.linear(normed, `${block}.attn_k`, keyValueHeads * headSize, width),
          `${block}.attn_k_norm`,
        ),
        this.linear(normed, `${block}.attn_v`, keyValueHeads * headSize, width),
      );
      const attended = this.linear(attention, `${block}.attn_output`, width, heads * headSize);
      [normed, stream] = this.#addAndNorm(stream, attended, `${block}.ffn_norm.weight`, `${block}.ffn_norm`);

      const gate = this.linear(normed, `${block}.ffn_gate`, feedForward, width);
      const up = this.linear(normed, `${block}.ffn_up`, feedForward, width);
      this.op('Sigmoid', [gate], [`${block}.sigmoid`]);
      this.op('Mul', [gate, `${block}.sigmoid`], [`${block}.silu`]);
      this.op('Mul', [`${block}.silu`, up], [`${block}.gated`]);
      const fed = this.linear(`${block}.gated`, `${block}.ffn_down`, width, feedForward);
      const last = layer === layers - 1;
      const next = last ? 'output_norm' : `blk.${layer + 1}.attn_norm`;
      [normed, stream] = this.#addAndNorm(stream, fed, `${next}.weight`, next);
    }
    return normed;
  }

  /** Logits of hidden states [1, r, width]. */
  head(hidden: string): string {
    const { tiedHead, vocabularySize, width } = this.config;
    return this.linear(hidden, tiedHead ? 'token_embd' : 'output', vocabularySize, width);
  }

  /** Normalises every head of queries or keys [1, n, heads · headSize], in a model that does so. */
  #normHeads(x: string, norm: string): string {
    const { headNorms, headSize, rmsEpsilon } = this.config;
    if (!headNorms) return x;
    // 0 keeps a size, -1 takes what is left: [1, n, heads, headSize] and back.
    const shape = (name: string, sizes: readonly bigint[]) =>
      this.constant(`${norm}.${name}`, 'int64', [sizes.length], BigInt64Array.from(sizes));
    const heads = this.op('Reshape', [x, shape('split', [0n, 0n, -1n, BigInt(headSize)])], [`${norm}.heads`]);
    const normed = this.op('SimplifiedLayerNormalization', [heads, this.vector(`${norm}.weight`)], [norm], {
      axis: -1,
      epsilon: { float: rmsEpsilon },
    });
    return this.op('Reshape', [normed, shape('join', [0n, 0n, -1n])], [`${norm}.joined`]);
  }

  /** Adds a branch to the residual stream and normalises the sum: both in one kernel. */
  #addAndNorm(stream: string, branch: string, norm: string, out: string): [string, string] {
    this.op(
      'SkipSimplifiedLayerNormalization',
      [stream, branch, this.vector(norm)],
      [out, '', '', `${out}.stream`],
      { epsilon: { float: this.config.rmsEpsilon } },
      contrib,
    );
    return [out, `${out}.stream`];
  }
}

/**
 * cos and sin of position · base^(−2i / headSize) / factor_i, each of shape [capacity, headSize / 2].
 * @param factors shape [headSize / 2]; 1 when absent
 */
export function rotationTables(
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
