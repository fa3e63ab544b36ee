import { beforeEach, expect, test } from 'vitest';
import type { ArmId } from '../engine/arms.ts';
import { EngineError, type GenerateRequest } from '../engine/engine.ts';
import { createActions } from './actions.ts';
import { type CompareActions, createCompareActions } from './compare-actions.ts';
import { comparisonCsv, writeComparison } from './compare-file.ts';
import { readComparison } from './compare-import.ts';
import { armResults, bestArm, totals } from './compare-results.ts';
import { runOrder } from './compare-runs.ts';
import { countRuns, setCompare, useCompareStore } from './compare-store.ts';
import { compareVerdict } from './compare-verdict.ts';
import { useEngineStore } from './engine-store.ts';
import { usePolicyStore } from './policy-store.ts';
import { useRunStore } from './run-store.ts';
import { runText } from './run-view.ts';
import { set, useSettingsStore } from './settings-store.ts';
import { ToyEngine, type ToyOptions } from './toy-engine.ts';

const toy: ToyOptions = {
  text: 'one two three four five six seven eight nine ten',
  plan: [
    [3, 3],
    [2, 0],
  ],
};
const arms: readonly ArmId[] = ['none', 'prompt-lookup', 'tables'];

function make(options: Partial<ToyOptions> = {}) {
  const actions = createActions({
    createEngine: () => Promise.resolve(new ToyEngine({ ...toy, ...options })),
    nextFrame: queueMicrotask,
    reducedMotion: () => true,
  });
  const compare: CompareActions = createCompareActions({
    owner: actions.owner,
    now: () => new Date(0),
    machine: () => 'a test',
    armName: arm => arm,
    reducedMotion: () => true,
  });
  return { actions, compare };
}

beforeEach(() => {
  for (const store of [useEngineStore, useRunStore, usePolicyStore, useSettingsStore, useCompareStore]) {
    (store as typeof useRunStore).setState((store as typeof useRunStore).getInitialState(), true);
  }
  setCompare({ arms });
});

const state = () => useCompareStore.getState();
const items = () => state().comparison?.items ?? [];

/** The requests that were begun, as `prompt/arm`. */
function log(): {
  readonly begun: string[];
  readonly before: (event: { type: string }, r: GenerateRequest) => void;
} {
  const begun: string[] = [];
  return {
    begun,
    before: (event, { messages, arm }) => {
      if (event.type === 'prefill') begun.push(`${messages[0]?.content}/${arm}`);
    },
  };
}

test('one prompt runs once with each arm, and the policy learns nothing', async () => {
  const { begun, before } = log();
  const { actions, compare } = make({ before });
  await actions.load();
  setCompare({ prompt: 'count' });
  await compare.start();
  expect(begun).toEqual(['count/none', 'count/prompt-lookup', 'count/tables']);
  const [item] = items();
  expect(Object.values(item?.runs ?? {}).map(run => runText(run))).toEqual([toy.text, toy.text, toy.text]);
  expect(item && bestArm(item, arms)).not.toBe('none');
  expect(usePolicyStore.getState().policy.updates).toBe(0);
  expect(state()).toMatchObject({ phase: 'idle', now: undefined, error: undefined });
  expect(useRunStore.getState().announcement).toMatch(/^Finished\. .*(wins here|level in front)/);
  // The toy's times: with what it keeps, 2.5 tokens a round.
  const [none, lookup] = item ? armResults(item, arms) : [];
  expect(none?.speedUp.decode).toBe(1);
  expect(lookup?.summary.meanAcceptedLength).toBeCloseTo(2.5);
});

test('the order of arms begins elsewhere for each prompt', () => {
  expect([0, 1, 2, 3].map(i => runOrder(arms, i)[0])).toEqual(['none', 'prompt-lookup', 'tables', 'none']);
  expect(new Set(runOrder(arms, 2))).toEqual(new Set(arms));
});

test('a stopped list keeps what is finished and goes on from there', async () => {
  const { begun, before } = log();
  let stopAt = 5;
  const { actions, compare } = make({
    before: (event, request) => {
      before(event, request);
      if (begun.length === stopAt) compare.stop();
    },
  });
  await actions.load();
  setCompare({ mode: 'list', list: 'a\nb' });
  await compare.start();
  const { comparison } = state();
  expect(comparison && countRuns(comparison)).toEqual({ done: 4, all: 6 });
  expect(useRunStore.getState().announcement).toMatch(/^Stopped/);
  stopAt = -1;
  begun.length = 0;
  await compare.resume();
  expect(begun).toEqual(['b/tables', 'b/none']);
  expect(items().every(({ runs }) => Object.keys(runs).length === 3)).toBe(true);
});

test('when other work came between a prompt’s runs, all of its runs are made again', async () => {
  const { begun, before } = log();
  let stopAt = 3;
  const { actions, compare } = make({
    before: (event, request) => {
      before(event, request);
      if (begun.length === stopAt) compare.stop();
    },
  });
  await actions.load();
  setCompare({ prompt: 'a' });
  await compare.start();
  stopAt = -1;
  set({ prompt: 'in between' });
  await actions.start();
  begun.length = 0;
  await compare.resume();
  // The table that grows learnt the text of a when the other prompt came: the third arm alone would have known it.
  expect(begun).toEqual(['a/none', 'a/prompt-lookup', 'a/tables']);
  expect(items()[0]?.known).toBe(true);
});

