import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { memorySource } from './byte-source.ts';
import type { CpuModel } from './cpu-model.ts';
import { readGguf } from './gguf.ts';
import { type BuilderValue, buildGguf } from './gguf-builder.ts';
import { GgufError } from './gguf-error.ts';
import { loadCpuModel } from './kernel-builds.test-helper.ts';
import { type DraftVocabulary, draftVocabulary, ModelGuesser } from './model-guesser.ts';
import { tinyMetadata, tinyTensors } from './tiny-model.ts';

vi.setConfig({ testTimeout: 180_000 });

const targetVocabulary = 500;
const rows = 40;
const contextLength = 64;
const options = { vocabularySize: rows, tokenizer: false, contextLength };
/** Row i stands for token 7i + 3. */
const targetIds = Array.from({ length: rows }, (_, i) => 7 * i + 3);

function draftFile(change: Readonly<Record<string, BuilderValue>> = {}): Uint8Array {
  const metadata: Record<string, BuilderValue> = {
    ...tinyMetadata(options),
    'draftpick.token_ids': { type: 'i32s', value: targetIds },
    'draftpick.other_id': { type: 'u32', value: 5 },
    'draftpick.confidence.priors': { type: 'f32s', value: Array.from({ length: 16 }, (_, b) => b / 16) },
    ...change,
  };
  return buildGguf(metadata, tinyTensors(options));
}

async function vocabularyOf(file: Uint8Array): Promise<DraftVocabulary> {
  return draftVocabulary(await readGguf(memorySource(file)), rows, targetVocabulary);
}

/** The small model's token for a token of the target, by the definition. */
const own = (token: number): number => (targetIds.includes(token) ? targetIds.indexOf(token) : 5);

let model: CpuModel;
/** The same weights, to look things up with. */
let other: CpuModel;
let vocabulary: DraftVocabulary;
beforeAll(async () => {
  model = await loadCpuModel(draftFile(), { contextLength });
  other = await loadCpuModel(draftFile(), { contextLength });
  vocabulary = await vocabularyOf(draftFile());
});

/** What the small model says after `tokens` of the target, all fed anew. */
function plainGuess(tokens: readonly number[]): { token: number; probability: number } {
  let row: ReturnType<CpuModel['extend']>[number] | undefined;
  tokens.forEach((token, at) => {
    [row] = other.extend([own(token)], at, { rows: 1, logits: false });
  });
  if (row === undefined) throw new Error('nothing was fed');
  const logit = row.top[0]?.logit ?? Number.NaN;
  return { token: targetIds[row.argmax] ?? -1, probability: Math.exp(logit - row.logSumExp) };
}

// Some tokens known to the small model, some not.
const token = fc.integer({ min: 0, max: targetVocabulary - 1 });
const tokens = (least: number, most: number) => fc.array(token, { minLength: least, maxLength: most });

