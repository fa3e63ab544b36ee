import { afterEach, beforeEach, expect, test } from 'vitest';
import { decode } from '../core/decode.ts';
import { LookupGuesser } from '../core/lookup-guesser.ts';
import { noDraft } from '../core/no-draft.ts';
import { greedy } from '../core/sampling-options.ts';
import type { TokenGuesser } from '../core/token-guesser.ts';
import type { ArmId } from '../engine/arms.ts';
import type { CpuModel } from '../models/cpu-model.ts';
import { loadCpuModel } from '../models/kernel-builds.test-helper.ts';
import { buildTinyModel } from '../models/tiny-model.ts';
import { recordRow } from './record-row.ts';
import { Target } from './target.ts';

const targetMs = [10, 11, 12, 13, 14, 15, 16, 17];
const prompt = [5, 6, 7, 8, 5, 6];
const maxTokens = 12;
const { signal } = new AbortController();
let model: CpuModel;
beforeEach(async () => {
  model = await loadCpuModel(buildTinyModel());
});
afterEach(() => model.dispose());

function record(
  guessers: readonly (readonly [ArmId, readonly TokenGuesser[]])[],
  { earlier = [] as { prompt: number[]; tokens: number[] }[], onArm = (_: number) => {}, stop = signal } = {},
) {
  const target = new Target(model);
  const surroundings = {
    target,
    eosIds: [],
    targetMs,
    guessers: new Map(guessers),
    maxTokens,
    earlier,
    now: () => 0,
  };
  return recordRow('Say it.', prompt, surroundings, stop, onArm);
}

/** A guesser that notes which hidden states it finds behind each context. */
function witness(target: () => Pick<Target, 'hiddenAt'>) {
  const seen = new Map<number, Float32Array | undefined>();
  const guesser: TokenGuesser = {
    id: 'head-general',
    priors: [0.5],
    cost: 0.1,
    needsTarget: true,
    begin: context => void seen.set(context.length - 2, target().hiddenAt(context.length - 2)),
    guess: () => undefined,
    advance: () => undefined,
  };
  return { seen, guesser };
}

test('the text is what the target writes by itself, and no draft comes to 1', async () => {
  const { text, row, speeds } = await record([
    ['none', []],
    ['prompt-lookup', [new LookupGuesser()]],
  ]);
  const written: number[] = [];
  const events = decode(model, noDraft, {
    prompt,
    cached: [],
    sampling: greedy,
    maxTokens,
    eosIds: [],
    maxDraft: 0,
    fixedDraft: false,
    cost: { targetMs, draftMs: 0 },
    isStop: () => false,
    signal,
    now: () => 0,
    breathe: () => undefined,
  });
  for await (const event of events) {
    if (event.type === 'round') written.push(...event.emitted.map(({ token }) => token));
  }
  expect(text).toEqual({ prompt, tokens: written });
  expect(row.tokens).toBe(maxTokens);
  expect(row.speedUps).toHaveLength(2);
  expect(row.speedUps[0]).toBe(1);
  expect(speeds).toEqual([50, 50]);
});

test('a head finds the state of every position of the text, the very one of a pass over it', async () => {
  const target = new Target(model);
  const { seen, guesser } = witness(() => target);
  const surroundings = { target, eosIds: [], targetMs, maxTokens, earlier: [], now: () => 0 };
  const guessers = new Map([['head', [guesser]] as const]);
  const { text } = await recordRow('Say it.', prompt, { ...surroundings, guessers }, signal, () => {});
  const whole = [...text.prompt, ...text.tokens];
  for (let at = prompt.length - 1; at < whole.length - 2; at++) {
    model.extend(whole.slice(0, at + 1), 0, { rows: 1, logits: false });
    expect(seen.get(at)).toEqual(model.hiddenAt(at));
  }
  // Afterwards heads read from the model's own passes again.
  expect(target.hiddenAt(whole.length - 3)).toEqual(model.hiddenAt(whole.length - 3));
});

test('the table that grows knows the rows before, and nothing else', async () => {
  const history: TokenGuesser = {
    id: 'history',
    priors: [1],
    cost: 0,
    begin: () => {
      throw new Error('the table of this browser was asked');
    },
    guess: () => undefined,
    advance: () => undefined,
  };
  const first = await record([['history', [history]]]);
  const again = await record([['history', [history]]], {
    earlier: [{ prompt, tokens: [...first.text.tokens] }],
  });
  expect(again.text).toEqual(first.text);
  expect(again.row.alignments.agreement?.[0]).toBeGreaterThan(first.row.alignments.agreement?.[0] ?? 1);
});

test('it can be stopped between two drafts', async () => {
  const controller = new AbortController();
  const arms: number[] = [];
  const stopped = record(
    [
      ['none', []],
      ['prompt-lookup', [new LookupGuesser()]],
    ],
    {
      stop: controller.signal,
      onArm: arm => {
        arms.push(arm);
        controller.abort();
      },
    },
  );
  await expect(stopped).rejects.toThrow(/abort/i);
  expect(arms).toEqual([0]);
});

test('a prompt that the target answers with nothing is refused with the reason', async () => {
  const { text } = await record([['none', []]]);
  const target = new Target(model);
  const eosIds = [text.tokens[0] ?? -1];
  const surroundings = {
    target,
    eosIds,
    targetMs,
    guessers: new Map(),
    maxTokens,
    earlier: [],
    now: () => 0,
  };
  const refused = recordRow('Say it.', prompt, surroundings, signal, () => {});
  await expect(refused).rejects.toMatchObject({ code: 'bad-request', message: /at once/ });
});
