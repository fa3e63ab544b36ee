import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { memorySource } from './byte-source.ts';
import { CpuModel } from './cpu-model.ts';
import { buildDecoderGraph, cacheNames } from './decoder-graph.ts';
import { readGguf } from './gguf.ts';
import { dequantiseRow, readGpuWeights } from './gpu-weights.ts';
import { kernelModule } from './kernel-builds.test-helper.ts';
import { llamaConfig } from './llama-config.ts';
import { buildTinyModel, type TinyModelOptions } from './tiny-model.ts';

// The graph on onnxruntime's CPU kernels, which need no GPU; e2e/webgpu.spec.ts runs it on WebGPU.

const capacity = 64;

async function open(options: Partial<TinyModelOptions>) {
  const source = memorySource(buildTinyModel(options));
  const gguf = await readGguf(source);
  const config = llamaConfig(gguf);
  const { vectors, files, embedding } = await readGpuWeights(source, gguf, config);
  const graph = buildDecoderGraph({ config, capacity, vectors, accuracyLevel: 1 });
  const session = await ort.InferenceSession.create(graph, {
    executionProviders: ['wasm'],
    externalData: files,
  });
  const module = kernelModule('plain');
  const cpu = await CpuModel.load(source, gguf, config, { module, contextLength: capacity, threads: 1 });
  const shape = [1, config.keyValueHeads, capacity, config.headSize];
  const size = shape.reduce((product, n) => product * n, 1);
  let cache: Record<string, ort.Tensor> = Object.fromEntries(
    Array.from({ length: config.layers }, (_, layer) => cacheNames(layer))
      .flat()
      .map(({ past }) => [past, new ort.Tensor('float32', new Float32Array(size), shape)]),
  );
  const pass = async (
    tokens: readonly number[],
    at: number,
    rows = tokens.length,
  ): Promise<Float32Array[]> => {
    const embedded = new Float32Array(tokens.length * config.width);
    for (const [i, token] of tokens.entries()) dequantiseRow(embedding, token, embedded, i * config.width);
    const length = at + tokens.length;
    const indices = Int32Array.from({ length: rows }, (_, i) => tokens.length - rows + i);
    const out = await session.run({
      ...cache,
      embedding: new ort.Tensor('float32', embedded, [1, tokens.length, config.width]),
      last_index: new ort.Tensor('int32', Int32Array.of(length - 1), [1]),
      length: new ort.Tensor('int32', Int32Array.of(length), []),
      rows: new ort.Tensor('int32', indices, [rows]),
    });
    cache = Object.fromEntries(
      Object.keys(cache).map(past => [past, out[past.replace('past', 'present')] as ort.Tensor]),
    );
    const logits = out.logits?.data as Float32Array;
    const n = config.vocabularySize;
    return Array.from({ length: rows }, (_, row) => logits.slice(row * n, (row + 1) * n));
  };
  return { config, cpu, pass };
}

/** Largest difference of two rows, in units of the spread of the second. */
function distance(a: Float32Array, b: Float32Array | undefined): number {
  if (b === undefined || a.length !== b.length) return Number.POSITIVE_INFINITY;
  const mean = b.reduce((sum, x) => sum + x, 0) / b.length;
  const spread = Math.sqrt(b.reduce((sum, x) => sum + (x - mean) ** 2, 0) / b.length);
  return Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? 0)))) / spread;
}

const tokens = [5, 80, 17, 200, 33, 120, 64, 9, 250, 71, 3, 144];

describe('the decoder graph', () => {
  const kinds: Partial<TinyModelOptions>[] = [
    { type: 'Q8_0' },
    { type: 'Q4_1' },
    { type: 'Q4_0', outputType: 'Q8_0', layers: 1 },
    { type: 'F16', embeddingType: 'F16', heads: 2, keyValueHeads: 1, layers: 3 },
    { type: 'Q8_0', architecture: 'qwen2' },
    { type: 'Q8_0', architecture: 'qwen3', headSize: 32 },
    { type: 'Q8_0', ropeFactors: Array.from({ length: 8 }, (_, i) => 1 + i) },
  ];
  test.each(kinds)('computes what the CPU engine computes, %j', async options => {
    const { cpu, pass } = await open(options);
    const expected = cpu.extend(tokens, 0, { rows: tokens.length, logits: true });
    const rows = await pass(tokens, 0);
    for (const [i, row] of rows.entries()) expect(distance(row, expected[i]?.logits)).toBeLessThan(0.15);
  });

  test('goes on from its cache, in passes of any size', async () => {
    const { pass } = await open({ type: 'Q8_0' });
    const whole = await pass(tokens, 0);
    await pass(tokens.slice(0, 5), 0);
    const [sixth] = await pass(tokens.slice(5, 6), 5);
    const rest = await pass(tokens.slice(6), 6);
    for (const [i, row] of [sixth ?? new Float32Array(), ...rest].entries()) {
      expect(distance(row, whole[i + 5])).toBeLessThan(1e-4);
    }
  });

  test('forgets what lies behind a smaller position', async () => {
    const { pass } = await open({ type: 'Q8_0' });
    await pass(tokens, 0);
    const back = await pass([40, 41], 3);
    const straight = await pass([...tokens.slice(0, 3), 40, 41], 0);
    for (const [i, row] of back.entries()) expect(distance(row, straight[3 + i])).toBeLessThan(1e-4);
  });

  test('scores only the rows asked for', async () => {
    const { pass } = await open({ type: 'Q8_0' });
    const whole = await pass(tokens, 0);
    const rows = await pass(tokens, 0, 2);
    expect(rows).toHaveLength(2);
    expect(distance(rows[1] ?? new Float32Array(), whole.at(-1))).toBeLessThan(1e-5);
  });
});
