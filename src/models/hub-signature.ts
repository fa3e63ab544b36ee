import type * as Ort from 'onnxruntime-web/webgpu';
import { attentionOnly, refuseCache } from './cache-kind.ts';
import { invalid, unsupported } from './gguf-error.ts';
import type { HubConfig } from './hub-config.ts';

/** The types that keys, values and logits can have. */
export type FloatType = 'float32' | 'float16';

/** Keys or values of one layer: the input that brings them, the output that gives them back. */
export interface CacheSlot {
  readonly past: string;
  readonly present: string;
  readonly type: FloatType;
  /** Heads of keys and values. */
  readonly heads: number;
  readonly headSize: number;
}

/** What a decoder in the layout of transformers.js takes and gives. */
export interface HubSignature {
  readonly cache: readonly CacheSlot[];
  /** Whether it is told the position of each token; others count the attention mask. */
  readonly wantsPositions: boolean;
  /** Whether it is told of how many of the last tokens logits are wanted. */
  readonly wantsRowCount: boolean;
  readonly vocabularySize: number;
}

/** Names of inputs and outputs besides the cache. */
export const hubNames = {
  ids: 'input_ids',
  mask: 'attention_mask',
  positions: 'position_ids',
  rowCount: 'num_logits_to_keep',
  logits: 'logits',
} as const;

type Values = readonly Ort.InferenceSession.ValueMetadata[];

/** Names of outputs that hold the cache, for sessions that are yet to be made; too many do no harm. */
export const presentNames = (layers: number): string[] =>
  Array.from({ length: layers }, (_, i) => ['key', 'value'].map(part => `present.${i}.${part}`)).flat();

/**
 * Reads what a session's graph takes and gives.
 * @throws GgufError naming the input or output when it is not a decoder of this layout, or keeps something besides keys and values
 */
export function readSignature(inputs: Values, outputs: Values, config: HubConfig): HubSignature {
  const known: readonly string[] = [hubNames.ids, hubNames.mask, hubNames.positions, hubNames.rowCount];
  const others = inputs.map(({ name }) => name).filter(name => !known.includes(name));
  const wanted = others.find(name => !/past|cache|state|conv|ssm|encoder/i.test(name));
  if (wanted !== undefined) {
    throw unsupported(
      `the graph wants the input "${wanted.slice(0, 60)}", which this page does not know`,
      'Use an export of a text model for generation (text-generation-with-past), as transformers.js has them.',
    );
  }
  const cause = refuseCache({ cacheNames: others });
  if (cause !== undefined) throw unsupported(cause, attentionOnly);
  if (others.length === 0) {
    throw unsupported(
      'the graph takes no keys and values of earlier tokens (past_key_values): every token would be computed anew',
      'Use an export with a cache (text-generation-with-past).',
    );
  }
  for (const name of [hubNames.ids, hubNames.mask]) {
    if (!inputs.some(input => input.name === name)) throw odd(`the graph has no input ${name}`);
  }
  return {
    cache: others.map(past => slotOf(past, inputs, outputs, config)),
    wantsPositions: inputs.some(({ name }) => name === hubNames.positions),
    wantsRowCount: inputs.some(({ name }) => name === hubNames.rowCount),
    vocabularySize: vocabularyOf(outputs, config),
  };
}

function slotOf(past: string, inputs: Values, outputs: Values, config: HubConfig): CacheSlot {
  const present = past.replace('past_key_values', 'present');
  if (!outputs.some(({ name }) => name === present)) throw odd(`the graph has no output ${present}`);
  const value = inputs.find(({ name }) => name === past);
  if (value?.isTensor !== true || (value.type !== 'float32' && value.type !== 'float16')) {
    throw unsupported(
      `${past} is of type ${value?.isTensor ? value.type : 'other than a tensor'}; a cache of 16- or 32-bit floats can be used`,
      'Use another export of the model.',
    );
  }
  // Batch, heads, positions, head size; a name stands for a size that only config.json tells.
  const [, heads, , headSize] = value.shape;
  return {
    past,
    present,
    type: value.type,
    heads: sizeOf(heads, config.keyValueHeads, `${past} has no number of heads`),
    headSize: sizeOf(headSize, config.headSize, `${past} has no head size`),
  };
}

/** The size of the vocabulary, on which graph and config.json should agree. */
function vocabularyOf(outputs: Values, { vocabularySize }: HubConfig): number {
  const logits = outputs.find(({ name }) => name === hubNames.logits);
  if (logits?.isTensor !== true) throw odd('the graph has no output logits');
  if (logits.type !== 'float32' && logits.type !== 'float16') throw odd(`logits are of type ${logits.type}`);
  const size = logits.shape.at(-1);
  if (typeof size === 'number' && size !== vocabularySize) {
    throw odd(
      `the graph gives ${size} logits, and config.json says that the vocabulary has ${vocabularySize}`,
    );
  }
  return vocabularySize;
}

function sizeOf(size: number | string | undefined, otherwise: number | undefined, cause: string): number {
  const value = typeof size === 'number' && size > 0 ? size : otherwise;
  if (value === undefined) throw odd(`${cause}, and neither does config.json`);
  return value;
}

const odd = (cause: string) => invalid(`${cause}; it is not an export in the layout of transformers.js`);
