import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ReferenceDecoder } from '../../bench/quality/reference-decoder.ts';
import type { Row } from '../core/language-model.ts';
import { memorySource } from './byte-source.ts';
import { calibrate } from './calibrate.ts';
import type { CpuModel } from './cpu-model.ts';
import { dequantise } from './dequantise.ts';
import { readGguf } from './gguf.ts';
import { buildGguf } from './gguf-builder.ts';
import { type TensorType, tensorLayouts, tensorTypes } from './gguf-types.ts';
import {
  bits,
  kernelBuilds,
  loadCpuModel,
  randomIntegers,
  type TestModelOptions,
} from './kernel-builds.test-helper.ts';
import { logSumExp, quantise, topTokens } from './kernel-definitions.test-helper.ts';
import { architectures, llamaConfig } from './llama-config.ts';
import { maxRows, stagingBytes, topCount } from './memory-layout.ts';
import { buildTinyModel, type TinyModelOptions, tinyMetadata, tinyTensors } from './tiny-model.ts';

// A machine with much else to do may stand still for a long while; that is no failure.
vi.setConfig({ testTimeout: 180_000 });

const contextLength = 64;
/** Milliseconds for one property: bounds the search for a smaller counterexample, which loads many models. */
const interruptAfterTimeLimit = 40_000;

const open: CpuModel[] = [];
afterEach(() => {
  for (const model of open.splice(0)) model.dispose();
});
async function load(file: Uint8Array, options: TestModelOptions = {}): Promise<CpuModel> {
  const model = await loadCpuModel(file, { contextLength, ...options });
  open.push(model);
  return model;
}
function closeAll(): void {
  for (const model of open.splice(0)) model.dispose();
}

const all = (count: number) => ({ rows: count, logits: true });
const some = (start: number, count: number, vocabularySize: number): number[] => {
  const random = randomIntegers(start);
  return Array.from({ length: count }, () => random(vocabularySize));
};

/** Everything a row says, as text that differs when one bit does. */
function exactly(row: Row | undefined): string {
  if (row?.logits === undefined) throw new Error('a row or its logits are missing');
  const top = row.top.map(({ token, logit }) => `${token}:${logit}`).join();
  return `${row.argmax} ${row.logSumExp} ${top} ${bits(row.logits).toString('base64')}`;
}

/** Rows of passes over one token each: what every other way of passing must give. */
function oneByOne(model: CpuModel, tokens: readonly number[]): string[] {
  return tokens.map((token, at) => exactly(model.extend([token], at, all(1))[0]));
}

/** Expects the rows of passes of the given sizes, from the start, to be those of single passes. */
function expectRows(
  model: CpuModel,
  tokens: readonly number[],
  sizes: readonly number[],
  wanted: readonly string[],
) {
  let at = 0;
  for (const size of sizes) {
    const pass = tokens.slice(at, at + size);
    if (pass.length === 0) return;
    // Also ask for fewer rows than tokens now and then: the last ones.
    const rows = at % 3 === 2 ? Math.ceil(pass.length / 2) : pass.length;
    model.extend(pass, at, all(rows)).forEach((row, i) => {
      const position = at + pass.length - rows + i;
      if (exactly(row) !== wanted[position]) {
        throw new Error(
          `position ${position}, in a pass of ${pass.length} at ${at}, differs from a single pass`,
        );
      }
    });
    at += pass.length;
  }
}

const weightType = fc.constantFrom(...tensorTypes.filter(type => tensorLayouts[type].blockElements <= 32));
const wideTypes = tensorTypes.filter(type => tensorLayouts[type].blockElements > 32);
const build = fc.constantFrom(...kernelBuilds);
const threads = fc.constantFrom(1, 2, 3);

