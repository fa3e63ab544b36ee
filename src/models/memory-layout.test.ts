import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LlamaConfig } from './llama-config.ts';
import { maxRows, planMemory, stagingBytes, topCount } from './memory-layout.ts';
import type { MatrixPlan } from './memory-plan.ts';

/** Words of class Model in src/kernels/model.ts. */
const modelWords = 34;
const layerWords = 14;

const config: fc.Arbitrary<LlamaConfig> = fc
  .record({
    layers: fc.integer({ min: 1, max: 3 }),
    keyValueHeads: fc.integer({ min: 1, max: 3 }),
    ratio: fc.integer({ min: 1, max: 3 }),
    headSize: fc.constantFrom(16, 32, 48, 64),
    feedForward: fc.integer({ min: 1, max: 6 }).map(n => n * 32),
    vocabularySize: fc.integer({ min: 1, max: 2500 }),
    tiedHead: fc.boolean(),
    attentionBias: fc.boolean(),
    headNorms: fc.boolean(),
    /** Heads need not divide the width among them. */
    narrow: fc.boolean(),
    rotation: fc.constantFrom<LlamaConfig['rotation'][]>('neighbours', 'halves'),
  })
  .filter(({ ratio, keyValueHeads, headSize }) => (ratio * keyValueHeads * headSize) % 32 === 0)
  .map(({ ratio, narrow, ...rest }) => ({
    ...rest,
    architecture: 'llama' as const,
    name: 'planned',
    heads: ratio * rest.keyValueHeads,
    width: narrow ? 32 : ratio * rest.keyValueHeads * rest.headSize,
    ropeBase: 10_000,
    ropeFactors: false,
    rmsEpsilon: 1e-5,
    contextLength: 4096,
    parameters: 0,
  }));

interface Region {
  readonly name: string;
  readonly from: number;
  readonly bytes: number;
}