describe('a model guesser', () => {
  test('says what its model says after the whole text, whatever walks came before', () => {
    const guesser = new ModelGuesser('small', model, vocabulary, 0.1);
    const walk = fc.record({
      // How much of the text before stays, and what follows it.
      keep: fc.double({ min: 0, max: 1, noNaN: true }),
      more: tokens(1, 10),
      steps: fc.array(fc.record({ ask: fc.boolean(), token: fc.option(token) }), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(walk, { minLength: 1, maxLength: 5 }), walks => {
        let text: number[] = [];
        for (const { keep, more, steps } of walks) {
          text = [...text.slice(0, Math.min(30, Math.floor(keep * text.length))), ...more];
          guesser.begin(text);
          const walked = [...text];
          for (const step of [...steps, { ask: true, token: null }]) {
            const wanted = plainGuess(walked);
            if (step.ask) {
              const guess = guesser.guess();
              expect(guess).toEqual({
                token: wanted.token,
                bucket: Math.min(15, Math.floor(wanted.probability * 16)),
              });
              expect(guesser.guess()).toEqual(guess);
            }
            // Its own guess or another's.
            const next = step.token ?? wanted.token;
            guesser.advance(next);
            walked.push(next);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test('feeds only what its cache lacks, in chunks, and only when asked', () => {
    const extend = vi.spyOn(model, 'extend');
    const fed = () => extend.mock.calls.splice(0).map(([chunk, at]) => ({ count: chunk.length, at }));
    const guesser = new ModelGuesser('small', model, vocabulary, 0.1);
    const text = Array.from({ length: 40 }, (_, i) => 7 * ((i * i) % rows) + 3);
    try {
      guesser.begin(text);
      expect(fed()).toEqual([]);
      guesser.guess();
      expect(fed()).toEqual([
        { count: 32, at: 0 },
        { count: 8, at: 32 },
      ]);
      guesser.advance(3);
      guesser.advance(10);
      guesser.guess();
      expect(fed()).toEqual([{ count: 2, at: 40 }]);
      // The target kept the first of them and put another behind it.
      guesser.begin([...text, 3, 17]);
      guesser.guess();
      expect(fed()).toEqual([{ count: 1, at: 41 }]);
      // All of it is known: the last token once more, for its row.
      guesser.begin([...text, 3]);
      guesser.guess();
      expect(fed()).toEqual([{ count: 1, at: 40 }]);
    } finally {
      extend.mockRestore();
    }
  });

  test('sees the end of a text that is longer than its context', () => {
    const text = Array.from({ length: 200 }, (_, i) => (i * 131) % targetVocabulary);
    const guesser = new ModelGuesser('small', model, vocabulary, 0.1);
    const extend = vi.spyOn(model, 'extend');
    try {
      let passes = 0;
      for (let length = 1; length <= text.length; length++) {
        extend.mockClear();
        guesser.begin(text.slice(0, length));
        const guess = guesser.guess();
        passes += extend.mock.calls.length;
        // It saw some end of the text.
        const lengths = Array.from({ length: Math.min(length, contextLength) }, (_, i) => i + 1);
        const seen = lengths.filter(n => plainGuess(text.slice(length - n, length)).token === guess?.token);
        expect(seen.length).toBeGreaterThan(0);
        if (length <= 56) expect(guess?.token).toBe(plainGuess(text.slice(0, length)).token);
      }
      // One pass a token, and one more when the window moves on.
      expect(passes).toBeLessThan(210);
    } finally {
      extend.mockRestore();
    }
  });

  test('has no guess before a walk, after a reset, or when the walk leaves the context', () => {
    const guesser = new ModelGuesser('small', model, vocabulary, 0.1);
    expect(guesser.guess()).toBeUndefined();
    guesser.begin([3, 10]);
    expect(guesser.guess()).toBeDefined();
    guesser.reset();
    expect(guesser.guess()).toBeUndefined();
    guesser.begin([]);
    expect(guesser.guess()).toBeUndefined();
    guesser.begin([3, 10]);
    for (let i = 2; i < contextLength; i++) guesser.advance(3);
    expect(guesser.guess()).toBeDefined();
    guesser.advance(3);
    expect(guesser.guess()).toBeUndefined();
  });

  test('files guesses by position as well when its priors do', async () => {
    const priors = Array.from({ length: 64 }, (_, b) => b / 64);
    const file = draftFile({ 'draftpick.confidence.priors': { type: 'f32s', value: priors } });
    const guesser = new ModelGuesser('small', model, await vocabularyOf(file), 0.1);
    expect(guesser.priors).toEqual(priors);
    const text = [3, 10, 17];
    guesser.begin(text);
    for (const position of [0, 1, 2, 3, 3]) {
      const { token: next, probability } = plainGuess(text);
      expect(guesser.guess()?.bucket).toBe(position * 16 + Math.min(15, Math.floor(probability * 16)));
      guesser.advance(next);
      text.push(next);
    }
  });

  test('a file whose vocabulary is broken is refused', async () => {
    const cases: [Record<string, BuilderValue>, RegExp][] = [
      [{ 'draftpick.token_ids': { type: 'i32s', value: targetIds.slice(1) } }, /39 ids for 40 rows/],
      [
        { 'draftpick.token_ids': { type: 'i32s', value: targetIds.map(id => id + 250) } },
        /no token of the target's 500/,
      ],
      [{ 'draftpick.other_id': { type: 'u32', value: 40 } }, /other_id is 40/],
      [{ 'draftpick.other_id': { type: 'f32', value: 0.5 } }, /other_id is 0.5/],
      [{ 'draftpick.confidence.priors': { type: 'f32s', value: [0.5] } }, /has 1 numbers/],
      [{ 'draftpick.confidence.priors': { type: 'f32s', value: new Array(16).fill(-1) } }, /\[0\] is -1/],
    ];
    for (const [change, cause] of cases) {
      const error = await vocabularyOf(draftFile(change)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(GgufError);
      expect(String(error)).toMatch(cause);
    }
  });
});