/** Tiny models of every weight type, head, ratio of query heads to key heads, and head size. */
const tinyModel: fc.Arbitrary<Partial<TinyModelOptions>> = fc
  .record({
    architecture: fc.constantFrom(...architectures),
    stretched: fc.boolean(),
    /** Heads need not divide the width among them. */
    ownHeadSize: fc.boolean(),
    layers: fc.integer({ min: 1, max: 2 }),
    ratio: fc.integer({ min: 1, max: 3 }),
    keyValueHeads: fc.integer({ min: 1, max: 2 }),
    headSize: fc.constantFrom(16, 32, 64),
    feedForward: fc.constantFrom(32, 96, 160),
    vocabularySize: fc.constantFrom(33, 100, 250, 1030),
    type: weightType,
    embeddingType: weightType,
    outputType: fc.option(weightType, { freq: 1 }),
    seed: fc.nat(),
  })
  // The engine needs widths that are multiples of 32.
  .filter(({ ratio, keyValueHeads, headSize }) => (ratio * keyValueHeads * headSize) % 32 === 0)
  .map(({ ratio, headSize, stretched, ownHeadSize, ...rest }) => ({
    ...rest,
    // As Llama 3.1 does it: fast rotations stay, slow ones become eight times slower.
    ropeFactors: stretched ? Array.from({ length: headSize / 2 }, (_, i) => Math.min(8, 1 + i)) : null,
    heads: ratio * rest.keyValueHeads,
    headSize: ownHeadSize ? headSize : null,
    width: ownHeadSize ? 64 : ratio * rest.keyValueHeads * headSize,
    tokenizer: false,
  }));

describe('several sequences in one pass', () => {
  test('get the rows they would get alone, whatever shares the pass, to the last bit', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(build, lengths, fc.nat(), async (name, each, start) => {
        const file = buildTinyModel();
        const texts = each.map((length, i) => some(start + i, length, 272));
        const alone = await load(file, { build: name });
        const wanted = texts.map(text => oneByOne(alone, text));
        const model = await load(file, { build: name, sequences: texts.length, contextLength: 16 });
        const random = randomIntegers(start);
        const fed = texts.map(() => 0);
        while (fed.some((at, i) => at < (texts[i]?.length ?? 0))) {
          const batch: { token: number; sequence: number; at: number }[] = [];
          texts.forEach((text, sequence) => {
            for (let count = random(4); count > 0 && (fed[sequence] ?? 0) < text.length; count--) {
              const at = fed[sequence] ?? 0;
              batch.push({ token: text[at] ?? 0, sequence, at });
              fed[sequence] = at + 1;
            }
          });
          if (batch.length === 0) continue;
          const rows = model.extendBatch(batch, all(batch.length));
          batch.forEach(({ sequence, at }, row) => {
            expect(exactly(rows[row])).toBe(wanted[sequence]?.[at]);
          });
        }
        closeAll();
      }),
      { numRuns: 12, interruptAfterTimeLimit },
    );
  });

  test('are kept apart: a sequence that does not exist or has a gap is refused, and nothing changes', async () => {
    const model = await load(buildTinyModel(), { sequences: 2 });
    model.extendBatch([{ token: 1, sequence: 1, at: 0 }], all(1));
    const pass = (sequence: number, at: number) => model.extendBatch([{ token: 1, sequence, at }], all(1));
    expect(() => pass(2, 0)).toThrow(/sequence 2 is not one of 0 to 1/);
    expect(() => pass(0, 1)).toThrow(/position 1 is not one of 0 to 0/);
    expect(pass(1, 1)).toHaveLength(1);
  });
});