test('a failure keeps what is finished; a prompt that is too long is skipped', async () => {
  let broken = true;
  const { actions, compare } = make({
    before: (_, { messages, arm }) => {
      if (messages[0]?.content === 'long')
        throw new EngineError('prompt-too-long', '9 too many.', 'Shorten it.');
      if (broken && messages[0]?.content === 'b' && arm === 'none')
        throw new EngineError('internal', 'It broke.', 'x');
    },
  });
  await actions.load();
  setCompare({ mode: 'list', list: 'a\nlong\nb' });
  await compare.start();
  expect(state().error?.message).toBe('It broke.');
  expect(items()[1]?.problem).toContain('9 too many.');
  broken = false;
  await compare.resume();
  expect(state().error).toBeUndefined();
  expect(items().map(({ runs }) => Object.keys(runs).length)).toEqual([3, 0, 3]);
});

test('nothing runs without a model, without a prompt, or while another room has the engine', async () => {
  const { actions, compare } = make();
  await compare.start();
  expect(state().error?.code).toBe('prompt-empty');
  setCompare({ prompt: 'a' });
  await compare.start();
  expect(state().error?.code).toBe('not-loaded');
  await actions.load();
  set({ prompt: 'mine' });
  const mine = actions.start();
  await compare.start();
  expect(state().error?.code).toBe('busy');
  await mine;
  expect(useRunStore.getState().error).toBeUndefined();
  expect(state().comparison).toBeUndefined();
});

test('the Playground is told that Compare has the engine, and keeps what is on stage', async () => {
  const { actions, compare } = make();
  await actions.load();
  setCompare({ prompt: 'a' });
  const running = compare.start();
  set({ prompt: 'mine' });
  await actions.start();
  expect(useRunStore.getState()).toMatchObject({ phase: 'idle', run: undefined, error: { code: 'busy' } });
  actions.stop();
  await running;
  expect(Object.keys(items()[0]?.runs ?? {})).toHaveLength(3);
});

test('a broken list is refused with its line and changes nothing', async () => {
  const { actions, compare } = make();
  await actions.load();
  setCompare({ prompt: 'a' });
  await compare.start();
  const before = state().comparison;
  setCompare({ mode: 'list', list: '{"prompt": "a"}\n{"prompt": ' });
  await compare.start();
  expect(state().problem).toMatch(/^Line 2 of the list/);
  expect(state().comparison).toBe(before);
});

async function measured() {
  const { actions, compare } = make();
  await actions.load();
  setCompare({
    mode: 'list',
    list: '{"prompt": "say \\"=1,2\\"", "id": "q", "kind": "k"}\n{"prompt": "b\\nc"}',
  });
  await compare.start();
  const { comparison } = state();
  if (comparison === undefined) throw new Error('nothing was measured');
  return { compare, comparison };
}

test('an exported comparison opens again with the same figures and texts', async () => {
  const { compare, comparison } = await measured();
  const text = writeComparison(comparison);
  expect(JSON.parse(text)).toMatchObject({ format: 'draftpick-comparison', version: 1 });
  compare.open(text);
  const opened = state().comparison;
  expect(state().problem).toBeUndefined();
  expect(opened?.origin).toBe('file');
  expect(opened && totals(opened)).toEqual(totals(comparison));
  expect(opened && compareVerdict(opened, arm => arm)).toBe(compareVerdict(comparison, arm => arm));
  const pieces = (from: typeof comparison | undefined) =>
    from?.items.map(({ runs }) =>
      Object.values(runs).map(run =>
        run.rounds.map(round => round.pieces.map(({ state: s, text: t }) => [s, t])),
      ),
    );
  expect(pieces(opened)).toEqual(pieces(comparison));
});

test.each([
  ['a cut file', (text: string) => text.slice(0, -300), /line 3 is not JSON/],
  ['another format', (text: string) => text.replace('draftpick-comparison', 'x'), /not a comparison/],
  ['another version', (text: string) => text.replace('"version":1', '"version":9'), /version 9/],
  ['an unknown draft', (text: string) => text.replaceAll('"tables"', '"warp"'), /no draft “warp”/],
  [
    'a wrong time',
    (text: string) => text.replace('"prefill":[31,30,96]', '"prefill":[31,30,-1]'),
    /prompt 1, line 2: run/,
  ],
  [
    'a text that is none',
    (text: string) => text.replace('"prompt":"b\\nc"', '"prompt":7'),
    /prompt 2, line 3: “prompt”/,
  ],
  ['a lost text', (text: string) => text.replace('"texts":{"0":"one",', '"texts":{'), /text of token 0/],
  ['repeated ids', (text: string) => text.replace('"id":"p2"', '"id":"q"'), /prompt 2, line 3: the id/],
])('a file with %s is refused, and what was there stays', async (_, damage, words) => {
  const { compare, comparison } = await measured();
  const text = writeComparison(comparison);
  const damaged = damage(text);
  expect(damaged).not.toBe(text);
  const before = state().comparison;
  compare.open(damaged);
  expect(state().problem).toMatch(words);
  expect(state().comparison).toBe(before);
  expect(readComparison(damaged).ok).toBe(false);
});

test('the table has a line for every run, with texts quoted and formulas disarmed', async () => {
  const { comparison } = await measured();
  const csv = comparisonCsv(comparison);
  const lines = csv.trimEnd().split('\r\n');
  expect(lines).toHaveLength(1 + 6);
  expect(lines[1]).toContain('q,k,"say ""=1,2""",none,');
  const [first] = comparison.items;
  const formula = first && { ...comparison, items: [{ ...first, prompt: { id: '=1+1', prompt: 'x' } }] };
  expect(formula && comparisonCsv(formula)).toContain("\n'=1+1,");
});
