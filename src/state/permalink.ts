import { isArmId } from '../engine/arms.ts';
import {
  longestLink,
  numberOf,
  openLink,
  type ParsedLink,
  unknownDraft,
  versionedQuery,
} from './link-query.ts';
import { clampSetting, defaultSettings, type NumericSetting, type RunSettings } from './settings.ts';

const version = '1';

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
  if (full.length <= longestLink) return { hash: full, promptLeftOut: false };
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
  return versionedQuery(version, params);
}

/** Reads a fragment (with or without `#`). Numbers are clamped, unknown keys ignored; never throws. */
export function decodeSettings(fragment: string): ParsedLink<RunSettings> {
  const link = openLink(fragment.replace(/^#/, ''), version);
  if (link.kind !== 'values') return link;
  const { values } = link;
  const draft = values.get('d') ?? defaultSettings.draft;
  if (draft !== 'policy' && !isArmId(draft)) return unknownDraft(draft);
  const number = (name: NumericSetting): number =>
    clampSetting(name, numberOf(values.get(numberKeys[name])), defaultSettings[name]);
  return {
    kind: 'settings',
    settings: {
      prompt: values.get('p') ?? '',
      draft,
      temperature: number('temperature'),
      topK: number('topK'),
      topP: number('topP'),
      seed: number('seed'),
      maxTokens: number('maxTokens'),
      maxDraft: number('maxDraft'),
      fixedDraft: values.get('f') === '1',
      race: values.get('r') === '1',
    },
  };
}