describe('the rows of a pass', () => {
  test('are bitwise those of single passes, for any model, build, threads and split', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: maxRows }), { minLength: 1, maxLength: 12 });
    const splits = fc.array(sizes, { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        tinyModel,
        build,
        threads,
        splits,
        fc.nat(),
        async (options, name, count, ways, start) => {
          const file = buildTinyModel(options);
          const tokens = some(start, 48, options.vocabularySize ?? 1);
          const wanted = oneByOne(await load(file, { build: 'plain' }), tokens);
          const model = await load(file, { build: name, threads: count });
          for (const split of ways) expectRows(model, tokens, split, wanted);
          closeAll();
        },
      ),
      { numRuns: 75, interruptAfterTimeLimit },
    );
  });

  test.each(kernelBuilds)(
    'are so for each row count from 1 to 32 with 1, 2 and 3 threads: %s',
    async name => {
      const file = buildTinyModel();
      const tokens = some(5, maxRows + 3, 272);
      const wanted = oneByOne(await load(file, { build: 'plain' }), tokens);
      for (const count of [1, 2, 3]) {
        const model = await load(file, { build: name, threads: count });
        for (let rows = 1; rows <= maxRows; rows++) expectRows(model, tokens, [3, rows], wanted);
      }
    },
  );

  test('say the same of the logits as the logits themselves, over several chunks and with ties', async () => {
    const options = { vocabularySize: 2500, tokenizer: false, embeddingType: 'Q8_0' } as const;
    const tensors = tinyTensors(options).map(tensor => {
      if (tensor.name !== 'token_embd.weight') return tensor;
      // The second half repeats the first, so every logit occurs twice.
      const data = tensor.data.slice();
      data.copyWithin(data.length / 2, 0, data.length / 2);
      return { ...tensor, data };
    });
    const model = await load(buildGguf(tinyMetadata(options), tensors), { threads: 2 });
    const rows = model.extend(some(1, 20, 2500), 0, all(20));
    for (const row of rows) {
      const logits = row.logits ?? new Float32Array();
      expect(logits.length).toBe(2500);
      expect(row.top).toEqual(topTokens(logits, topCount));
      expect(row.argmax).toBe(row.top[0]?.token);
      expect(row.argmax).toBeLessThan(1250);
      expect(Math.abs(row.logSumExp - logSumExp(logits))).toBeLessThan(1e-5);
    }
  });

  test('count the vocabulary and not the rows that fill up its last group', async () => {
    const options = { vocabularySize: 1030, tokenizer: false, outputType: 'Q8_0' } as const;
    const tensors = tinyTensors(options).map(tensor =>
      tensor.name === 'output.weight' ? { ...tensor, data: new Uint8Array(tensor.data.length) } : tensor,
    );
    const model = await load(buildGguf(tinyMetadata(options), tensors), { threads: 2 });
    // A head of zeros: all tokens are equally likely.
    for (const row of model.extend([1, 2, 3], 0, all(3))) {
      expect(row.logSumExp).toBeCloseTo(Math.log(1030), 6);
      expect(row.top).toEqual([0, 1, 2, 3, 4].map(token => ({ token, logit: 0 })));
    }
  });

  test('come without logits unless asked for, and not at all in a prefill', async () => {
    const model = await load(buildTinyModel());
    expect(model.extend([1, 2, 3], 0, { rows: 0, logits: false })).toEqual([]);
    const [row, ...others] = model.extend([4, 5], 3, { rows: 1, logits: false });
    expect(others).toEqual([]);
    expect(row).toBeDefined();
    expect(row?.logits).toBeUndefined();
  });
});

