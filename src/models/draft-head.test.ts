import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { memorySource } from './byte-source.ts';
import { dequantise } from './dequantise.ts';
import { DraftHead, HeadGuesser, type HiddenStates } from './draft-head.ts';
import { expand, packedTypeOf } from './expand.ts';
import { readGguf } from './gguf.ts';
import { type BuilderTensor, type BuilderValue, buildGguf } from './gguf-builder.ts';
import { GgufError } from './gguf-error.ts';
import { type TensorType, tensorLayouts, tensorTypes } from './gguf-types.ts';
import {
  bits,
  type KernelBuild,
  kernelBuilds,
  kernelModule,
  loadCpuModel,
  randomIntegers,
} from './kernel-builds.test-helper.ts';
import { quantise } from './kernel-definitions.test-helper.ts';
import { buildTinyHead, tinyHeadDefaults, tinyHeadMetadata, tinyHeadTensors } from './tiny-head.ts';
import { buildTinyModel } from './tiny-model.ts';

vi.setConfig({ testTimeout: 180_000 });

const targetVocabulary = 1000;

async function load(file: Uint8Array, width: number, build: KernelBuild = 'relaxed-dot'): Promise<DraftHead> {
  const source = memorySource(file);
  const options = { module: kernelModule(build), width, vocabularySize: targetVocabulary };
  return DraftHead.load(source, await readGguf(source), options);
}

/** Uniform in [0, 1). */
const uniform = (seed: number): (() => number) => {
  const random = randomIntegers(seed);
  return () => random(2 ** 24) / 2 ** 24;
};
const vector = (random: () => number, width: number): Float32Array =>
  Float32Array.from({ length: width }, () => 4 * random() - 2);

/** The formulas at the top of src/kernels/head.ts in 64 bits, with whatever `round` does to the inputs of products. */
class Reference {
  state: number[] = [];
  readonly #weights: ReadonlyMap<string, Float32Array>;

  constructor(
    tensors: readonly BuilderTensor[],
    private readonly round: (x: readonly number[]) => readonly number[],
  ) {
    this.#weights = new Map(tensors.map(({ name, data, type }) => [name, stored(data, type)]));
  }

  step(embedding: Float32Array): void {
    const x = [...rms(this.state), ...rms([...embedding])];
    const up = this.#multiply('head.up.weight', x);
    const hidden = this.#multiply('head.gate.weight', x).map(
      (g, i) => (g / (1 + Math.exp(-g))) * (up[i] ?? 0),
    );
    const change = this.#multiply('head.down.weight', hidden);
    this.state = this.state.map((value, i) => value + (change[i] ?? 0));
  }
  logits(): number[] {
    return this.#multiply('output.weight', this.state);
  }

  #multiply(name: string, input: readonly number[]): number[] {
    const weights = this.#weights.get(name) ?? new Float32Array();
    const x = this.round(input);
    return Array.from({ length: weights.length / x.length }, (_, row) =>
      x.reduce((sum, value, i) => sum + value * (weights[row * x.length + i] ?? 0), 0),
    );
  }
}

/** The weights as the engine keeps them: most types become 8-bit numbers at loading. */
function stored(data: Uint8Array, type: TensorType): Float32Array {
  return dequantise(expand(data, type), packedTypeOf(type));
}

function rms(x: readonly number[]): number[] {
  const mean = x.reduce((sum, value) => sum + value * value, 0) / x.length;
  return x.map(value => value / Math.sqrt(mean + 1e-5));
}

/** What is left of numbers that were quantised to 8 bits in blocks of 32. */
function toBytes(x: readonly number[]): number[] {
  const { bytes, pairs } = quantise(Float32Array.from(x));
  return Array.from(bytes, (q, i) => q * (pairs[(i >> 5) * 2] ?? 0) * 2 ** -100);
}