/** All regions, as the kernels find them: by following the structs. Sizes are those the kernels' comments state. */
function regionsOf(
  config: LlamaConfig,
  context: number,
  sequences: number,
  threads: number,
  planes: ReadonlyMap<string, 1 | 2>,
) {
  const layout = planMemory(config, context, sequences, threads, name => planes.get(name) ?? 2);
  const memory = new ArrayBuffer(layout.totalBytes);
  layout.writeStructs(memory);
  const words = (at: number, count: number) => [...new Int32Array(memory, at, count)];
  const regions: Region[] = [];
  const add = (name: string, from: number | undefined, bytes: number) => {
    regions.push({ name, from: from ?? Number.NaN, bytes });
  };
  const { width, heads, keyValueHeads, headSize, feedForward, vocabularySize, layers } = config;
  const matrix = (name: string, at: number | undefined, rows: number, columns: number) => {
    add(`${name} struct`, at, 16);
    const [weights = 0, planeCount = 0, paddedRows = 0, structColumns = 0] = words(at ?? 0, 4);
    const plan: MatrixPlan = {
      weights,
      planes: planeCount === 1 ? 1 : 2,
      rows,
      paddedRows,
      columns: structColumns,
    };
    expect(layout.matrices.get(name)).toEqual(plan);
    expect(planeCount).toBe(planes.get(name) ?? 2);
    expect([paddedRows, structColumns]).toEqual([Math.ceil(rows / 16) * 16, columns]);
    add(name, weights, (paddedRows / 16) * (columns / 32) * (planeCount * 256 + 64));
  };
  const norm = (name: string, at: number | undefined, size = width) => {
    expect(layout.norms.get(name)).toBe(at);
    add(name, at, size * 4);
  };

  const model = words(layout.model, modelWords);
  const field = (index: number): number => model[index] ?? Number.NaN;
  add('model', layout.model, modelWords * 4);
  expect(model.slice(0, 8)).toEqual([
    layers,
    width,
    heads,
    keyValueHeads,
    headSize,
    feedForward,
    vocabularySize,
    context * sequences,
  ]);
  expect(new Float32Array(memory, layout.model + 32, 1)[0]).toBe(Math.fround(config.rmsEpsilon));
  add('layer table', field(9), layers * 4);
  const attentionWidth = heads * headSize;
  const keyValueWidth = keyValueHeads * headSize;
  words(field(9), layers).forEach((at, layer) => {
    const name = (part: string) => `blk.${layer}.${part}.weight`;
    const parts = words(at, layerWords);
    add(`layer ${layer}`, at, layerWords * 4);
    norm(name('attn_norm'), parts[0]);
    matrix(name('attn_q'), parts[1], attentionWidth, width);
    matrix(name('attn_k'), parts[2], keyValueWidth, width);
    matrix(name('attn_v'), parts[3], keyValueWidth, width);
    matrix(name('attn_output'), parts[4], width, attentionWidth);
    norm(name('ffn_norm'), parts[5]);
    matrix(name('ffn_gate'), parts[6], feedForward, width);
    matrix(name('ffn_up'), parts[7], feedForward, width);
    matrix(name('ffn_down'), parts[8], width, feedForward);
    add(`keys ${layer}`, parts[9], keyValueWidth * (context * sequences + 3) * 2);
    add(`values ${layer}`, parts[10], keyValueWidth * (context * sequences + 3) * 2);
    if (config.headNorms) {
      norm(name('attn_q_norm'), parts[12], headSize);
      norm(name('attn_k_norm'), parts[13], headSize);
    } else {
      expect(parts.slice(12)).toEqual([0, 0]);
    }
    if (!config.attentionBias) {
      expect(parts[11]).toBe(0);
      return;
    }
    add(`bias ${layer}`, parts[11], (attentionWidth + 2 * keyValueWidth) * 4);
    const biases = ['q', 'k', 'v'].map(part => layout.norms.get(`blk.${layer}.attn_${part}.bias`));
    expect(biases).toEqual(
      [0, attentionWidth, attentionWidth + keyValueWidth].map(at => (parts[11] ?? 0) + at * 4),
    );
  });
  matrix('token_embd.weight', field(10), vocabularySize, width);
  if (config.tiedHead) expect(field(11)).toBe(field(10));
  else matrix('output.weight', field(11), vocabularySize, width);
  norm('output_norm.weight', field(12));
  expect([field(13), field(14), field(15), field(16), field(24), field(25)]).toEqual([
    layout.rotations,
    layout.tokens,
    layout.positions,
    layout.starts,
    layout.hidden,
    layout.logits,
  ]);
  expect(layout.logitsStride).toBe(Math.ceil(vocabularySize / 16) * 16);
  const row = maxRows * 4;
  add('rotations', field(13), context * headSize * 8);
  add('tokens', field(14), row);
  add('positions', field(15), row);
  add('starts', field(16), row);
  add('qkv', field(17), 2 * row * (attentionWidth + 2 * keyValueWidth));
  add('attended', field(18), row * attentionWidth);
  add('attention delta', field(19), row * width);
  add('feed-forward delta', field(20), row * width);
  add('gate and up', field(21), row * 2 * feedForward);
  add('feed-forward bytes', field(22), maxRows * feedForward);
  add('feed-forward scales', field(23), (maxRows * feedForward) / 4);
  add('hidden', field(24), row * width);
  add('logits', field(25), row * layout.logitsStride);
  add('chunks', field(26), maxRows * Math.ceil(vocabularySize / 1024) * 8);
  // One normalised row more than the residual; bytes and pairs of 32 rows in two steps; scores, read four at a time.
  const scratch =
    row * width + width * 4 + 2 * maxRows * width + (maxRows * width) / 2 + Math.ceil(context / 4) * 16;
  for (let thread = 0; thread < threads; thread++) {
    add(`scratch of thread ${thread}`, field(27) + thread * field(28), scratch);
  }
  expect(field(28)).toBeGreaterThanOrEqual(scratch);
  add('arrivals', field(29), 12);
  add('work', field(30), 12);
  expect(model.slice(31)).toEqual([0, 0, 0]);
  add('top', layout.top, topCount * 8);
  add('staging', layout.staging, layout.stagingBytes);
  expect(layout.stagingBytes).toBeGreaterThanOrEqual(stagingBytes);
  const halved = [...layout.halvedRows].filter(name => name.startsWith('blk.0.')).sort();
  const parts = ['k.bias', 'k.weight', 'k_norm.weight', 'q.bias', 'q.weight', 'q_norm.weight'];
  const queriesAndKeys = parts.map(part => `blk.0.attn_${part}`);
  expect(halved).toEqual(config.rotation === 'halves' ? queriesAndKeys : []);
  return { regions, totalBytes: layout.totalBytes };
}

test('regions follow the structs, are aligned, lie above the kernels’ constants and never overlap', () => {
  const planes = fc.array(fc.constantFrom<(1 | 2)[]>(1, 2), { minLength: 40, maxLength: 40 });
  const context = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(
      config,
      context,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 8 }),
      planes,
      (sizes, positions, sequences, threads, choice) => {
        const names = ['token_embd.weight', 'output.weight'];
        for (let layer = 0; layer < sizes.layers; layer++) {
          const parts = ['attn_q', 'attn_k', 'attn_v', 'attn_output', 'ffn_gate', 'ffn_up', 'ffn_down'];
          names.push(...parts.map(part => `blk.${layer}.${part}.weight`));
        }
        const planesOf = new Map(names.map((name, i): [string, 1 | 2] => [name, choice[i] ?? 1]));
        const { regions, totalBytes } = regionsOf(sizes, positions, sequences, threads, planesOf);
        const sorted = [...regions].sort((a, b) => a.from - b.from);
        let end = 65536;
        let before = 'the constants';
        for (const { name, from, bytes } of sorted) {
          if (!(from >= end)) throw new Error(`${name} at ${from} overlaps ${before}, which ends at ${end}`);
          if (from % 16 !== 0) throw new Error(`${name} at ${from} is not aligned`);
          end = from + bytes;
          before = name;
        }
        expect(end).toBeLessThanOrEqual(totalBytes);
        // Threads write to these two all the time: each needs a cache line of its own.
        const lines = regions.filter(({ name }) => name === 'arrivals' || name === 'work');
        expect(new Set(lines.map(({ from }) => from >> 6)).size).toBe(2);
      },
    ),
    { numRuns: 60 },
  );
});
