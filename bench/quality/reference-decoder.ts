/**
 * What the model is, in plain scalar arithmetic: a Llama, Qwen2 or Qwen3 decoder over fp32 weights, after the manner of llama2.c.
 * It is the definition the fast engine is held against, so it shares none of its code; it is slow, and it has no cache:
 * every call reads a whole sequence.
 *
 * Weights and activations are kept in 32 bits; sums are formed in JavaScript's 64.
 */
import type { ByteSource } from '../../src/models/byte-source.ts';
import { dequantise } from '../../src/models/dequantise.ts';
import type { Gguf } from '../../src/models/gguf.ts';
import type { LlamaConfig } from '../../src/models/llama-config.ts';

/** A matrix of `length / columns` rows: row j holds the weights of output j. */
type Matrix = Float32Array;

export class ReferenceDecoder {
  private constructor(
    readonly config: LlamaConfig,
    private readonly weights: ReadonlyMap<string, Matrix>,
  ) {}

  /** Reads and dequantises every tensor: 4 bytes a weight. */
  static async load(source: ByteSource, gguf: Gguf, config: LlamaConfig): Promise<ReferenceDecoder> {
    const weights = new Map<string, Matrix>();
    for (const { name, type, offset, bytes } of gguf.tensors) {
      weights.set(name, dequantise(await source.read(offset, bytes), type));
    }
    return new ReferenceDecoder(config, weights);
  }

  /**
   * Logits after each position from `from` on, shape `[tokens.length - from][vocabularySize]`.
   * @param tokens a sequence from its very beginning
   */
  logits(tokens: readonly number[], from: number): Float32Array[] {
    const { width, layers, vocabularySize, tiedHead, rmsEpsilon } = this.config;
    const embedding = this.tensor('token_embd.weight');
    const stream = new Float32Array(tokens.length * width);
    tokens.forEach((token, position) => {
      stream.set(embedding.subarray(token * width, (token + 1) * width), position * width);
    });
    for (let layer = 0; layer < layers; layer++) {
      add(
        stream,
        this.attention(layer, normalise(stream, this.tensor(`blk.${layer}.attn_norm.weight`), rmsEpsilon)),
      );
      add(
        stream,
        this.feedForward(layer, normalise(stream, this.tensor(`blk.${layer}.ffn_norm.weight`), rmsEpsilon)),
      );
    }
    const last = normalise(stream.subarray(from * width), this.tensor('output_norm.weight'), rmsEpsilon);
    const head = tiedHead ? embedding : this.tensor('output.weight');
    const scores = multiply(head, last, width);
    return Array.from({ length: tokens.length - from }, (_, i) =>
      scores.subarray(i * vocabularySize, (i + 1) * vocabularySize),
    );
  }

  /** Causal grouped-query attention. `x` and the result have shape `[positions][width]`. */
  private attention(layer: number, x: Float32Array): Float32Array {
    const { width, heads, keyValueHeads, headSize, attentionBias, headNorms, rmsEpsilon } = this.config;
    const project = (part: string) => {
      const out = multiply(this.tensor(`blk.${layer}.attn_${part}.weight`), x, width);
      const bias = attentionBias ? this.tensor(`blk.${layer}.attn_${part}.bias`) : new Float32Array();
      return bias.length === 0 ? out : out.map((value, i) => value + (bias[i % bias.length] ?? 0));
    };
    const normed = (part: string) =>
      headNorms
        ? normalise(project(part), this.tensor(`blk.${layer}.attn_${part}_norm.weight`), rmsEpsilon)
        : project(part);
    const [queries, keys, values] = [normed('q'), normed('k'), project('v')];
    const attentionWidth = heads * headSize;
    const keyValueWidth = keyValueHeads * headSize;
    const positions = x.length / width;
    for (let t = 0; t < positions; t++) {
      this.rotate(queries.subarray(t * attentionWidth, (t + 1) * attentionWidth), t);
      this.rotate(keys.subarray(t * keyValueWidth, (t + 1) * keyValueWidth), t);
    }
    const mixed = new Float32Array(positions * attentionWidth);
    for (let head = 0; head < heads; head++) {
      const shared = Math.floor(head / (heads / keyValueHeads)) * headSize;
      const at = (rows: Float32Array, t: number) =>
        rows.subarray(t * keyValueWidth + shared, t * keyValueWidth + shared + headSize);
      for (let t = 0; t < positions; t++) {
        const place = t * attentionWidth + head * headSize;
        const query = queries.subarray(place, place + headSize);
        const scores = Float32Array.from(
          { length: t + 1 },
          (_, s) => dot(query, at(keys, s)) / Math.sqrt(headSize),
        );
        softmax(scores).forEach((weight, s) => {
          at(values, s).forEach((value, i) => {
            mixed[place + i] = (mixed[place + i] ?? 0) + weight * value;
          });
        });
      }
    }
    return multiply(this.tensor(`blk.${layer}.attn_output.weight`), mixed, attentionWidth);
  }

