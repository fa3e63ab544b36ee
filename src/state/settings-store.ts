import { create } from 'zustand';
import type { ParsedLink } from './link-query.ts';
import { decodeSettings, encodeSettings } from './permalink.ts';
import { type Route, replaceQuery, useRouteStore } from './route.ts';
import { defaultSettings, type RunSettings } from './settings.ts';

/** Colours of the page. */
export type Theme = 'auto' | 'light' | 'dark';

/** What a person set, and what of it needs remembering. */
export interface SettingsState extends RunSettings {
  readonly theme: Theme;
  /** Show rejected tokens where they were rejected. */
  readonly showRejected: boolean;
  /** What is typed as the next turn of the chat on stage. */
  readonly followUp: string;
  /** Text that a gallery prompt or a link replaced, to be had back. */
  readonly replacedPrompt: string | undefined;
  /** Why the link in the address bar was not used. */
  readonly linkProblem: string | undefined;
}

/** All settings. */
export const useSettingsStore = create<SettingsState>(() => ({
  ...defaultSettings,
  theme: 'auto',
  showRejected: true,
  followUp: '',
  replacedPrompt: undefined,
  linkProblem: undefined,
}));

const { setState, getState } = useSettingsStore;

/** Changes settings. */
export function set(change: Partial<SettingsState>): void {
  setState(change);
}

/**
 * Puts another text into the prompt field and keeps the one that stood there.
 * @param isSpare whether a text can be had elsewhere and need not be kept
 */
export function replacePrompt(prompt: string, isSpare: (text: string) => boolean = () => false): void {
  const before = getState().prompt;
  if (before !== prompt) {
    setState({
      prompt,
      replacedPrompt: before.trim() === '' || isSpare(before) ? getState().replacedPrompt : before,
    });
  }
}

/** Swaps the prompt with the text it replaced. */
export function restorePrompt(): void {
  const { prompt, replacedPrompt } = getState();
  if (replacedPrompt !== undefined) setState({ prompt: replacedPrompt, replacedPrompt: prompt || undefined });
}

/** The run settings alone. */
export function runSettings(state: SettingsState = getState()): RunSettings {
  const { prompt, draft, temperature, topK, topP, seed, maxTokens, maxDraft, fixedDraft, race } = state;
  return { prompt, draft, temperature, topK, topP, seed, maxTokens, maxDraft, fixedDraft, race };
}

/** Applies a link; the text it replaces is kept. */
export function applyLink(link: ParsedLink<RunSettings>): void {
  switch (link.kind) {
    case 'none':
      return;
    case 'invalid':
      setState({ linkProblem: link.reason });
      return;
    case 'settings': {
      const { prompt, ...rest } = link.settings;
      setState({ ...rest, linkProblem: undefined });
      if (prompt !== '') replacePrompt(prompt);
      return;
    }
  }
}

const storageKey = 'draftpick-settings-1';
/** A prompt beyond this is not kept over a reload; storage has about 5 MB in all. */
const storedPromptLimit = 400_000;

function readStored(storage: Storage): Partial<SettingsState> {
  try {
    const stored: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    const { prompt, theme, showRejected } = stored as Record<string, unknown>;
    return {
      ...(typeof prompt === 'string' ? { prompt } : {}),
      ...(theme === 'light' || theme === 'dark' || theme === 'auto' ? { theme } : {}),
      ...(typeof showRejected === 'boolean' ? { showRejected } : {}),
    };
  } catch {
    return {};
  }
}

function writeStored(storage: Storage, state: SettingsState): void {
  const prompt = state.prompt.length > storedPromptLimit ? '' : state.prompt;
  try {
    storage.setItem(
      storageKey,
      JSON.stringify({ prompt, theme: state.theme, showRejected: state.showRejected }),
    );
  } catch {
    // Full or forbidden storage costs the memory over a reload, nothing else.
  }
}

/** The parts of a browser that settings live in, beside the address bar (route.ts). */
export interface SettingsHome {
  readonly storage: Storage;
  /** Calls back after a pause, forgetting an earlier call that is still waiting. */
  later(callback: () => void): void;
}

/** Reads what was typed last time, then the link; from then on keeps both up to date. */
export function connectSettings(home: SettingsHome): void {
  setState(readStored(home.storage));
  const follow = ({ room, query }: Route) => {
    if (room === 'playground') applyLink(decodeSettings(query));
  };
  follow(useRouteStore.getState());
  useRouteStore.subscribe(follow);
  useSettingsStore.subscribe(state => {
    home.later(() => {
      writeStored(home.storage, state);
      replaceQuery('playground', encodeSettings(runSettings(state)).hash);
    });
  });
}
