import type { ByteSource } from './byte-source.ts';
import { DecoderParts, matrixFile, operatorSets } from './decoder-parts.ts';
import { type Gguf, readGguf } from './gguf.ts';
import { readGpuWeights } from './gpu-weights.ts';
import { type HubFixtureOptions, HubGraph } from './hub-fixture-graph.ts';
import { type LlamaConfig, llamaConfig } from './llama-config.ts';
import { writeOnnxModel } from './onnx-proto.ts';

// Exports in the layout of transformers.js, made of a GGUF, for tests. It is not part of the app.

/** An export's graph, the file of weights beside it, and what its config.json says. */
export interface HubFixture {
  readonly graph: Uint8Array;
  readonly data: Uint8Array;
  readonly dataFile: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly gguf: Gguf;
}

const defaults: HubFixtureOptions = {
  attention: 'grouped',
  lastRowOnly: false,
  rowCount: false,
  half: false,
  extraInput: undefined,
  dataFile: 'model_quantized.onnx_data',
};

/** Writes the decoder of a GGUF as such an export. */
export async function buildHubFixture(
  source: ByteSource,
  options: Partial<HubFixtureOptions> = {},
): Promise<HubFixture> {
  const chosen = { ...defaults, ...options };
  const gguf = await readGguf(source);
  const config = llamaConfig(gguf);
  const { vectors, files, embedding } = await readGpuWeights(source, gguf, config);
  const table = { path: matrixFile('token_embd.weight'), data: embedding.data };
  const all = config.tiedHead ? files : [table, ...files];
  const parts = new DecoderParts(config, vectors, 1);
  const graph = new HubGraph(parts, config, chosen).write();
  const { data, offsets } = join(all);
  // One file beside the graph instead of one a matrix.
  const initializers = parts.initializers.map(each => {
    if (each.data instanceof Uint8Array) return each;
    const offset = (offsets.get(each.data.file) ?? 0) + each.data.offset;
    return { ...each, data: { ...each.data, file: chosen.dataFile, offset } };
  });
  return {
    graph: writeOnnxModel({ ...graph, nodes: parts.nodes, initializers }, operatorSets),
    data,
    dataFile: chosen.dataFile,
    config: configJson(config, chosen.dataFile.replace(/_data$/, '')),
    gguf,
  };
}

function join(files: readonly { readonly path: string; readonly data: Uint8Array }[]) {
  const offsets = new Map<string, number>();
  let bytes = 0;
  for (const { path, data } of files) {
    offsets.set(path, bytes);
    bytes += data.length;
  }
  const data = new Uint8Array(bytes);
  for (const file of files) data.set(file.data, offsets.get(file.path) ?? 0);
  return { data, offsets };
}

/** config.json of a Llama model whose weights lie beside its graph. */
function configJson(config: LlamaConfig, graphFile: string): Readonly<Record<string, unknown>> {
  return {
    model_type: 'llama',
    architectures: ['LlamaForCausalLM'],
    hidden_size: config.width,
    intermediate_size: config.feedForward,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    max_position_embeddings: config.contextLength,
    rms_norm_eps: config.rmsEpsilon,
    rope_theta: config.ropeBase,
    tie_word_embeddings: config.tiedHead,
    vocab_size: config.vocabularySize,
    bos_token_id: 1,
    eos_token_id: [2, 0],
    'transformers.js_config': { use_external_data_format: { [graphFile]: 1 } },
  };
}