  /**
   * Rotary embedding, in place, of one position's heads: pair i of each head turns by position · base^(−2i / headSize),
   * divided by the i-th factor if there are any. A pair is (x[2i], x[2i + 1]), or (x[i], x[i + headSize / 2]).
   */
  private rotate(x: Float32Array, position: number): void {
    const { headSize, ropeBase, rotation, ropeFactors } = this.config;
    const factors = ropeFactors ? this.tensor('rope_freqs.weight') : undefined;
    const half = headSize / 2;
    for (let head = 0; head < x.length; head += headSize) {
      for (let pair = 0; pair < half; pair++) {
        const angle = (position * ropeBase ** ((-2 * pair) / headSize)) / (factors?.[pair] ?? 1);
        const [i, j] = rotation === 'halves' ? [pair, pair + half] : [2 * pair, 2 * pair + 1];
        const [a, b] = [x[head + i] ?? 0, x[head + j] ?? 0];
        x[head + i] = a * Math.cos(angle) - b * Math.sin(angle);
        x[head + j] = a * Math.sin(angle) + b * Math.cos(angle);
      }
    }
  }

  /** SwiGLU: down(silu(gate(x)) · up(x)), with silu(g) = g / (1 + e^−g). */
  private feedForward(layer: number, x: Float32Array): Float32Array {
    const { width, feedForward } = this.config;
    const gate = multiply(this.tensor(`blk.${layer}.ffn_gate.weight`), x, width);
    const up = multiply(this.tensor(`blk.${layer}.ffn_up.weight`), x, width);
    const hidden = gate.map((g, i) => (g / (1 + Math.exp(-g))) * (up[i] ?? 0));
    return multiply(this.tensor(`blk.${layer}.ffn_down.weight`), hidden, feedForward);
  }

  private tensor(name: string): Matrix {
    const tensor = this.weights.get(name);
    if (tensor === undefined) throw new Error(`the model has no tensor ${name}`);
    return tensor;
  }
}

/**
 * W·x for each position: `x` has shape `[positions][columns]`, the result `[positions][rows]`. Four positions at a time and
 * from copies in 64 bits, which is faster; the order of each sum is that of the plain loop.
 */
export function multiply(matrix: Matrix, x: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  const positions = x.length / columns;
  const out = new Float32Array(positions * rows);
  // Zeros after the last position, so that the positions come in fours.
  const inputs = new Float64Array(Math.ceil(positions / 4) * 4 * columns);
  inputs.set(x);
  const weights = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    weights.set(matrix.subarray(row * columns, (row + 1) * columns));
    for (let t = 0; t < positions; t += 4) {
      const a = t * columns;
      const b = a + columns;
      const c = b + columns;
      const d = c + columns;
      let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
      for (let i = 0; i < columns; i++) {
        const weight = weights[i] ?? 0;
        sumA += weight * (inputs[a + i] ?? 0);
        sumB += weight * (inputs[b + i] ?? 0);
        sumC += weight * (inputs[c + i] ?? 0);
        sumD += weight * (inputs[d + i] ?? 0);
      }
      const sums = [sumA, sumB, sumC, sumD];
      for (let i = 0; i < 4 && t + i < positions; i++) out[(t + i) * rows + row] = sums[i] ?? 0;
    }
  }
  return out;
}

/** RMS norm of each position: x · weight / √(mean(x²) + ε). */
function normalise(x: Float32Array, weight: Float32Array, epsilon: number): Float32Array {
  const width = weight.length;
  const out = new Float32Array(x.length);
  for (let at = 0; at < x.length; at += width) {
    const row = x.subarray(at, at + width);
    const scale = 1 / Math.sqrt(dot(row, row) / width + epsilon);
    for (let i = 0; i < width; i++) out[at + i] = (row[i] ?? 0) * scale * (weight[i] ?? 0);
  }
  return out;
}

/** softmax(x), the largest entry subtracted first. */
export function softmax(x: Float32Array): Float64Array {
  const most = x.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(x, value => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map(power => power / sum);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function add(x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) + (y[i] ?? 0);
}