describe('rolling back', () => {
  test('any sequence of passes leaves what its final sequence alone would leave', async () => {
    const step = fc.record({
      size: fc.integer({ min: 1, max: 9 }),
      back: fc.integer({ min: 0, max: 20 }),
      seed: fc.nat(),
    });
    const steps = fc.array(step, { minLength: 2, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(
        tinyModel,
        build,
        fc.constantFrom(1, 2),
        steps,
        async (options, name, count, moves) => {
          const vocabularySize = options.vocabularySize ?? 1;
          const file = buildTinyModel(options);
          const model = await load(file, { build: name, threads: count });
          let sequence: number[] = [];
          let last: string[] = [];
          for (const { size, back, seed } of moves) {
            const at = Math.min(Math.max(0, sequence.length - back), contextLength - size);
            const tokens = some(seed, size, vocabularySize);
            sequence = [...sequence.slice(0, at), ...tokens];
            last = model.extend(tokens, at, all(size)).map(exactly);
          }
          const fresh = oneByOne(await load(file), sequence);
          expect(last).toEqual(fresh.slice(-last.length));
          closeAll();
        },
      ),
      { numRuns: 50, interruptAfterTimeLimit },
    );
  });

  test('makes positions behind the pass unusable until they are fed again', async () => {
    const model = await load(buildTinyModel());
    model.extend([1, 2, 3, 4, 5], 0, all(1));
    model.extend([6], 1, all(1));
    expect(() => model.extend([7], 3, all(1))).toThrow(RangeError);
    expect(() => model.extend([7], 2, all(1))).not.toThrow();
  });
});

describe('against the reference decoder', () => {
  async function both(file: Uint8Array, options: TestModelOptions = {}) {
    const source = memorySource(file);
    const gguf = await readGguf(source);
    const reference = await ReferenceDecoder.load(source, gguf, llamaConfig(gguf));
    return { reference, model: await load(file, options), gguf, source };
  }

  /** ‖a - b‖ / ‖b‖. */
  function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
    let [difference, size] = [0, 0];
    for (let i = 0; i < b.length; i++) {
      difference += ((a[i] ?? Number.NaN) - (b[i] ?? 0)) ** 2;
      size += (b[i] ?? 0) ** 2;
    }
    return Math.sqrt(difference / size);
  }

  test('logits lie within 10 % of its, 2 % on average, with the same most likely token 95 times in 100', async () => {
    const distances: number[] = [];
    let [agreed, positions] = [0, 0];
    await fc.assert(
      fc.asyncProperty(tinyModel, build, threads, fc.nat(), async (options, name, count, start) => {
        const { reference, model } = await both(buildTinyModel(options), { build: name, threads: count });
        const tokens = some(start, 20, model.vocabularySize);
        const rows = model.extend(tokens, 0, all(tokens.length));
        reference.logits(tokens, 0).forEach((wanted, i) => {
          const [best] = topTokens(wanted, 1);
          distances.push(distance(rows[i]?.logits ?? [], wanted));
          agreed += rows[i]?.argmax === best?.token ? 1 : 0;
          positions += 1;
        });
        closeAll();
      }),
      { numRuns: 25, interruptAfterTimeLimit },
    );
    // 8,000 positions of 400 random models gave at most 0.054, 0.012 on average, and 99 % agreement.
    expect(Math.max(...distances)).toBeLessThan(0.1);
    expect(distances.reduce((a, b) => a + b) / positions).toBeLessThan(0.02);
    expect(agreed / positions).toBeGreaterThan(0.95);
  });

  test.each(wideTypes)('a model of %s, whose blocks are 256 wide, gives its logits', async type => {
    const sizes = {
      width: 256,
      heads: 4,
      feedForward: 256,
      layers: 1,
      vocabularySize: 100,
      tokenizer: false,
    };
    const file = buildTinyModel({ ...sizes, type, embeddingType: type });
    const { reference, model } = await both(file, { threads: 2 });
    const tokens = some(4, 12, 100);
    const rows = model.extend(tokens, 0, all(tokens.length));
    reference.logits(tokens, 0).forEach((wanted, i) => {
      expect(distance(rows[i]?.logits ?? [], wanted)).toBeLessThan(0.05);
    });
    expectRows(model, tokens, [5, 1, 6], oneByOne(await load(file, { build: 'plain' }), tokens));
  });

  test('the queries of qwen2 keep their heads together when read in several slices', async () => {
    // A tenth of a slice more than one: 2,304 rows of 2,176 bytes.
    const sizes = { width: 2304, heads: 18, keyValueHeads: 1, feedForward: 32, layers: 1 };
    const options = {
      ...sizes,
      architecture: 'qwen2',
      type: 'Q8_0',
      vocabularySize: 64,
      tokenizer: false,
    } as const;
    expect(2304 * (2304 / 32) * 34).toBeGreaterThan(1.1 * stagingBytes);
    const { reference, model } = await both(buildTinyModel(options));
    const tokens = some(6, 5, 64);
    const rows = model.extend(tokens, 0, all(tokens.length));
    reference.logits(tokens, 0).forEach((wanted, i) => {
      expect(distance(rows[i]?.logits ?? [], wanted)).toBeLessThan(0.05);
    });
  });

  test('a matrix that is read in several slices arrives whole', async () => {
    const sizes = {
      layers: 1,
      width: 384,
      heads: 6,
      keyValueHeads: 2,
      vocabularySize: 6001,
      tokenizer: false,
    };
    const { reference, model } = await both(buildTinyModel({ ...sizes, embeddingType: 'F32', type: 'Q4_0' }));
    expect(384 * 6001 * 4).toBeGreaterThan(2 * stagingBytes);
    const tokens = [0, 2729, 2730, 2736, 5461, 5500, 6000];
    const rows = model.extend(tokens, 0, all(tokens.length));
    reference.logits(tokens, 0).forEach((wanted, i) => {
      expect(distance(rows[i]?.logits ?? [], wanted)).toBeLessThan(0.05);
    });
  });

  test.each<TensorType>(['Q4_0', 'Q4_1', 'Q8_0', 'F16', 'F32'])(
    'hiddenAt() is the normalised last state: %s',
    async type => {
      // With the identity as its head, the reference's logits are its normalised hidden state.
      const width = 64;
      const options = { type, width, vocabularySize: width, outputType: 'F32', tokenizer: false } as const;
      const identity = new Float32Array(width * width);
      for (let i = 0; i < width; i++) identity[i * width + i] = 1;
      const tensors = tinyTensors(options).map(tensor =>
        tensor.name === 'output.weight' ? { ...tensor, data: new Uint8Array(identity.buffer) } : tensor,
      );
      const { reference, model } = await both(buildGguf(tinyMetadata(options), tensors), { threads: 2 });
      const tokens = some(8, 20, width);
      model.extend(tokens, 0, all(7));
      reference.logits(tokens, 13).forEach((wanted, i) => {
        const off = distance(model.hiddenAt(13 + i) ?? [], wanted);
        expect(off).toBeLessThan(0.05);
      });
    },
  );

  test('the head times hiddenAt() gives the logits, as exactly as 8-bit activations allow', async () => {
    for (const outputType of [null, 'Q8_0', 'Q4_1'] as const) {
      const file = buildTinyModel({ outputType });
      const { model, gguf, source } = await both(file);
      const name = outputType === null ? 'token_embd.weight' : 'output.weight';
      const tensor = gguf.tensors.find(each => each.name === name);
      if (tensor === undefined) throw new Error(`no ${name}`);
      const head = dequantise(await source.read(tensor.offset, tensor.bytes), tensor.type);
      const rows = model.extend(some(2, 12, 272), 0, all(5));
      rows.forEach(({ logits }, row) => {
        const hidden = model.hiddenAt(7 + row) ?? new Float32Array();
        const { bytes, pairs } = quantise(hidden);
        const rounded = Array.from(bytes, (q, i) => q * (pairs[(i >> 5) * 2] ?? 0) * 2 ** -100);
        logits?.forEach((logit, token) => {
          let [product, magnitude] = [0, 0];
          rounded.forEach((value, i) => {
            product += value * (head[token * 64 + i] ?? 0);
            magnitude += Math.abs(value * (head[token * 64 + i] ?? 0));
          });
          expect(Math.abs(logit - product)).toBeLessThan(1e-5 * magnitude + 1e-6);
        });
      });
    }
  });
});

