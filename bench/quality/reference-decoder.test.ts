import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memorySource } from '../../src/models/byte-source.ts';
import { readGguf } from '../../src/models/gguf.ts';
import { llamaConfig } from '../../src/models/llama-config.ts';
import { buildTinyModel, type TinyModelOptions } from '../../src/models/tiny-model.ts';
import { compareLogits } from './divergence.ts';
import { multiply, ReferenceDecoder, softmax } from './reference-decoder.ts';

async function tiny(options: Partial<TinyModelOptions> = {}) {
  const source = memorySource(buildTinyModel(options));
  const gguf = await readGguf(source);
  return ReferenceDecoder.load(source, gguf, llamaConfig(gguf));
}

test('multiply is the plain matrix product, for any number of positions', () => {
  const size = fc.integer({ min: 1, max: 7 });
  fc.assert(
    fc.property(
      size,
      size,
      size,
      fc.infiniteStream(fc.integer({ min: -9, max: 9 })),
      (rows, columns, positions, numbers) => {
        const take = (n: number) => Float32Array.from({ length: n }, () => Number(numbers.next().value));
        const matrix = take(rows * columns);
        const x = take(positions * columns);
        const out = multiply(matrix, x, columns);
        expect(out.length).toBe(positions * rows);
        for (let t = 0; t < positions; t++) {
          for (let row = 0; row < rows; row++) {
            let sum = 0;
            for (let i = 0; i < columns; i++)
              sum += (matrix[row * columns + i] ?? 0) * (x[t * columns + i] ?? 0);
            expect(out[t * rows + row]).toBe(sum);
          }
        }
      },
    ),
  );
});

test('later tokens do not change what was said of earlier positions', async () => {
  const model = await tiny();
  const short = model.logits([5, 9, 200], 0);
  const long = model.logits([5, 9, 200, 17, 3, 250], 0);
  short.forEach((row, i) => {
    expect([...row]).toEqual([...(long[i] ?? [])]);
  });
});

test('the first position of one layer comes to what a calculation by hand gives', async () => {
  // At position 0 nothing turns and attention sees only itself, so it passes the value through.
  const model = await tiny({ layers: 1, outputType: 'F32', type: 'F32', embeddingType: 'F32' });
  const source = memorySource(
    buildTinyModel({ layers: 1, outputType: 'F32', type: 'F32', embeddingType: 'F32' }),
  );
  const gguf = await readGguf(source);
  const tensors = new Map<string, number[]>();
  for (const { name, offset, bytes } of gguf.tensors) {
    tensors.set(name.replace('.weight', ''), [
      ...new Float32Array((await source.read(offset, bytes)).buffer),
    ]);
  }
  const of = (name: string) => tensors.get(name) ?? [];
  const times = (name: string, x: number[]) =>
    Array.from({ length: of(name).length / x.length }, (_, row) =>
      x.reduce((sum, value, i) => sum + value * (of(name)[row * x.length + i] ?? 0), 0),
    );
  const norm = (name: string, x: number[]) => {
    const size = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / x.length + 1e-5);
    return x.map((value, i) => (value / size) * (of(name)[i] ?? 0));
  };
  const plus = (x: number[], y: number[]) => x.map((value, i) => value + (y[i] ?? 0));

  let x = of('token_embd').slice(7 * 64, 8 * 64);
  const value = times('blk.0.attn_v', norm('blk.0.attn_norm', x));
  // Four query heads of 16 share two value heads.
  const heads = [0, 0, 1, 1].flatMap(head => value.slice(head * 16, head * 16 + 16));
  x = plus(x, times('blk.0.attn_output', heads));
  const h = norm('blk.0.ffn_norm', x);
  const up = times('blk.0.ffn_up', h);
  const gated = times('blk.0.ffn_gate', h).map((g, i) => (g / (1 + Math.exp(-g))) * (up[i] ?? 0));
  x = plus(x, times('blk.0.ffn_down', gated));
  const expected = times('output', norm('output_norm', x));

  const [row] = model.logits([7], 0);
  expected.forEach((logit, i) => {
    expect(row?.[i]).toBeCloseTo(logit, 4);
  });
});

test('where in the sequence a token stands matters, and which tokens stand before it', async () => {
  const model = await tiny();
  const last = (tokens: number[]) => [...(model.logits(tokens, tokens.length - 1)[0] ?? [])];
  expect(last([5, 9, 7])).not.toEqual(last([9, 5, 7]));
  expect(last([5, 5, 7])).not.toEqual(last([5, 7]));
});

test('softmax sums to 1 and survives large logits', () => {
  const p = softmax(Float32Array.from([1000, 999, -1000]));
  expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  expect(p[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
});

test('a distribution does not diverge from itself, and the divergence of two coins is the known one', () => {
  const fair = Float32Array.from([0, 0]);
  const loaded = Float32Array.from([Math.log(3), 0]);
  expect(compareLogits(fair, fair)).toEqual({ kl: 0, sameTop: true });
  expect(compareLogits(fair, loaded).kl).toBeCloseTo(0.5 * Math.log(4 / 3), 6);
  expect(compareLogits(loaded, Float32Array.from([0, Math.log(3)])).sameTop).toBe(false);
});
