import type * as Ort from 'onnxruntime-web/webgpu';
import { describe, expect, test } from 'vitest';
import { readHubConfig } from './hub-config.ts';
import { readSignature } from './hub-signature.ts';

type Value = Ort.InferenceSession.ValueMetadata;
const tensor = (name: string, type: Ort.Tensor.Type, shape: (number | string)[]): Value => ({
  name,
  isTensor: true,
  type,
  shape,
});
const past = (name: string, type: Ort.Tensor.Type = 'float32'): Value =>
  tensor(name, type, ['b', 3, 'past', 64]);

const inputs = [
  tensor('input_ids', 'int64', ['b', 'n']),
  tensor('attention_mask', 'int64', ['b', 'total']),
  past('past_key_values.0.key'),
  past('past_key_values.0.value'),
];
const outputs = [
  tensor('logits', 'float32', ['b', 'n', 49_152]),
  past('present.0.key'),
  past('present.0.value'),
];
const config = readHubConfig({ model_type: 'llama', vocab_size: 49_152 });

test('heads, sizes and types of the cache come from the graph', () => {
  const { cache, wantsPositions, wantsRowCount } = readSignature(inputs, outputs, config);
  const shape = { type: 'float32', heads: 3, headSize: 64 };
  expect(cache).toEqual([
    { past: 'past_key_values.0.key', present: 'present.0.key', ...shape },
    { past: 'past_key_values.0.value', present: 'present.0.value', ...shape },
  ]);
  expect([wantsPositions, wantsRowCount]).toEqual([false, false]);
});

test('what the graph leaves open, config.json says', () => {
  const open = inputs.map(value =>
    value.name.startsWith('past') && value.isTensor
      ? { ...value, shape: ['b', 'heads', 'past', 'size'] }
      : value,
  );
  const json = { model_type: 'qwen2', vocab_size: 49_152, hidden_size: 896, num_attention_heads: 14 };
  const [first] = readSignature(open, outputs, readHubConfig({ ...json, num_key_value_heads: 2 })).cache;
  expect([first?.heads, first?.headSize]).toEqual([2, 64]);
  expect(() => readSignature(open, outputs, config)).toThrow(
    'has no number of heads, and neither does config.json',
  );
});

describe('refuses by name', () => {
  test.each<[string, Value[], Value[], string]>([
    [
      'a state of its own',
      [...inputs, past('past_conv.1')],
      outputs,
      '"past_conv.1" besides keys and values',
    ],
    [
      'an encoder',
      [...inputs, past('encoder_hidden_states')],
      outputs,
      'an encoder ("encoder_hidden_states")',
    ],
    ['embeddings', [tensor('inputs_embeds', 'float32', []), ...inputs], outputs, 'the input "inputs_embeds"'],
    ['no cache', inputs.slice(0, 2), outputs, 'no keys and values of earlier tokens'],
    ['no mask', inputs.filter(({ name }) => name !== 'attention_mask'), outputs, 'no input attention_mask'],
    ['no logits', inputs, outputs.slice(1), 'no output logits'],
    ['a cache that is not given back', inputs, outputs.slice(0, 2), 'no output present.0.value'],
    [
      'an 8-bit cache',
      [...inputs, past('past_key_values.1.key', 'int8')],
      [...outputs, past('present.1.key')],
      'int8',
    ],
    [
      'another vocabulary',
      inputs,
      [tensor('logits', 'float32', ['b', 'n', 7]), ...outputs.slice(1)],
      'gives 7 logits',
    ],
  ])('%s', (_, given, back, cause) => {
    expect(() => readSignature(given, back, config)).toThrow(cause);
  });
});

describe('config.json', () => {
  test('of a recurrent or hybrid model is refused before its graph is read', () => {
    expect(() => readHubConfig({ model_type: 'mamba2', vocab_size: 9 })).toThrow('"mamba2"');
    const layers = { model_type: 'other', vocab_size: 9, layer_types: ['full_attention', 'conv'] };
    expect(() => readHubConfig(layers)).toThrow('layers of type "conv"');
  });

  test('is not believed', () => {
    expect(() => readHubConfig({ model_type: 'llama' })).toThrow('no vocab_size');
    for (const vocab_size of [-1, 0, 1.5, '9', 1e300]) {
      expect(() => readHubConfig({ model_type: 'llama', vocab_size })).toThrow('vocab_size is');
    }
    expect(() => readHubConfig({ model_type: 'llama', vocab_size: 9, eos_token_id: [1, 'x'] })).toThrow(
      'eos_token_id',
    );
  });

  test('names end tokens unless generation_config.json does', () => {
    const json = { model_type: 'llama', vocab_size: 9, eos_token_id: 2 };
    expect(readHubConfig(json).eosIds).toEqual([2]);
    expect(readHubConfig(json, { eos_token_id: [3, 4] }).eosIds).toEqual([3, 4]);
  });
});
