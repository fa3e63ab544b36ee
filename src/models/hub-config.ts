import { attentionOnly, refuseCache } from './cache-kind.ts';
import { invalid, unsupported } from './gguf-error.ts';
import { findIds, findWhole, type JsonRecord } from './hub-json.ts';

/** What a repository's config.json says of a decoder, as far as it is needed; its graph knows the rest. */
export interface HubConfig {
  readonly modelType: string;
  readonly layers: number | undefined;
  readonly keyValueHeads: number | undefined;
  readonly headSize: number | undefined;
  readonly vocabularySize: number;
  /** Most positions; undefined where it does not say. */
  readonly contextLength: number | undefined;
  readonly bosId: number | undefined;
  readonly eosIds: readonly number[];
}

/**
 * Reads config.json and, if there is one, generation_config.json, whose end tokens go before the other's.
 * @throws GgufError when a field is not what it should be, or the model keeps a state that cannot be rolled back
 */
export function readHubConfig(config: JsonRecord, generation: JsonRecord = {}): HubConfig {
  const modelType = typeof config.model_type === 'string' ? config.model_type : 'unknown';
  const layerTypes = Array.isArray(config.layer_types) ? config.layer_types.map(String) : undefined;
  const cause = refuseCache({ modelType, ...(layerTypes === undefined ? {} : { layerTypes }) });
  if (cause !== undefined) throw unsupported(cause, attentionOnly);
  const size = (...fields: readonly string[]): number | undefined => {
    for (const field of fields) {
      const value = findWhole(config, field, 1);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const heads = size('num_attention_heads', 'n_head');
  const width = size('hidden_size', 'n_embd');
  const shared = width === undefined || heads === undefined ? undefined : Math.floor(width / heads);
  const vocabularySize = size('vocab_size');
  if (vocabularySize === undefined)
    throw invalid('config.json has no vocab_size: it is not that of a text model');
  const own = findIds(generation, 'eos_token_id');
  return {
    modelType,
    layers: size('num_hidden_layers', 'n_layer'),
    keyValueHeads: size('num_key_value_heads') ?? heads,
    headSize: size('head_dim') ?? shared,
    vocabularySize,
    contextLength: size('max_position_embeddings', 'n_positions'),
    bosId: findIds(config, 'bos_token_id')[0],
    eosIds: own.length > 0 ? own : findIds(config, 'eos_token_id'),
  };
}