describe('refusals', () => {
  test('of passes that are empty, too long, or ask for more rows than tokens', async () => {
    const model = await load(buildTinyModel());
    expect(() => model.extend([], 0, all(0))).toThrow(/1 to 32 tokens, got 0/);
    expect(() => model.extend(new Array(33).fill(1), 0, all(1))).toThrow(/got 33/);
    expect(() => model.extend([1, 2], 0, all(3))).toThrow(RangeError);
    expect(() => model.extend([1, 2], 0, all(-1))).toThrow(RangeError);
    expect(() => model.extend([1, 2], 0, all(0.5))).toThrow(RangeError);
  });

  test.each([-1, 272, 1.5, Number.NaN, 2 ** 32])('of token %s', async token => {
    const model = await load(buildTinyModel());
    expect(() => model.extend([3, token], 0, all(1))).toThrow(/outside the vocabulary of 272/);
  });

  test.each([-1, 4, 0.5, Number.NaN])('of position %s when 3 are filled', async at => {
    const model = await load(buildTinyModel());
    model.extend([1, 2, 3], 0, all(1));
    expect(() => model.extend([1], at, all(1))).toThrow(RangeError);
  });

  test('of tokens beyond the context, whose last position can be used', async () => {
    const model = await load(buildTinyModel(), { contextLength: 37 });
    expect(model.contextLength).toBe(37);
    model.extend(some(1, 32, 272), 0, all(0));
    expect(() => model.extend(some(1, 6, 272), 32, all(1))).toThrow(/exceeds the context of 37/);
    expect(model.extend(some(1, 5, 272), 32, all(5))).toHaveLength(5);
    expect(() => model.extend([1], 37, all(1))).toThrow(RangeError);
  });

  test('leave the model as it was', async () => {
    const file = buildTinyModel();
    const model = await load(file);
    const tokens = some(9, 10, 272);
    expectRows(model, tokens, [6], oneByOne(await load(file), tokens));
    expect(() => model.extend([1, 999], 2, all(1))).toThrow();
    expectRows(model, tokens, [6, 4], oneByOne(await load(file), tokens));
    expect(exactly(model.extend(tokens.slice(8), 8, all(2))[1])).toBe(oneByOne(await load(file), tokens)[9]);
  });

  test('the context is never longer than the model was made for', async () => {
    const model = await load(buildTinyModel({ contextLength: 40 }), { contextLength: 4000 });
    expect(model.contextLength).toBe(40);
  });
});

