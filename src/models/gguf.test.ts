import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memorySource } from './byte-source.ts';
import { type Gguf, parseGguf, readGguf } from './gguf.ts';
import { buildGguf } from './gguf-builder.ts';
import { GgufError, NeedMoreBytes } from './gguf-error.ts';
import { tensorTypes } from './gguf-types.ts';
import { llamaConfig } from './llama-config.ts';
import { embeddedModelSource } from './test-model.ts';
import { buildTinyModel, tinyMetadata, tinyTensors } from './tiny-model.ts';

const parseWhole = (file: Uint8Array): Gguf => parseGguf(file, file.length);

function errorOf(action: () => unknown): GgufError {
  try {
    action();
  } catch (error) {
    if (error instanceof GgufError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The file with `value` written at `at`. */
function patched(file: Uint8Array, at: number, value: Uint8Array | readonly number[]): Uint8Array {
  const copy = file.slice();
  copy.set(value, at);
  return copy;
}
const u64 = (value: bigint): Uint8Array => new Uint8Array(new BigUint64Array([value]).buffer);

/** First position of an ASCII text. */
const find = (file: Uint8Array, text: string): number => Buffer.from(file).indexOf(text);

const small = buildTinyModel({
  layers: 1,
  width: 32,
  heads: 2,
  keyValueHeads: 1,
  feedForward: 32,
  vocabularySize: 4,
  tokenizer: false,
});

describe('a sound file', () => {
  test('gives metadata and tensors with absolute offsets in file order', () => {
    const gguf = parseWhole(small);
    expect(gguf.version).toBe(3);
    expect(gguf.metadata.getString('general.name')).toBe('tiny');
    expect(gguf.metadata.getNumber('llama.context_length')).toBe(128);
    expect(gguf.metadata.findString('nothing')).toBeUndefined();
    expect(gguf.dataOffset % 32).toBe(0);
    expect(gguf.tensors[0]).toEqual({
      name: 'token_embd.weight',
      type: 'Q8_0',
      shape: [32, 4],
      offset: gguf.dataOffset,
      bytes: 4 * 34,
    });
    const last = gguf.tensors.at(-1);
    expect((last?.offset ?? 0) + (last?.bytes ?? 0)).toBe(small.length);
  });

  test.each(tensorTypes)('holds %s matrices byte for byte', async type => {
    const sizes = { width: 256, feedForward: 512, alignment: 64, version: 2 } as const;
    const options = { ...sizes, type, embeddingType: type, outputType: type } as const;
    const file = buildTinyModel(options);
    const source = memorySource(file);
    const gguf = await readGguf(source);
    const written = tinyTensors(options);
    expect(gguf.version).toBe(2);
    expect(gguf.tensors.map(tensor => tensor.name)).toEqual(written.map(tensor => tensor.name));
    for (const [i, tensor] of gguf.tensors.entries()) {
      expect(tensor.offset % 64).toBe(0);
      expect(await source.read(tensor.offset, tensor.bytes)).toEqual(written[i]?.data);
    }
    expect(llamaConfig(gguf).tiedHead).toBe(false);
  });

  test('is parsed from any prefix that holds the header, and asks for more from a shorter one', () => {
    const { dataOffset } = parseWhole(small);
    expect(parseGguf(small.subarray(0, dataOffset), small.length).tensors.length).toBe(11);
    for (let length = 0; length < dataOffset - 32; length += 7) {
      expect(() => parseGguf(small.subarray(0, length), small.length)).toThrow(NeedMoreBytes);
    }
  });

  test('of the embedded model has the published sizes', async () => {
    const gguf = await readGguf(embeddedModelSource());
    expect(gguf.tensors.length).toBe(272);
    expect(llamaConfig(gguf)).toMatchObject({
      architecture: 'llama',
      layers: 30,
      width: 576,
      heads: 9,
      keyValueHeads: 3,
      headSize: 64,
      feedForward: 1536,
      ropeBase: 100_000,
      contextLength: 8192,
      vocabularySize: 49_152,
      tiedHead: true,
      parameters: 134_515_008,
    });
  });
});

describe('a broken file', () => {
  const typeAt = find(small, 'token_embd.weight') + 17 + 4 + 16;

  test.each<[string, Uint8Array, RegExp]>([
    ['is empty', new Uint8Array(0), /needs 4 bytes/],
    ['has another magic', patched(small, 0, [0x50]), /does not begin with "GGUF"/],
    ['claims 2^63 tensors', patched(small, 8, u64(2n ** 63n)), /beyond 2\^53/],
    ['claims more tensors than fit', patched(small, 8, u64(30_000n)), /do not fit/],
    ['claims too many tensors', patched(small, 8, u64(2n ** 40n)), /more than/],
    ['claims more metadata than fits', patched(small, 16, u64(60_000n)), /do not fit/],
    ['has an endless key', patched(small, 24, u64(2n ** 50n)), /at most/],
    ['has a key that is not UTF-8', patched(small, 32, [0xff]), /not UTF-8/],
    ['has rows of no weights', patched(small, typeAt - 16, u64(0n)), /impossible shape/],
    ['has a shape whose product overflows', patched(small, typeAt - 8, u64(2n ** 52n)), /impossible shape/],
    ['has rows that are not whole blocks', patched(small, typeAt - 16, u64(33n)), /multiple of 32/],
    ['has an unknown tensor type', patched(small, typeAt, [99, 0, 0, 0]), /ggml does not define/],
    ['has an unaligned tensor', patched(small, typeAt + 4, [1]), /not aligned/],
    ['has a tensor past its end', patched(small, typeAt + 4, u64(2n ** 40n)), /ends at byte/],
    ['has tensors on top of each other', patched(small, typeAt - 8, u64(8n)), /overlaps/],
    ['was cut', small.subarray(0, small.length - 1), /but the file ends at/],
  ])('that %s is refused as invalid', (_, file, message) => {
    const error = errorOf(() => parseWhole(file));
    expect(error.message).toMatch(message);
    expect(error.code).toBe('invalid');
    expect(error.remedy).not.toBe('');
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['version 1', patched(small, 4, [1]), /version 1/],
    ['big endian', patched(small, 4, [0, 0, 0, 3]), /big endian/],
    ['an IQ2_XXS tensor', patched(small, typeAt, [16]), /token_embd\.weight has type IQ2_XXS; .*Q4_K/],
  ])('with %s is refused by name as unsupported', (_, file, message) => {
    const error = errorOf(() => parseWhole(file));
    expect(error.message).toMatch(message);
    expect(error.code).toBe('unsupported');
  });

  test('with an array of arrays, or more array elements than bytes, is refused', () => {
    const file = buildGguf({ list: { type: 'i32s', value: [7] } }, []);
    const at = find(file, 'list') + 8;
    expect(errorOf(() => parseWhole(patched(file, at, [9]))).message).toMatch(/array of arrays/);
    expect(errorOf(() => parseWhole(patched(file, at + 4, u64(1000n)))).message).toMatch(/do not fit/);
    expect(errorOf(() => parseWhole(patched(file, at + 4, u64(2n ** 52n)))).message).toMatch(/more than/);
  });

  test('with a repeated key or tensor name is refused', () => {
    const twice = buildGguf({ aa: { type: 'u32', value: 1 }, ab: { type: 'u32', value: 1 } }, []);
    expect(errorOf(() => parseWhole(patched(twice, find(twice, 'ab'), [97, 97]))).message).toMatch(/twice/);
    const [tensor] = tinyTensors();
    if (tensor === undefined) throw new Error('no tensor');
    expect(errorOf(() => parseWhole(buildGguf({}, [tensor, tensor]))).message).toMatch(/twice/);
  });

  const files = [
    small,
    buildTinyModel({ layers: 1, width: 32, heads: 1, keyValueHeads: 1, feedForward: 32 }),
  ];

  test('cut anywhere ends in a GgufError', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (file, share) => {
          const cut = file.slice(0, Math.floor(share * (file.length - 1)));
          await expect(readGguf(memorySource(cut))).rejects.toBeInstanceOf(GgufError);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('with flipped bytes is parsed or ends in a GgufError, and never takes more tensors than it has bytes', async () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    let parsed = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), flips, async (file, changes) => {
        const { dataOffset } = parseWhole(file);
        const broken = file.slice();
        for (const [at, mask] of changes) {
          const index = at % dataOffset;
          broken[index] = (broken[index] ?? 0) ^ mask;
        }
        try {
          const gguf = await readGguf(memorySource(broken));
          for (const tensor of gguf.tensors)
            expect(tensor.offset + tensor.bytes).toBeLessThanOrEqual(broken.length);
          llamaConfig(gguf);
          parsed++;
        } catch (error) {
          if (!(error instanceof GgufError)) throw error;
          refused++;
        }
      }),
      { numRuns: 2000 },
    );
    expect(parsed).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });
});

describe('llamaConfig', () => {
  const configOf = (change: Parameters<typeof buildGguf>[0], tensors = tinyTensors()) =>
    llamaConfig(parseWhole(buildGguf({ ...tinyMetadata(), ...change }, tensors)));

  test('reads a tiny model', () => {
    expect(configOf({})).toMatchObject({
      width: 64,
      heads: 4,
      keyValueHeads: 2,
      headSize: 16,
      tiedHead: true,
    });
  });

  test.each<[string, Parameters<typeof buildGguf>[0], RegExp, string]>([
    [
      'another architecture',
      { 'general.architecture': { type: 'string', value: 'mamba' } },
      /"mamba", which keeps a recurrent state/,
      'unsupported',
    ],
    ['no layers', { 'llama.block_count': { type: 'u32', value: 0 } }, /block_count is 0/, 'invalid'],
    [
      'more layers than tensors',
      { 'llama.block_count': { type: 'u32', value: 3 } },
      /blk\.2.*missing/,
      'invalid',
    ],
    [
      'fewer layers than tensors',
      { 'llama.block_count': { type: 'u32', value: 1 } },
      /blk\.1.*not part/,
      'unsupported',
    ],
    [
      'a width its tensors lack',
      { 'llama.embedding_length': { type: 'u32', value: 128 } },
      /rope|shape/,
      'unsupported',
    ],
    [
      'a feed-forward its tensors lack',
      { 'llama.feed_forward_length': { type: 'u32', value: 64 } },
      /shape/,
      'invalid',
    ],
    [
      'heads that do not divide',
      { 'llama.attention.head_count_kv': { type: 'u32', value: 3 } },
      /divide/,
      'invalid',
    ],
    [
      'text for a number',
      { 'llama.context_length': { type: 'string', value: '9' } },
      /not a number/,
      'invalid',
    ],
    [
      'partial rotation',
      { 'llama.rope.dimension_count': { type: 'u32', value: 8 } },
      /head size/,
      'unsupported',
    ],
    [
      'rotary scaling',
      { 'llama.rope.scaling.type': { type: 'string', value: 'yarn' } },
      /yarn/,
      'unsupported',
    ],
    [
      'a NaN epsilon',
      { 'llama.attention.layer_norm_rms_epsilon': { type: 'f32', value: NaN } },
      /NaN/,
      'invalid',
    ],
    [
      'another vocabulary size',
      { 'llama.vocab_size': { type: 'u32', value: 9 } },
      /vocab_size is 9/,
      'invalid',
    ],
    [
      'small heads',
      { 'llama.attention.head_count': { type: 'u32', value: 8 } },
      /heads of size 8/,
      'unsupported',
    ],
  ])('refuses %s', (_, change, message, code) => {
    const error = errorOf(() => configOf(change));
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
  });

  test('reads qwen2: its own keys, biases, and rows of queries and keys in halves', () => {
    const options = { architecture: 'qwen2' } as const;
    const config = llamaConfig(parseWhole(buildTinyModel(options)));
    expect(config).toMatchObject({
      architecture: 'qwen2',
      rotation: 'halves',
      attentionBias: true,
      width: 64,
    });
    const tensors = tinyTensors(options).filter(({ name }) => name !== 'blk.1.attn_v.bias');
    const error = errorOf(() => llamaConfig(parseWhole(buildGguf(tinyMetadata(options), tensors))));
    expect(error.message).toMatch(/blk\.1\.attn_v\.bias is missing/);
  });

  test('reads qwen3: heads of a size of their own, their norms, rows in halves', () => {
    const options = { architecture: 'qwen3', headSize: 32 } as const;
    const config = llamaConfig(parseWhole(buildTinyModel(options)));
    expect(config).toMatchObject({
      architecture: 'qwen3',
      rotation: 'halves',
      attentionBias: false,
      headNorms: true,
      headSize: 32,
      width: 64,
    });
    const tensors = tinyTensors(options).filter(({ name }) => name !== 'blk.1.attn_k_norm.weight');
    const error = errorOf(() => llamaConfig(parseWhole(buildGguf(tinyMetadata(options), tensors))));
    expect(error.message).toMatch(/blk\.1\.attn_k_norm\.weight is missing/);
  });

  test('refuses rotary factors of another length', () => {
    const error = errorOf(() => llamaConfig(parseWhole(buildTinyModel({ ropeFactors: [1, 1, 2] }))));
    expect(error.message).toMatch(/rope_freqs\.weight has shape 3, expected 8/);
  });

  test('refuses a tensor it would otherwise ignore', () => {
    const [, norm] = tinyTensors();
    if (norm === undefined) throw new Error('no tensor');
    const extra = { ...norm, name: 'blk.0.ffn_up.bias' };
    expect(errorOf(() => configOf({}, [...tinyTensors(), extra])).message).toMatch(/ffn_up\.bias/);
  });
});
