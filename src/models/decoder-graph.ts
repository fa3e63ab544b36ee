import { type Attend, contrib, DecoderParts, operatorSets, rotationTables } from './decoder-parts.ts';
import type { LlamaConfig } from './llama-config.ts';
import { type OnnxShape, type OnnxType, type OnnxValue, writeOnnxModel } from './onnx-proto.ts';

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

/** Inputs and outputs besides the cache. */
export const graphNames = {
  embedding: 'embedding',
  lastIndex: 'last_index',
  length: 'length',
  rows: 'rows',
  logits: 'logits',
  hidden: 'hidden',
} as const;

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

/** The bytes of the graph. The matrices are external data in files named by `matrixFile`. */
export function buildDecoderGraph({
  config,
  capacity,
  vectors,
  accuracyLevel,
}: DecoderGraphOptions): Uint8Array {
  const { layers, width, heads, keyValueHeads, headSize, vocabularySize } = config;
  const parts = new DecoderParts(config, vectors, accuracyLevel);
  const { nodes, initializers } = parts;

  const [cos, sin] = rotationTables(config, capacity, vectors.get('rope_freqs.weight'));
  parts.constant('cos', 'float32', [capacity, headSize / 2], cos);
  parts.constant('sin', 'float32', [capacity, headSize / 2], sin);

  const attend: Attend = (layer, query, key, value) => {
    const caches = cacheNames(layer);
    return parts.op(
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
      [`blk.${layer}.attention`, ...caches.map(({ present }) => present)],
      { num_heads: heads, kv_num_heads: keyValueHeads, do_rotary: 1, rotary_interleaved: 0 },
      contrib,
    );
  };
  const normed = parts.layers(graphNames.embedding, attend);
  const hidden = parts.op('Gather', [normed, graphNames.rows], [graphNames.hidden], { axis: 1 });
  parts.op('Identity', [parts.head(hidden)], [graphNames.logits]);

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