describe('damaged weights', () => {
  /** A tiny model with one 16-bit word of one tensor overwritten. */
  function damaged(type: TensorType, name: string, at: number, word: number): Uint8Array {
    const options = { type, ...(wideTypes.includes(type) ? { width: 256, feedForward: 256 } : {}) };
    const tensors = tinyTensors(options).map(tensor => {
      const data = tensor.data.slice();
      if (tensor.name === name) new DataView(data.buffer).setUint16(at, word, true);
      return { ...tensor, data };
    });
    return buildGguf(tinyMetadata(options), tensors);
  }
  const norms = ['blk.0.attn_norm.weight', 'blk.1.ffn_norm.weight', 'output_norm.weight'];
  const matrix = 'blk.1.ffn_up.weight';
  /** High words of NaN and of both infinities. */
  const notFinite = { f32: [0x7fc0, 0x7f81, 0x7f80, 0xff80], f16: [0x7e00, 0x7c01, 0x7c00, 0xfc00] };

  test.each<[TensorType, string, readonly number[], readonly number[]]>([
    ...norms.map((name): [TensorType, string, number[], number[]] => ['Q4_1', name, [42], notFinite.f32]),
    ['F32', matrix, [402], notFinite.f32],
    ['F16', matrix, [400], notFinite.f16],
    ['Q4_0', matrix, [3 * 18], notFinite.f16],
    ['Q4_1', matrix, [3 * 20, 3 * 20 + 2], notFinite.f16],
    ['Q8_0', matrix, [3 * 34], notFinite.f16],
    ['BF16', matrix, [400], notFinite.f32],
    ['Q5_0', matrix, [3 * 22], notFinite.f16],
    ['Q5_1', matrix, [3 * 24, 3 * 24 + 2], notFinite.f16],
    ['IQ4_NL', matrix, [3 * 18], notFinite.f16],
    ['Q2_K', matrix, [3 * 84 + 80, 3 * 84 + 82], notFinite.f16],
    ['Q3_K', matrix, [3 * 110 + 108], notFinite.f16],
    ['Q4_K', matrix, [3 * 144, 3 * 144 + 2], notFinite.f16],
    ['Q5_K', matrix, [3 * 176, 3 * 176 + 2], notFinite.f16],
    ['Q6_K', matrix, [3 * 210 + 208], notFinite.f16],
    ['Q8_K', matrix, [3 * 292 + 2], notFinite.f32],
  ])('a model of %s with NaN or infinity in %s is refused by name', async (type, name, places, words) => {
    for (const at of places) {
      for (const word of words) {
        await expect(load(damaged(type, name, at, word))).rejects.toThrow(
          `${name} has weights that are not finite`,
        );
      }
    }
  });

  test.each(norms.flatMap(name => [1, 2].map(count => [name, count] as const)))(
    'numbers that overflow on the way end in an error, not in a token: %s, %i threads',
    async (name, count) => {
      // 2^127, the largest power of two: its square is infinite, and the logits of it are too or are NaN.
      const model = await load(damaged('Q4_1', name, 42, 0x7f00), { threads: count });
      expect(() => model.extend([1, 2, 3], 0, all(2))).toThrow(/not finite: its weights are damaged/);
    },
  );
});

describe('calibrate', () => {
  test('gives one time for each of 1 … 8 tokens and leaves a model that starts over', async () => {
    const file = buildTinyModel();
    const model = await load(file, { contextLength: 128, threads: 2 });
    const times = await calibrate(model, () => performance.now());
    expect(times).toHaveLength(8);
    expect(times.every(ms => Number.isFinite(ms) && ms > 0)).toBe(true);
    const tokens = some(3, 20, 272);
    expectRows(model, tokens, [7, 7, 6], oneByOne(await load(file), tokens));
  });

  test('takes the median of its tries, and few of them on a slow device', async () => {
    const model = await load(buildTinyModel());
    let [time, calls] = [0, 0];
    const slow = () => {
      calls += 1;
      time += calls % 2 === 0 ? 100 : 90;
      return time;
    };
    expect((await calibrate(model, slow)).every(ms => ms === 100 || ms === 90)).toBe(true);
    expect(calls).toBeLessThan(100);
  });
});

test('a model that was disposed of says so instead of waiting for helpers that are gone', async () => {
  const model = await load(buildTinyModel(), { threads: 2 });
  model.dispose();
  expect(() => model.extend([1], 0, { rows: 1, logits: false })).toThrow(/disposed/);
});
