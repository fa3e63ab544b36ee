import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CostModel } from '../core/cost-model.ts';
import { decode } from '../core/decode.ts';
import type { Drafter } from '../core/drafter.ts';
import { GuessDrafter } from '../core/guess-drafter.ts';
import { noDraft } from '../core/no-draft.ts';
import { memorySource } from './byte-source.ts';
import type { CpuModel } from './cpu-model.ts';
import { type Gguf, readGguf } from './gguf.ts';
import { buildGguf } from './gguf-builder.ts';
import { GgufError } from './gguf-error.ts';
import { readVocabulary } from './gguf-tokenizer.ts';
import { kernelModule, loadCpuModel } from './kernel-builds.test-helper.ts';
import { fullDraftVocabulary, loadModelDraft, type ModelDraft } from './model-draft.ts';
import { buildTinyModel, type TinyModelOptions, tinyMetadata, tinyTensors } from './tiny-model.ts';
import type { Vocabulary } from './vocabulary-match.ts';

vi.setConfig({ testTimeout: 120_000 });

const targetOptions: Partial<TinyModelOptions> = { seed: 5, contextLength: 96 };
const parse = (file: Uint8Array): Promise<Gguf> => readGguf(memorySource(file));

async function draftOf(file: Uint8Array, target: Vocabulary): Promise<ModelDraft> {
  return loadModelDraft(memorySource(file), await parse(file), {
    id: 'small',
    target,
    module: kernelModule('plain'),
    contextLength: 96,
    costOf: () => 0.1,
  });
}

let target: CpuModel;
let vocabulary: Vocabulary;
beforeAll(async () => {
  const file = buildTinyModel(targetOptions);
  vocabulary = readVocabulary((await parse(file)).metadata);
  target = await loadCpuModel(file, { contextLength: 96 });
});
afterAll(() => target.dispose());

/** Greedy text of 40 tokens, and how many of the tested proposals were kept. */
async function write(prompt: readonly number[], drafter: Drafter) {
  const cost: CostModel = { targetMs: [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7], draftMs: 0.05 };
  const text: number[] = [];
  let [accepted, rounds] = [0, 0];
  const run = decode(target, drafter, {
    prompt,
    cached: [],
    sampling: { temperature: 0, topK: 0, topP: 1, seed: 1 },
    maxTokens: 40,
    eosIds: [],
    maxDraft: 4,
    fixedDraft: true,
    cost,
    isStop: token => {
      text.push(token);
      return false;
    },
    signal: { aborted: false },
    now: () => 0,
    breathe: () => undefined,
  });
  for await (const event of run) {
    if (event.type !== 'round') continue;
    rounds += 1;
    accepted += event.accepted;
  }
  return { text, accepted, rounds };
}

describe('any small model of the same vocabulary', () => {
  const drafts: [string, Partial<TinyModelOptions>][] = [
    ['a smaller one', { layers: 1, width: 32, heads: 2, keyValueHeads: 1, feedForward: 32 }],
    ['a qwen2', { architecture: 'qwen2', seed: 9 }],
    ['one with more padding', { vocabularySize: 300, seed: 3 }],
  ];

  test.each(drafts)('%s drafts without changing a token of the text', async (_, options) => {
    const { guesser, model } = await draftOf(buildTinyModel(options), vocabulary);
    const prompts = fc.array(fc.nat(266), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(prompts, async prompt => {
        const plain = await write(prompt, noDraft);
        expect(plain.text).toHaveLength(40);
        expect((await write(prompt, new GuessDrafter('small', [guesser]))).text).toEqual(plain.text);
      }),
      { numRuns: 12 },
    );
    model.dispose();
  });

  test('the target itself as a draft is always right, and surer where its probability is', async () => {
    const { guesser, model } = await draftOf(buildTinyModel(targetOptions), vocabulary);
    const prompt = [3, 50, 100, 150];
    const { accepted, rounds, text } = await write(prompt, new GuessDrafter('small', [guesser]));
    expect(text).toEqual((await write(prompt, noDraft)).text);
    // 40 tokens in rounds of four proposals and one of its own.
    expect(accepted).toBe(32);
    expect(rounds).toBe(8);
    expect(guesser.priors).toEqual(Array.from({ length: 16 }, (_, bin) => (bin + 0.5) / 16));
    guesser.begin(prompt);
    const guess = guesser.guess();
    const [row] = target.extend([150], 3, { rows: 1, logits: false });
    const probability = Math.exp((row?.top[0]?.logit ?? 0) - (row?.logSumExp ?? 0));
    expect(guess).toEqual({ token: row?.argmax, bucket: Math.floor(16 * probability) });
    model.dispose();
  });

  test('has no guess where it thinks of an id that the target lacks', async () => {
    const options = { vocabularySize: 300, outputType: 'Q8_0', tokenizer: true } as const;
    const tensors = tinyTensors(options).map(tensor => {
      if (tensor.name !== 'output.weight') return tensor;
      // A head of zeros but for row 290, whose weights are ±1, so that it often wins.
      const data = new Uint8Array(tensor.data.length);
      const rowBytes = tensor.data.length / 300;
      data.set(tensor.data.subarray(290 * rowBytes, 291 * rowBytes), 290 * rowBytes);
      return { ...tensor, data };
    });
    const { guesser, model } = await draftOf(buildGguf(tinyMetadata(options), tensors), vocabulary);
    const guesses = Array.from({ length: 40 }, (_, token) => {
      guesser.begin([token, token + 1]);
      return guesser.guess();
    });
    expect(guesses.some(guess => guess === undefined)).toBe(true);
    // Where row 290 does not win, all others tie and the first counts.
    expect(guesses.every(guess => guess === undefined || guess.token === 0)).toBe(true);
    model.dispose();
  });

  test('of another vocabulary is refused with the tokens that differ', async () => {
    const gguf = await parse(buildTinyModel());
    const other = { ...vocabulary, tokens: vocabulary.tokens.with(17, 'seventeen') };
    expect(() => fullDraftVocabulary(gguf, other)).toThrow(GgufError);
    expect(() => fullDraftVocabulary(gguf, other)).toThrow(
      /token 17 is “seventeen” for the target and “.” for the draft/,
    );
  });
});
