import { isArmId } from '../engine/arms.ts';
import { clampSetting, defaultSettings, type NumericSetting, type RunSettings } from './settings.ts';

/** Version of the link format; a link of another version is not guessed at. */
const version = '1';

/** Longest fragment that is written or read, in characters: what mail and chat programs pass on unharmed. */
export const maxHashLength = 8000;

const numberKeys: Readonly<Record<NumericSetting, string>> = {
  temperature: 't',
  topK: 'k',
  topP: 'tp',
  seed: 's',
  maxTokens: 'n',
  maxDraft: 'l',
};

const numberNames = Object.keys(numberKeys) as NumericSetting[];

/** A fragment for the address bar, and what it could not hold. */
export interface Permalink {
  /** Without the `#`; empty when everything is at its default. */
  readonly hash: string;
  /** The prompt was too long for a link and was left out. */
  readonly promptLeftOut: boolean;
}

/** Writes what differs from the defaults. */
export function encodeSettings(settings: RunSettings): Permalink {
  const full = write(settings);
  if (full.length <= maxHashLength) return { hash: full, promptLeftOut: false };
  return { hash: write({ ...settings, prompt: '' }), promptLeftOut: true };
}

function write(settings: RunSettings): string {
  const params = new URLSearchParams();
  if (settings.prompt !== '') params.set('p', settings.prompt);
  if (settings.draft !== defaultSettings.draft) params.set('d', settings.draft);
  for (const name of numberNames) {
    if (settings[name] !== defaultSettings[name]) params.set(numberKeys[name], String(settings[name]));
  }
  if (settings.fixedDraft) params.set('f', '1');
  if (settings.race) params.set('r', '1');
  const text = params.toString();
  return text === '' ? '' : `v=${version}&${text}`;
}

/** What a fragment says: settings, nothing, or why it cannot be used. */
export type ParsedLink =
  | { readonly kind: 'none' }
  | { readonly kind: 'settings'; readonly settings: RunSettings }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads a fragment (with or without `#`). Numbers are clamped, unknown keys ignored; never throws. */
export function decodeSettings(fragment: string): ParsedLink {
  const text = fragment.replace(/^#/, '');
  if (text === '') return { kind: 'none' };
  if (text.length > maxHashLength) {
    return { kind: 'invalid', reason: `the link is longer than ${maxHashLength} characters` };
  }
  const params = new URLSearchParams(text);
  const found = params.get('v');
  if (found === null) return { kind: 'none' };
  if (found !== version) {
    return {
      kind: 'invalid',
      reason: `the link has version ${found.slice(0, 8)}, this page reads version ${version}`,
    };
  }
  const draft = params.get('d') ?? defaultSettings.draft;
  if (draft !== 'policy' && !isArmId(draft)) {
    return {
      kind: 'invalid',
      reason: `the link asks for a draft this version does not have (${draft.slice(0, 40)})`,
    };
  }
  const number = (name: NumericSetting): number => {
    const value = params.get(numberKeys[name]);
    const fallback = defaultSettings[name];
    return value === null || value.trim() === '' ? fallback : clampSetting(name, Number(value), fallback);
  };
  return {
    kind: 'settings',
    settings: {
      prompt: params.get('p') ?? '',
      draft,
      temperature: number('temperature'),
      topK: number('topK'),
      topP: number('topP'),
      seed: number('seed'),
      maxTokens: number('maxTokens'),
      maxDraft: number('maxDraft'),
      fixedDraft: params.get('f') === '1',
      race: params.get('r') === '1',
    },
  };
}
