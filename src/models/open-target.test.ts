import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ByteSource, memorySource } from './byte-source.ts';
import { type BuilderValue, buildGguf } from './gguf-builder.ts';
import { GgufError } from './gguf-error.ts';
import { loadCpuModel } from './kernel-builds.test-helper.ts';
import { architectures } from './llama-config.ts';
import { mostMemory } from './memory-need.ts';
import { openTarget } from './open-target.ts';
import { embeddedModelSource } from './test-model.ts';
import { buildTinyModel, type TinyModelOptions, tinyMetadata, tinyTensors } from './tiny-model.ts';

const use = { contextLength: 64, threads: 2 };
const text = (value: string): BuilderValue => ({ type: 'string', value });
const number = (value: number): BuilderValue => ({ type: 'u32', value });

const open = (file: Uint8Array) => openTarget(memorySource(file), use);
const changed = (
  change: Readonly<Record<string, BuilderValue>>,
  options: Partial<TinyModelOptions> = {},
  without: readonly string[] = [],
): Uint8Array => {
  const metadata = Object.entries({ ...tinyMetadata(options), ...change });
  return buildGguf(
    Object.fromEntries(metadata.filter(([key]) => !without.includes(key))),
    tinyTensors(options),
  );
};
async function errorOf(file: Uint8Array): Promise<GgufError> {
  const error = await open(file).then(
    () => new Error('it was opened'),
    (reason: unknown) => reason,
  );
  if (error instanceof GgufError) return error;
  throw error;
}

describe('a model that can be used', () => {
  test('is opened with its sizes, its tokenizer and the memory the engine then takes', async () => {
    for (const architecture of architectures) {
      const file = buildTinyModel({ architecture });
      const opened = await open(file);
      expect(opened.config).toMatchObject({ architecture, width: 64 });
      expect(opened.warnings).toEqual([]);
      expect(opened.fingerprint).toMatch(/^267-[0-9a-f]{16}$/);
      expect(opened.tokenizer.encodeText('hello')).toHaveLength(1);
      const model = await loadCpuModel(file, { threads: 2 });
      expect(Math.ceil(opened.memoryBytes / 65536) * 65536).toBe(model.memoryBytes);
      model.dispose();
    }
  });

  test('may be the embedded one, of which only the header is read', async () => {
    const source = embeddedModelSource();
    let read = 0;
    const counting: ByteSource = {
      bytes: source.bytes,
      read(offset, length) {
        read += length;
        return source.read(offset, length);
      },
    };
    const opened = await openTarget(counting, { contextLength: 2048, threads: 2 });
    expect(opened.warnings).toEqual([]);
    expect(opened.fingerprint).toBe('49152-384ed6241175963b');
    expect(read).toBeLessThan(5e6);
  });

  test('warns of a file without a template, without a way to cut words, or that grows in memory', async () => {
    const template = await open(changed({}, {}, ['tokenizer.chat_template']));
    expect(template.warnings.map(({ id }) => id)).toEqual(['no-template']);
    const pre = await open(changed({}, {}, ['tokenizer.ggml.pre']));
    expect(pre.warnings.map(({ id }) => id)).toEqual(['no-pre-tokenizer']);
    const grown = await open(buildTinyModel({ type: 'Q5_0', embeddingType: 'Q5_1' }));
    expect(grown.warnings.map(({ id }) => id)).toEqual(['grows']);
    expect(grown.warnings[0]?.cause).toContain('Q5_1, Q5_0');
    const small = await open(buildTinyModel({ type: 'Q4_0', embeddingType: 'F16' }));
    expect(small.warnings).toEqual([]);
  });
});