/** Root of the mean squared difference, relative to the second vector. */
function distance(x: ArrayLike<number>, y: readonly number[]): number {
  let [difference, size] = [0, 0];
  y.forEach((value, i) => {
    difference += ((x[i] ?? Number.NaN) - value) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / size);
}

const weightType = fc.constantFrom(...tensorTypes.filter(type => tensorLayouts[type].blockElements <= 32));
const anyHead = fc.record({
  width: fc.constantFrom(32, 64, 96),
  feedForward: fc.constantFrom(32, 96, 160),
  vocabularySize: fc.integer({ min: 1, max: 80 }),
  type: weightType,
  outputType: weightType,
});

describe('a draft head', () => {
  test('computes the formulas, and the same bits in every build', async () => {
    await fc.assert(
      fc.asyncProperty(anyHead, fc.nat(), async (options, seed) => {
        const tensors = tinyHeadTensors(uniform(seed), options);
        const file = buildGguf(tinyHeadMetadata(options), tensors);
        const exact = new Reference(tensors, x => x);
        const rounded = new Reference(tensors, toBytes);
        const heads = await Promise.all(kernelBuilds.map(build => load(file, options.width, build)));
        const random = uniform(seed + 1);
        const hidden = vector(random, options.width);
        for (const head of heads) head.start(hidden);
        exact.state = rounded.state = [...hidden];

        for (let step = 0; step < 3; step++) {
          const embedding = vector(random, options.width);
          for (const model of [...heads, exact, rounded]) model.step(embedding);
          const [first, ...others] = heads.map(head => ({ state: head.state(), guess: head.guess() }));
          for (const other of others) {
            expect(bits(other.state).equals(bits(first?.state))).toBe(true);
            expect(other.guess).toEqual(first?.guess);
          }
          // Now and then an input lies on the edge between two integers. Largest of 1,000 runs: 0.002 and 0.019.
          expect(distance(first?.state ?? [], rounded.state)).toBeLessThan(0.006);
          expect(distance(first?.state ?? [], exact.state)).toBeLessThan(0.05);

          const guess = first?.guess;
          const logits = rounded.logits();
          const best = Math.max(...logits);
          const sum = logits.reduce((total, logit) => total + Math.exp(logit - best), 0);
          const chosen = logits[(guess?.token ?? -2) / 2] ?? Number.NaN;
          expect(best - chosen).toBeLessThan(0.02);
          expect(Math.abs(Math.log((guess?.probability ?? 0) * sum))).toBeLessThan(0.02);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('takes the lowest row when several are best', async () => {
    const [, , , output] = tinyHeadTensors(uniform(1));
    if (output === undefined) throw new Error('there is no output');
    const tensors = tinyHeadTensors(uniform(1)).slice(0, 3);
    // All rows alike.
    const rowBytes = output.data.length / 40;
    const data = new Uint8Array(output.data.length);
    for (let row = 0; row < 40; row++) data.set(output.data.subarray(0, rowBytes), row * rowBytes);
    const head = await load(buildGguf(tinyHeadMetadata(), [...tensors, { ...output, data }]), 64);
    head.start(vector(uniform(2), 64));
    expect(head.guess()?.token).toBe(0);
    expect(head.guess()?.probability).toBeCloseTo(1 / 40, 6);
  });

  test('has no guess behind a state that is not finite', async () => {
    const head = await load(buildTinyHead(uniform(1)), 64);
    head.start(new Float32Array(64).fill(Number.NaN));
    expect(head.guess()).toBeUndefined();
    head.start(new Float32Array(64).fill(Number.POSITIVE_INFINITY));
    head.step(new Float32Array(64));
    expect(head.guess()).toBeUndefined();
    // And recovers at the next start.
    head.start(vector(uniform(2), 64));
    expect(head.guess()).toBeDefined();
  });

  test('refuses vectors of another width', async () => {
    const head = await load(buildTinyHead(uniform(1)), 64);
    expect(() => head.start(new Float32Array(32))).toThrow(RangeError);
    expect(() => head.step(new Float32Array(65))).toThrow(RangeError);
  });
});

describe('a broken head file is refused:', () => {
  const numbers = (type: 'i32s' | 'f32s', value: readonly number[]): BuilderValue => ({ type, value });
  const ids = Array.from({ length: 40 }, (_, i) => i);
  const metadata: readonly [string, Record<string, BuilderValue>, RegExp][] = [
    ['another architecture', { 'general.architecture': { type: 'string', value: 'llama' } }, /"llama"/],
    ['too few token ids', { 'draftpick.token_ids': numbers('i32s', ids.slice(1)) }, /39 ids for 40 rows/],
    [
      'an id beyond the vocabulary',
      { 'draftpick.token_ids': numbers('i32s', [...ids.slice(1), 1000]) },
      /\[39\] is 1000/,
    ],
    ['a negative id', { 'draftpick.token_ids': numbers('i32s', [-1, ...ids.slice(1)]) }, /\[0\] is -1/],
    [
      'an id that is no whole number',
      { 'draftpick.token_ids': numbers('f32s', [0.5, ...ids.slice(1)]) },
      /\[0\] is 0.5/,
    ],
    [
      'ids that are text',
      { 'draftpick.token_ids': { type: 'string', value: '1' } },
      /not an array of numbers/,
    ],
    ['too few priors', { 'draftpick.confidence.priors': numbers('f32s', [1]) }, /has 1 numbers/],
    [
      'a prior above 1',
      { 'draftpick.confidence.priors': numbers('f32s', new Array(64).fill(1.5)) },
      /\[0\] is 1.5/,
    ],
    [
      'a prior that is not a number',
      { 'draftpick.confidence.priors': numbers('f32s', new Array(64).fill(Number.NaN)) },
      /\[0\] is NaN/,
    ],
  ];
  const refusal = async (file: Uint8Array, width = 64): Promise<GgufError> => {
    const error = await load(file, width).catch((reason: unknown) => reason);
    if (!(error instanceof GgufError)) throw new Error(`expected a GgufError, got ${error}`);
    return error;
  };

  test.each(metadata)('%s', async (_, change, cause) => {
    const file = buildGguf({ ...tinyHeadMetadata(), ...change }, tinyHeadTensors(uniform(1)));
    expect((await refusal(file)).message).toMatch(cause);
  });

  test('a missing entry or tensor', async () => {
    const tensors = tinyHeadTensors(uniform(1));
    for (const key of Object.keys(tinyHeadMetadata())) {
      const rest = Object.entries(tinyHeadMetadata()).filter(([name]) => name !== key);
      expect((await refusal(buildGguf(Object.fromEntries(rest), tensors))).message).toContain(
        `${key} is missing`,
      );
    }
    for (const { name } of tensors) {
      const rest = tensors.filter(tensor => tensor.name !== name);
      expect((await refusal(buildGguf(tinyHeadMetadata(), rest))).message).toContain(`${name} is missing`);
    }
  });

  test('a tensor of another shape, or one that does not belong', async () => {
    const tensors = tinyHeadTensors(uniform(1));
    for (const { name } of tensors) {
      const change = (tensor: BuilderTensor) =>
        tensor.name === name ? { ...tensor, shape: [...tensor.shape, 1] } : tensor;
      const { message } = await refusal(buildGguf(tinyHeadMetadata(), tensors.map(change)));
      expect(message).toContain(`tensor ${name} has shape`);
    }
    const [first] = tensors;
    if (first === undefined) throw new Error('there are no tensors');
    const more = [...tensors, { ...first, name: 'head.bias' }];
    expect((await refusal(buildGguf(tinyHeadMetadata(), more))).message).toContain('head.bias');
  });

  test('a head for a target of another width', async () => {
    expect((await refusal(buildTinyHead(uniform(1)), 96)).message).toContain('for a target of width 96');
  });

  test('a gated layer that is no multiple of 32', async () => {
    const file = buildTinyHead(uniform(1), { feedForward: 40, type: 'F32' });
    expect((await refusal(file)).message).toContain('multiple of 32');
  });

  test('weights that are not finite', async () => {
    const tensors = tinyHeadTensors(uniform(1));
    for (const { name } of tensors) {
      const change = (tensor: BuilderTensor) => {
        const data = tensor.data.slice();
        if (tensor.name === name) data.set([0x00, 0x7c]);
        return { ...tensor, data };
      };
      const { message } = await refusal(buildGguf(tinyHeadMetadata(), tensors.map(change)));
      expect(message).toContain(`tensor ${name} has weights that are not finite`);
    }
  });
});

describe('a head guesser', () => {
  const { width } = tinyHeadDefaults;
  const target = (seed: number): HiddenStates => ({
    hiddenAt: position => (position >= 0 ? vector(uniform(seed + position), width) : undefined),
    embeddingRow: token => vector(uniform(7919 * (token + 1)), width),
  });
  const tokens = fc.array(fc.integer({ min: 0, max: targetVocabulary - 1 }), { minLength: 2, maxLength: 8 });

  test('guesses the same whether or not it was asked before, for any walk', async () => {
    const head = await load(buildTinyHead(uniform(3)), width);
    fc.assert(
      fc.property(tokens, tokens, fc.array(fc.boolean()), fc.nat(), (context, walk, asked, seed) => {
        const guesser = new HeadGuesser('head', head, target(seed), 0.1);
        const guessAfter = (ask: (i: number) => boolean) => {
          guesser.begin(context);
          walk.forEach((token, i) => {
            if (ask(i)) guesser.guess();
            guesser.advance(token);
          });
          return { guess: guesser.guess(), state: bits(head.state()).toString('hex') };
        };
        const wanted = guessAfter(() => false);
        expect(wanted.guess).toBeDefined();
        expect(guessAfter(i => asked[i] ?? true)).toEqual(wanted);
      }),
    );
  });

  test('steps from the hidden state before the last kept token, over it and all that was advanced over', async () => {
    const head = await load(buildTinyHead(uniform(3)), width);
    const states = target(5);
    const guesser = new HeadGuesser('head', head, states, 0.1);
    guesser.begin([11, 12, 13]);
    guesser.advance(14);
    const guess = guesser.guess();
    const state = head.state();
    head.start(states.hiddenAt(1) ?? new Float32Array());
    head.step(states.embeddingRow(13));
    head.step(states.embeddingRow(14));
    expect(head.state()).toEqual(state);
    expect(guess?.token).toBe(head.guess()?.token);
  });

  test('files a guess by its position in the walk and its probability', async () => {
    const head = await load(buildTinyHead(uniform(3)), width);
    const states = target(5);
    const guesser = new HeadGuesser('head', head, states, 0.1);
    guesser.begin([11, 12, 13]);
    for (const position of [0, 1, 2, 3, 3, 3]) {
      const bucket = guesser.guess()?.bucket ?? -1;
      const bin = Math.min(15, Math.floor((head.guess()?.probability ?? 0) * 16));
      expect(bucket).toBe(position * 16 + bin);
      expect(guesser.priors[bucket]).toBe(bucket / 64);
      guesser.advance(guesser.guess()?.token ?? 0);
    }
  });

  test('does only the work that a guess needs', async () => {
    const head = await load(buildTinyHead(uniform(3)), width);
    const [step, guess] = [vi.spyOn(head, 'step'), vi.spyOn(head, 'guess')];
    const guesser = new HeadGuesser('head', head, target(5), 0.1);
    guesser.begin([1, 2]);
    guesser.advance(3);
    guesser.advance(4);
    expect([step.mock.calls.length, guess.mock.calls.length]).toEqual([0, 0]);
    guesser.guess();
    guesser.guess();
    expect([step.mock.calls.length, guess.mock.calls.length]).toEqual([3, 1]);
  });

  test('has no guesses without a hidden state, and after a reset', async () => {
    const head = await load(buildTinyHead(uniform(3)), width);
    const guesser = new HeadGuesser(
      'head',
      head,
      {
        ...target(5),
        hiddenAt: p => (p === 4 ? vector(uniform(1), width) : undefined),
      },
      0.1,
    );
    const guessIn = (length: number) => {
      guesser.begin(Array.from({ length }, (_, i) => i));
      return guesser.guess();
    };
    expect(guesser.guess()).toBeUndefined();
    expect(guessIn(6)).toBeDefined();
    expect(guessIn(5)).toBeUndefined();
    guesser.advance(1);
    expect(guesser.guess()).toBeUndefined();
    expect(guessIn(1)).toBeUndefined();
    expect(guessIn(0)).toBeUndefined();
    expect(guessIn(6)).toBeDefined();
    guesser.reset();
    expect(guesser.guess()).toBeUndefined();
  });

  test('goes on from what the target computed in prefill and in verification', async () => {
    const [model, other] = [await loadCpuModel(buildTinyModel()), await loadCpuModel(buildTinyModel())];
    const head = await load(buildTinyHead(uniform(3)), width);
    const guesser = new HeadGuesser('head', head, model, 0.1);
    /** The head's guess after a text, with the hidden state of a pass over one token. */
    const plainGuess = (text: readonly number[]) => {
      text.forEach((token, at) => {
        other.extend([token], at, { rows: 1, logits: false });
        if (at === text.length - 2) head.start(other.hiddenAt(at) ?? new Float32Array());
      });
      head.step(other.embeddingRow(text.at(-1) ?? 0));
      return head.guess()?.token;
    };
    const guess = (text: readonly number[]) => {
      guesser.begin(text);
      return guesser.guess()?.token;
    };

    const prompt = Array.from({ length: 20 }, (_, i) => (i * 37) % 272);
    model.extend(prompt.slice(0, -1), 0, { rows: 0, logits: false });
    expect(guess(prompt)).toBe(plainGuess(prompt));

    // Three proposed tokens are tested; the target keeps none, some or all of them and adds one.
    const proposed = [41, 42, 43];
    model.extend([...prompt.slice(-1), ...proposed], prompt.length - 1, { rows: 4, logits: false });
    for (let kept = 0; kept <= 3; kept++) {
      const text = [...prompt, ...proposed.slice(0, kept), 99];
      expect(guess(text)).toBeDefined();
      expect(guess(text)).toBe(plainGuess(text));
    }
  });
});
