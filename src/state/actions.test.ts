import { beforeEach, expect, test } from 'vitest';
import { EngineError, type GenerateRequest } from '../engine/engine.ts';
import { testRequest } from '../engine/request.test-helper.ts';
import type { Trace } from '../engine/trace.ts';
import { type Actions, createActions } from './actions.ts';
import { useEngineStore } from './engine-store.ts';
import { advance, play, seek, stagePlayback, stepRounds, usePlaybackStore } from './playback-store.ts';
import { usePolicyStore } from './policy-store.ts';
import { useRunStore } from './run-store.ts';
import { roundsAt, runMs, runText } from './run-view.ts';
import { set, useSettingsStore } from './settings-store.ts';
import { ToyEngine, type ToyOptions, toyEvents, toyInfo } from './toy-engine.ts';

const toy: ToyOptions = {
  text: 'one two three four five six seven eight nine ten',
  plan: [
    [3, 3],
    [2, 0],
  ],
};

function make(
  options: Partial<ToyOptions> = {},
  frame: (callback: () => void) => void = queueMicrotask,
): Actions {
  return createActions({
    createEngine: () => Promise.resolve(new ToyEngine({ ...toy, ...options })),
    nextFrame: frame,
    reducedMotion: () => false,
  });
}

async function ready(options: Partial<ToyOptions> = {}): Promise<Actions> {
  const actions = make(options);
  await actions.load();
  set({ prompt: 'count to ten' });
  return actions;
}

beforeEach(() => {
  for (const store of [useEngineStore, useRunStore, usePolicyStore, useSettingsStore, usePlaybackStore]) {
    (store as typeof useRunStore).setState((store as typeof useRunStore).getInitialState(), true);
  }
});

const stage = () => useRunStore.getState();
const updates = () => usePolicyStore.getState().policy.updates;

test('a run ends with its whole text, and the policy learns once', async () => {
  const actions = await ready();
  await actions.start();
  const { run, phase, decision, announcement } = stage();
  expect(run && runText(run)).toBe(toy.text);
  expect(phase).toBe('idle');
  // Whichever arm the trained policy picks for this prompt: it is the one with the highest estimate.
  expect(decision?.by).toBe('policy');
  expect(decision?.arm).toBe(decision?.choice.arm);
  expect(updates()).toBe(1);
  expect(announcement).toMatch(/^Finished: 10 tokens/);
});

test('events reach the store in batches, one a frame', async () => {
  const frames: (() => void)[] = [];
  const actions = make({}, callback => frames.push(callback));
  await actions.load();
  set({ prompt: 'x' });
  let changes = 0;
  const stop = useRunStore.subscribe((now, before) => {
    if (now.run?.events !== before.run?.events) changes += 1;
  });
  await actions.start();
  stop();
  // One for the empty run, one for everything that came before the only frame.
  expect(changes).toBe(2);
  expect(frames).toHaveLength(1);
});

test('stopping keeps the text and teaches nothing', async () => {
  const actions: Actions = await ready({
    before: event => {
      if (event.type === 'round' && event.index === 1) actions.stop();
    },
  });
  await actions.start();
  const { run, phase } = stage();
  expect(run && runText(run)).toBe('one two three four');
  expect(run?.done?.reason).toBe('cancelled');
  expect(phase).toBe('idle');
  expect(updates()).toBe(0);
});

test('an error keeps the text so far, is shown with its remedy, and teaches nothing', async () => {
  const actions = await ready({
    before: event => {
      if (event.type === 'round' && event.index === 1)
        throw new EngineError('internal', 'It broke.', 'Mend it.');
    },
  });
  await actions.start();
  const { run, error } = stage();
  expect(run && runText(run)).toBe('one two three four');
  expect(error).toEqual({ code: 'internal', message: 'It broke.', remedy: 'Mend it.' });
  expect(updates()).toBe(0);
});

test('a refused request leaves the stage as it was, and gives the follow-up back', async () => {
  let refuse = false;
  const actions = await ready({
    before: () => {
      if (refuse) throw new EngineError('prompt-too-long', '12 tokens too long.', 'Shorten it.');
    },
  });
  await actions.start();
  const before = stage().run;
  refuse = true;
  await actions.start({ followUp: 'a long question' });
  expect(stage().run).toBe(before);
  expect(stage().error?.code).toBe('prompt-too-long');
  expect(useSettingsStore.getState().followUp).toBe('a long question');
});

test('a follow-up carries the chat, and its text is cleared', async () => {
  const actions = await ready();
  await actions.start();
  set({ followUp: 'and then?' });
  await actions.start({ followUp: 'and then?' });
  expect(stage().run?.request.messages).toEqual([
    { role: 'user', content: 'count to ten' },
    { role: 'assistant', content: toy.text },
    { role: 'user', content: 'and then?' },
  ]);
  expect(useSettingsStore.getState().followUp).toBe('');
});

test('a race runs the same request without a draft, then plays both on one clock', async () => {
  const requests: GenerateRequest[] = [];
  const actions = await ready({
    before: (event, request) => {
      if (event.type === 'prefill') requests.push(request);
    },
  });
  await actions.start({ race: true });
  expect(requests.map(({ arm }) => arm)).toEqual([useRunStore.getState().decision?.arm, 'none']);
  expect(requests[0]?.arm).not.toBe('none');
  expect(requests[1]).toEqual({ ...requests[0], arm: 'none' });
  expect(stage().baseline?.done).toBeDefined();
  expect(usePlaybackStore.getState()).toMatchObject({ clockMs: 0, playing: true });
  expect(updates()).toBe(1);
});