describe('a model that cannot be used', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['a recurrent one', changed({ 'general.architecture': text('lfm2') }), /"lfm2".*recurrent state/],
    [
      'another architecture',
      changed({ 'general.architecture': text('gemma3') }),
      /"gemma3"; this engine runs "llama"/,
    ],
    ['a part of one', changed({ 'split.count': number(3) }), /one of 3 that make up the model/],
    ['an adapter', changed({ 'general.type': text('adapter') }), /type "adapter"/],
    ['SentencePiece', changed({ 'tokenizer.ggml.model': text('llama') }), /SentencePiece/],
    ['unknown words', changed({ 'tokenizer.ggml.pre': text('tekken') }), /"tekken"/],
    ['narrow heads', buildTinyModel({ heads: 8, keyValueHeads: 8 }), /heads of size 8/],
    [
      'a failing template',
      changed({ 'tokenizer.chat_template': text("{{ raise_exception('no') }}") }),
      /could not be run/,
    ],
  ])('%s is refused with cause and remedy', async (_, file, cause) => {
    const error = await errorOf(file);
    expect(error.code).toBe('unsupported');
    expect(error.message).toMatch(cause);
    expect(error.remedy.length).toBeGreaterThan(10);
  });

  test('one that needs more memory than there can be is refused before anything is reserved', async () => {
    // A long context is all it takes: two layers of 64 floats and 2²⁴ positions.
    const file = changed({ 'llama.context_length': number(2 ** 24) });
    const wish = { contextLength: 2 ** 24, threads: 1 };
    await expect(openTarget(memorySource(file), wish)).rejects.toThrow(
      /GB of memory for a context of 16777216/,
    );
    const opened = await openTarget(memorySource(file), { ...wish, contextLength: 4096 });
    expect(opened.memoryBytes).toBeLessThan(mostMemory / 100);
  });
});

describe('a damaged file', () => {
  // Evenly spread, unlike fast-check's floating-point numbers.
  const share = fc.nat(2 ** 24).map(n => n / 2 ** 24);
  const files = [
    buildTinyModel(),
    buildTinyModel({ architecture: 'qwen2', type: 'Q8_0', ropeFactors: [1, 1, 1, 1, 2, 3, 4, 8] }),
  ];

  /** Opens and, if that works, loads; counts what is asked of the source. */
  async function tryFile(file: Uint8Array): Promise<'worked' | GgufError> {
    const whole = memorySource(file);
    let largest = 0;
    const source: ByteSource = {
      bytes: whole.bytes,
      read(offset, length) {
        largest = Math.max(largest, length);
        return whole.read(offset, length);
      },
    };
    try {
      const { memoryBytes } = await openTarget(source, use);
      expect(memoryBytes).toBeLessThan(64e6);
      const model = await loadCpuModel(file);
      model.dispose();
      return 'worked';
    } catch (error) {
      if (!(error instanceof GgufError)) throw error;
      expect(error.message).not.toBe('');
      expect(error.remedy).not.toBe('');
      return error;
    } finally {
      expect(largest).toBeLessThanOrEqual(file.length);
    }
  }

  test('that was cut anywhere gives a named error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), share, async (file, part) => {
        const result = await tryFile(file.slice(0, Math.floor(part * (file.length - 1))));
        expect(result).toMatchObject({ code: 'invalid' });
      }),
      { numRuns: 200 },
    );
  });

  test('with flipped bits works or gives a named error, and asks for no more than its length', async () => {
    const flip = fc.tuple(share, fc.integer({ min: 1, max: 255 }), fc.boolean());
    let [worked, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(flip, { minLength: 1, maxLength: 5 }),
        async (file, flips) => {
          const broken = file.slice();
          // Half of them in the header, where they do more.
          const headerEnd = Buffer.from(file).lastIndexOf('output_norm.weight');
          for (const [place, mask, inHeader] of flips) {
            const at = Math.floor(place * ((inHeader ? headerEnd : file.length) - 1));
            broken[at] = (broken[at] ?? 0) ^ mask;
          }
          const result = await tryFile(broken);
          if (result === 'worked') worked++;
          else refused++;
        },
      ),
      { numRuns: 400 },
    );
    expect(worked).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(20);
  });
});
