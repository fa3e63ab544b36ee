// Which models keep something that cannot be rolled back. A cache of keys and values holds one entry for each position, and
// forgetting the last ones is exact. A recurrent or convolutional state is overwritten by every token: rejected ones stay in it.

/** Architectures (GGUF `general.architecture`) and model types (config.json `model_type`) with recurrent state, without punctuation. */
const recurrent: ReadonlySet<string> = new Set([
  'mamba',
  'mamba2',
  'falconmamba',
  'falconh1',
  'jamba',
  'bamba',
  'zamba',
  'zamba2',
  'nemotronh',
  'nemotronhmoe',
  'granitehybrid',
  'granitemoehybrid',
  'plamo2',
  'plamo3',
  'lfm2',
  'lfm2moe',
  'lfm2vl',
  'qwen3next',
  'qwen35',
  'qwen35moe',
  'qwen35text',
  'kimilinear',
  'minimax',
  'minimaxtext01',
  'rwkv',
  'rwkv5',
  'rwkv6',
  'rwkv6qwen2',
  'rwkv7',
  'arwkv7',
  'recurrentgemma',
  'griffin',
  'xlstm',
  'retnet',
]);

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Why a model of this architecture or type cannot roll back; undefined when nothing speaks against it. */
export function recurrentCause(name: string): string | undefined {
  if (!recurrent.has(plain(name))) return undefined;
  return (
    `the model is a "${name.slice(0, 40)}", which keeps a recurrent state besides (or instead of) keys and values; ` +
    'rejected tokens cannot be taken out of it again'
  );
}

/** What is known of a model before it is loaded. */
export interface CacheDescription {
  /** `general.architecture` of a GGUF or `model_type` of a config.json. */
  readonly modelType?: string;
  /** `layer_types` of a config.json, if it has them. */
  readonly layerTypes?: readonly string[];
  /** Inputs of an ONNX decoder that are not token ids, mask or positions: its cache. */
  readonly cacheNames?: readonly string[];
}

const attentionLayers: ReadonlySet<string> = new Set([
  'attention',
  'full_attention',
  'sliding_attention',
  'chunked_attention',
]);

/** What to use instead of a model whose cache cannot be rolled back. */
export const attentionOnly =
  'Use a model whose layers are all attention, for example SmolLM2, Llama 3 or Qwen2.5.';

/**
 * Why the cache of a model cannot be rolled back, in words; undefined when all of it is keys and values by position.
 * Names decide: what they do not tell, the self-test after loading does.
 */
export function refuseCache({ modelType, layerTypes, cacheNames }: CacheDescription): string | undefined {
  const byType = modelType === undefined ? undefined : recurrentCause(modelType);
  if (byType !== undefined) return byType;
  const layer = layerTypes?.find(type => !attentionLayers.has(type));
  if (layer !== undefined) {
    return `the model has layers of type "${layer.slice(0, 40)}", whose state cannot be rolled back`;
  }
  for (const name of cacheNames ?? []) {
    if (/(^|[._])encoder([._]|$)/.test(name)) {
      return `the model has an encoder ("${name.slice(0, 60)}"); only decoders of a single text can be used`;
    }
    if (!/^past_key_values\.\d+\.(key|value)$/.test(name)) {
      return `the model keeps "${name.slice(0, 60)}" besides keys and values, which cannot be rolled back`;
    }
  }
  return undefined;
}
