import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import type { Row } from '../core/language-model.ts';
import { memorySource } from './byte-source.ts';
import { CpuModel } from './cpu-model.ts';
import { readGguf } from './gguf.ts';
import { readHubConfig } from './hub-config.ts';
import { buildHubFixture } from './hub-fixture.ts';
import type { HubFixtureOptions } from './hub-fixture-graph.ts';
import { HubModel } from './hub-model.ts';
import { kernelModule } from './kernel-builds.test-helper.ts';
import { llamaConfig } from './llama-config.ts';
import { selfTest } from './self-test.ts';
import { buildTinyModel, type TinyModelOptions } from './tiny-model.ts';

// On onnxruntime's CPU kernels, which need no GPU.

const dataFile = 'model_quantized.onnx_data';

async function open(options: Partial<HubFixtureOptions> = {}, tiny: Partial<TinyModelOptions> = {}) {
  const source = memorySource(buildTinyModel({ type: 'Q8_0', ...tiny }));
  const { graph, data, config } = await buildHubFixture(source, options);
  const model = await HubModel.load({
    ort,
    graph,
    files: [{ path: dataFile, data }],
    config: readHubConfig(config),
    contextLength: 64,
  });
  return { source, model };
}

/** Largest difference of the logits of rows, in units of the spread of the second. */
function distance(a: readonly Row[], b: readonly Row[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...a.map(({ logits = new Float32Array() }, i) => {
      const other = b[i]?.logits ?? new Float32Array();
      const spread = Math.sqrt(other.reduce((sum, x) => sum + x * x, 0) / other.length);
      return Math.max(...logits.map((x, token) => Math.abs(x - (other[token] ?? Number.NaN)))) / spread;
    }),
  );
}

const tokens = [5, 80, 17, 200, 33, 120, 64, 9, 250, 71, 3, 144];
const all = (count: number) => ({ rows: count, logits: true });

describe.each<[string, Partial<HubFixtureOptions>]>([
  ['grouped attention', {}],
  ['plain attention with repeated heads and position ids', { attention: 'plain' }],
  ['a count of wanted rows', { rowCount: true }],
  ['16-bit keys, values and logits', { half: true, attention: 'plain' }],
])('an export with %s', (_, options) => {
  const rounding = options.half ? 5e-3 : 1e-4;

  test('computes what the CPU engine computes from the same weights', async () => {
    const { source, model } = await open(options);
    const gguf = await readGguf(source);
    const where = { module: kernelModule('plain'), contextLength: 64, threads: 1 };
    const cpu = await CpuModel.load(source, gguf, llamaConfig(gguf), where);
    const expected = cpu.extend(tokens, 0, all(tokens.length));
    expect(distance(await model.extend(tokens, 0, all(tokens.length)), expected)).toBeLessThan(0.15);
  });

  test('goes on from its cache, in passes of any size', async () => {
    const { model } = await open(options);
    const whole = await model.extend(tokens, 0, all(tokens.length));
    await model.extend(tokens.slice(0, 5), 0, { rows: 0, logits: false });
    const sixth = await model.extend(tokens.slice(5, 6), 5, all(1));
    const rest = await model.extend(tokens.slice(6), 6, all(6));
    expect(distance([...sixth, ...rest], whole.slice(5))).toBeLessThan(rounding);
  });

  test('forgets what lies behind a smaller position', async () => {
    const { model } = await open(options);
    await model.extend(tokens, 0, all(1));
    const back = await model.extend([40, 41], 3, all(2));
    await model.extend(tokens.slice(0, 3), 0, all(1));
    const straight = await model.extend([40, 41], 3, all(2));
    expect(distance(back, straight)).toBeLessThan(1e-6);
  });

  test('passes the self-test', async () => {
    const { model } = await open(options);
    const { ok, findings } = await selfTest(model);
    expect(findings.filter(({ severity }) => severity === 'refused')).toEqual([]);
    expect(ok).toBe(true);
  });
});

test('a row names the most likely token, the five best, and the sum', async () => {
  const { model } = await open();
  const [row] = await model.extend(tokens, 0, all(1));
  const logits = [...(row?.logits ?? [])];
  const ranked = logits.map((logit, token) => ({ token, logit })).sort((a, b) => b.logit - a.logit);
  expect(row?.argmax).toBe(ranked[0]?.token);
  expect(row?.top).toEqual(ranked.slice(0, 5));
  const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
  expect(row?.logSumExp).toBeCloseTo(Math.log(sum), 4);
});

test('logits of the last token only: the self-test refuses, and says why', async () => {
  const { model } = await open({ lastRowOnly: true });
  const { ok, findings } = await selfTest(model);
  expect(ok).toBe(false);
  expect(findings[0]?.cause).toContain('logits for its last token only');
});

test('a state that cannot be rolled back is refused by its name', async () => {
  await expect(open({ extraInput: 'past_conv.0' })).rejects.toThrow('"past_conv.0" besides keys and values');
});

test('an input that is not known is refused by its name', async () => {
  await expect(open({ extraInput: 'pixel_values' })).rejects.toThrow('wants the input "pixel_values"');
});

test('what does not fit is refused, and the cache stays as it was', async () => {
  const { model } = await open();
  const row = await model.extend(tokens, 0, all(1));
  const wrong: [number[], number, number][] = [
    [[], 0, 0],
    [[1], 13, 1],
    [[1], -1, 1],
    [[272], 12, 1],
    [[1], 12, 2],
    [Array.from({ length: 60 }, () => 1), 12, 0],
    [Array.from({ length: 65 }, () => 1), 0, 0],
  ];
  for (const [ids, at, rows] of wrong) {
    await expect(model.extend(ids, at, { rows, logits: false })).rejects.toThrow(RangeError);
  }
  expect(distance(await model.extend(tokens.slice(-1), 11, all(1)), row)).toBeLessThan(1e-4);
});

test('passes asked for at once run one behind the other', async () => {
  const { model } = await open();
  const [first, second] = await Promise.all([
    model.extend(tokens.slice(0, 6), 0, all(6)),
    model.extend(tokens.slice(6), 6, all(6)),
  ]);
  const whole = await model.extend(tokens, 0, all(12));
  expect(distance([...first, ...second], whole)).toBeLessThan(1e-4);
});

test('after it was disposed of it says so', async () => {
  const { model } = await open();
  await model.dispose();
  await expect(model.extend([1], 0, all(1))).rejects.toThrow('load it again');
});
