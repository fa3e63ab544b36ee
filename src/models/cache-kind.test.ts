import { describe, expect, test } from 'vitest';
import { recurrentCause, refuseCache } from './cache-kind.ts';

const keysAndValues = (layers: number): string[] =>
  Array.from({ length: layers }, (_, i) => [`past_key_values.${i}.key`, `past_key_values.${i}.value`]).flat();

describe('a cache by its names', () => {
  test.each(['llama', 'qwen2', 'qwen3', 'gemma3_text', 'phi3', 'mistral', 'minimax_m2', 'granite'])(
    'of %s with keys and values alone may be used',
    modelType => {
      expect(refuseCache({ modelType, cacheNames: keysAndValues(3) })).toBeUndefined();
    },
  );

  test.each([
    'mamba',
    'lfm2',
    'granitemoehybrid',
    'granite-hybrid',
    'falcon_h1',
    'falcon-h1',
    'qwen3_next',
    'qwen35',
    'rwkv7',
  ])('of %s is refused by its type, however it is written', modelType => {
    expect(recurrentCause(modelType)).toMatch(/recurrent state/);
    expect(refuseCache({ modelType })).toContain(`"${modelType}"`);
  });

  test('is refused when it holds a state, by the name of the state', () => {
    for (const name of ['past_conv.0', 'past_ssm.3', 'cache_params.0', 'past_key_values.0.conv_state']) {
      expect(refuseCache({ modelType: 'new', cacheNames: [...keysAndValues(2), name] })).toContain(
        `"${name}"`,
      );
    }
  });

  test('is refused when its layers are not all attention', () => {
    const layers = { modelType: 'new', layerTypes: ['full_attention', 'linear_attention'] };
    expect(refuseCache(layers)).toContain('"linear_attention"');
    expect(refuseCache({ layerTypes: ['full_attention', 'sliding_attention'] })).toBeUndefined();
  });

  test('of an encoder–decoder is refused', () => {
    expect(refuseCache({ cacheNames: ['past_key_values.0.encoder.key'] })).toMatch(/encoder/);
  });
});