test('racing a finished run afterwards adds the baseline and teaches nothing twice', async () => {
  const actions = await ready();
  await actions.start();
  const { run } = stage();
  await actions.race();
  expect(stage().run).toBe(run);
  expect(stage().baseline?.request.arm).toBe('none');
  expect(updates()).toBe(1);
});

test('racing with another prompt in the form runs that prompt first', async () => {
  const actions = await ready();
  await actions.start();
  set({ prompt: 'something else' });
  await actions.race();
  expect(stage().run?.request.messages).toEqual([{ role: 'user', content: 'something else' }]);
  expect(stage().baseline?.request.messages).toEqual(stage().run?.request.messages);
});

test('racing a stopped run starts over', async () => {
  let stopNow = true;
  const actions: Actions = await ready({
    before: event => {
      if (stopNow && event.type === 'round') actions.stop();
    },
  });
  await actions.start();
  stopNow = false;
  await actions.race();
  expect(stage().run?.done?.reason).toBe('eos');
  expect(stage().baseline?.done?.reason).toBe('eos');
});

test('a person’s choice overrules the policy', async () => {
  const actions = await ready();
  set({ draft: 'none' });
  await actions.start({ race: true });
  expect(stage().decision).toMatchObject({ arm: 'none', by: 'person' });
  expect(stage().baseline).toBeUndefined();
});

test('an empty prompt and a missing model are said, and nothing runs', async () => {
  const actions = make();
  await actions.start();
  expect(stage().error?.code).toBe('prompt-empty');
  set({ prompt: 'hello' });
  await actions.start();
  expect(stage().error?.code).toBe('not-loaded');
  expect(stage().run).toBeUndefined();
});

test('cancelling a load is no failure, and it can be tried again', async () => {
  let wait = true;
  const actions = make({
    loading: async (_, signal) => {
      if (wait)
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  });
  const loading = actions.load();
  expect(useEngineStore.getState().status).toBe('loading');
  await Promise.resolve();
  await Promise.resolve();
  actions.cancelLoad();
  await loading;
  expect(useEngineStore.getState()).toMatchObject({ status: 'none', error: undefined });
  wait = false;
  await actions.load();
  expect(useEngineStore.getState().status).toBe('ready');
});

test('a failed load says why, and the next one starts another engine', async () => {
  const engines: ToyEngine[] = [];
  const actions = createActions({
    createEngine: () => {
      const engine = new ToyEngine({
        ...toy,
        loading: () => Promise.reject(new EngineError('download-failed', 'No answer.', 'Try again.')),
      });
      engines.push(engine);
      return Promise.resolve(engine);
    },
    nextFrame: queueMicrotask,
    reducedMotion: () => false,
  });
  await actions.load();
  await actions.load();
  expect(useEngineStore.getState()).toMatchObject({ status: 'failed', error: { code: 'download-failed' } });
  expect(engines.map(({ disposed }) => disposed)).toEqual([true, true]);
});

const request = testRequest();
const trace: Trace = {
  format: 'draftpick-trace',
  version: 1,
  recordedAt: '2026-01-01T00:00:00Z',
  machine: 'a test',
  model: toyInfo,
  request,
  events: toyEvents(toy, request),
  baseline: toyEvents(toy, { ...request, arm: 'none' }),
};

test('a recording plays without a model and teaches nothing', async () => {
  const actions = make();
  await actions.replay(trace);
  expect(stage().run?.events).toEqual(trace.events);
  expect(stage().baseline?.events).toEqual(trace.baseline);
  expect(stage().recording).toBe(trace);
  expect(usePlaybackStore.getState().playing).toBe(true);
  expect(updates()).toBe(0);
});

test('a recording does not push a run off the stage unasked', async () => {
  const actions = await ready();
  await actions.start();
  const { run } = stage();
  await actions.replayIfEmpty(trace);
  expect(stage().run).toBe(run);
});

test('a follow-up to a recording begins a new chat', async () => {
  const actions = await ready();
  await actions.replay(trace);
  await actions.start({ followUp: 'hello' });
  expect(stage().run?.request.messages).toEqual([{ role: 'user', content: 'hello' }]);
});

test('the clock runs to the end, shows all, and starts over', async () => {
  await make().replay(trace);
  const { run, baseline } = stage();
  if (run === undefined || baseline === undefined) throw new Error('nothing on stage');
  const end = runMs(baseline);
  advance(end / 2, end);
  expect(usePlaybackStore.getState()).toMatchObject({ clockMs: end / 2, playing: true });
  advance(end, end);
  expect(usePlaybackStore.getState()).toMatchObject({ clockMs: null, playing: false });
  play(end);
  expect(usePlaybackStore.getState()).toMatchObject({ clockMs: 0, playing: true });
  seek(0);
  stepRounds(stagePlayback, run, 1);
  expect(roundsAt(run, usePlaybackStore.getState().clockMs)).toBe(1);
  stepRounds(stagePlayback, run, -5);
  expect(roundsAt(run, usePlaybackStore.getState().clockMs)).toBe(0);
});
