import { type BuilderTensor, type BuilderValue, buildGguf, randomTensor } from './gguf-builder.ts';
import type { TensorType } from './gguf-types.ts';

// Small random draft heads for tests. It is not part of the app.

export interface TinyHeadOptions {
  readonly width: number;
  readonly feedForward: number;
  readonly vocabularySize: number;
  readonly type: TensorType;
  readonly outputType: TensorType;
}

export const tinyHeadDefaults: TinyHeadOptions = {
  width: 64,
  feedForward: 96,
  vocabularySize: 40,
  type: 'Q4_1',
  outputType: 'Q4_1',
};

/** Metadata of a tiny head: row i stands for token 2i, and the prior of bucket b is b / 64. */
export function tinyHeadMetadata(options: Partial<TinyHeadOptions> = {}): Record<string, BuilderValue> {
  const { vocabularySize } = { ...tinyHeadDefaults, ...options };
  return {
    'general.architecture': { type: 'string', value: 'draftpick-head' },
    'draftpick.token_ids': { type: 'i32s', value: Array.from({ length: vocabularySize }, (_, i) => 2 * i) },
    'draftpick.confidence.priors': { type: 'f32s', value: Array.from({ length: 64 }, (_, b) => b / 64) },
  };
}

/** @param random uniform in [0, 1) */
export function tinyHeadTensors(
  random: () => number,
  options: Partial<TinyHeadOptions> = {},
): BuilderTensor[] {
  const { width, feedForward, vocabularySize, type, outputType } = { ...tinyHeadDefaults, ...options };
  const matrix = (name: string, kind: TensorType, shape: readonly [number, number]): BuilderTensor => ({
    name: `${name}.weight`,
    type: kind,
    shape,
    data: randomTensor(random, kind, shape, Math.sqrt(3 / shape[0])),
  });
  return [
    matrix('head.gate', type, [2 * width, feedForward]),
    matrix('head.up', type, [2 * width, feedForward]),
    matrix('head.down', type, [feedForward, width]),
    matrix('output', outputType, [width, vocabularySize]),
  ];
}

/** A whole tiny head as the bytes of a GGUF file. */
export function buildTinyHead(random: () => number, options: Partial<TinyHeadOptions> = {}): Uint8Array {
  return buildGguf(tinyHeadMetadata(options), tinyHeadTensors(random, options));
}
