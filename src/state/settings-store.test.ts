import { beforeEach, expect, test } from 'vitest';
import { memoryStorage } from './memory-storage.test-helper.ts';
import { connectRoute, useRouteStore } from './route.ts';
import { defaultSettings } from './settings.ts';
import {
  applyLink,
  connectSettings,
  replacePrompt,
  restorePrompt,
  set,
  useSettingsStore,
} from './settings-store.ts';

const initial = useSettingsStore.getInitialState();
beforeEach(() => useSettingsStore.setState(initial, true));
const prompt = () => useSettingsStore.getState().prompt;

test('typed text that an example replaces can be had back, and back again', () => {
  set({ prompt: 'my own words' });
  replacePrompt('example');
  expect(prompt()).toBe('example');
  restorePrompt();
  expect(prompt()).toBe('my own words');
  restorePrompt();
  expect(prompt()).toBe('example');
});

test('replacing an empty prompt leaves nothing to restore', () => {
  replacePrompt('example');
  expect(useSettingsStore.getState().replacedPrompt).toBeUndefined();
});

test('an example that replaces another example leaves nothing to restore', () => {
  set({ prompt: 'first example' });
  replacePrompt('second example', text => text === 'first example');
  expect(useSettingsStore.getState().replacedPrompt).toBeUndefined();
});

test('a link keeps the text it replaces, and a bad link changes nothing', () => {
  set({ prompt: 'mine', temperature: 0.5 });
  applyLink({ kind: 'invalid', reason: 'broken' });
  expect(useSettingsStore.getState()).toMatchObject({
    prompt: 'mine',
    temperature: 0.5,
    linkProblem: 'broken',
  });
  applyLink({ kind: 'settings', settings: { ...defaultSettings, prompt: 'theirs' } });
  expect(useSettingsStore.getState()).toMatchObject({
    prompt: 'theirs',
    replacedPrompt: 'mine',
    temperature: 0,
    linkProblem: undefined,
  });
});

test('settings survive a reload, and the address bar follows', () => {
  const storage = memoryStorage();
  const location = { hash: '' };
  let waiting = (): void => {};
  connectRoute({
    location,
    replaceHash: (hash: string) => {
      location.hash = hash;
    },
    onHashChange: () => {},
  });
  const home = {
    storage,
    later: (callback: () => void) => {
      waiting = callback;
    },
  };
  connectSettings(home);
  set({ prompt: 'keep me', theme: 'dark' });
  waiting();
  expect(location.hash).toBe('#v=1&p=keep+me');
  useSettingsStore.setState(initial, true);
  useRouteStore.setState(useRouteStore.getInitialState(), true);
  connectSettings(home);
  expect(useSettingsStore.getState()).toMatchObject({ prompt: 'keep me', theme: 'dark' });
});
