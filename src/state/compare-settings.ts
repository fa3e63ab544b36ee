import { type ArmId, armIds, arms, isArmId } from '../engine/arms.ts';
import {
  longestLink,
  numberOf,
  openLink,
  type ParsedLink,
  unknownDraft,
  versionedQuery,
} from './link-query.ts';
import { clampSetting, defaultSettings, limits } from './settings.ts';

/** What a person sets in Compare, and what a link carries. */
export interface CompareSettings {
  readonly mode: 'one' | 'list';
  /** The prompt of mode `one`. */
  readonly prompt: string;
  /** The list of mode `list`, as typed. */
  readonly list: string;
  /** In the order of {@link armIds}; `none` is always one of them: it is the baseline. */
  readonly arms: readonly ArmId[];
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
}

/** Longest output in Compare: results of a whole list are kept in memory. */
export const mostTokens = 256;

/**
 * One arm of each way of drafting: enough to see the ways differ, quick to run. A whole model comes only from somebody's library: it is
 * never among them.
 */
function oneOfEachWay(): readonly ArmId[] {
  const seen = new Set<string>();
  return armIds.filter(arm => {
    const parts: readonly string[] = arms[arm];
    const way = parts.length > 1 ? 'together' : parts[0] === 'history' ? 'lookup' : (parts[0] ?? '');
    const name = way.split('-')[0] ?? '';
    if (name === 'whole' || seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

export const defaultCompareSettings: CompareSettings = {
  mode: 'one',
  prompt: '',
  list: '',
  arms: oneOfEachWay(),
  maxTokens: 64,
  temperature: 0,
  seed: defaultSettings.seed,
};

/** Known arms once each, in their order, with the baseline. */
export function inOrder(chosen: Iterable<ArmId>): readonly ArmId[] {
  const set = new Set<ArmId>(chosen);
  return armIds.filter(arm => arm === 'none' || set.has(arm));
}

/** A number of tokens within Compare's limits. */
export function clampTokens(value: number, fallback: number): number {
  return Math.min(mostTokens, clampSetting('maxTokens', value, fallback));
}

const version = '1';

/** A query for the address bar. */
export interface CompareLink {
  /** Without `?`; empty when everything is at its default. */
  readonly query: string;
  /** The prompts were too long for a link and were left out. */
  readonly promptsLeftOut: boolean;
}

/** Writes what differs from the defaults; the arms always, as their default may change. */
export function encodeCompare(settings: CompareSettings): CompareLink {
  const full = write(settings);
  if (full.length <= longestLink) return { query: full, promptsLeftOut: false };
  return { query: write({ ...settings, prompt: '', list: '' }), promptsLeftOut: true };
}

function write(settings: CompareSettings): string {
  const { mode, prompt, list, arms: chosen, maxTokens, temperature, seed } = settings;
  const params = new URLSearchParams();
  if (mode === 'one' && prompt !== '') params.set('p', prompt);
  if (mode === 'list') params.set('l', list);
  if (chosen.join() !== defaultCompareSettings.arms.join()) params.set('a', chosen.join(','));
  if (maxTokens !== defaultCompareSettings.maxTokens) params.set('n', String(maxTokens));
  if (temperature !== 0) params.set('t', String(temperature));
  if (seed !== defaultCompareSettings.seed) params.set('s', String(seed));
  return versionedQuery(version, params);
}

/** Reads a query. Numbers are clamped, unknown keys ignored; never throws. */
export function decodeCompare(query: string): ParsedLink<CompareSettings> {
  const link = openLink(query, version);
  if (link.kind !== 'values') return link;
  const { values } = link;
  const names = values.get('a')?.split(',');
  const unknown = names?.find(name => !isArmId(name));
  if (unknown !== undefined) return unknownDraft(unknown);
  const number = (key: string): number => numberOf(values.get(key));
  const { maxTokens, seed } = defaultCompareSettings;
  const list = values.get('l');
  return {
    kind: 'settings',
    settings: {
      mode: list === null ? 'one' : 'list',
      prompt: values.get('p') ?? '',
      list: list ?? '',
      arms: names === undefined ? defaultCompareSettings.arms : inOrder(names.filter(isArmId)),
      maxTokens: clampTokens(number('n'), maxTokens),
      temperature: clampSetting('temperature', number('t'), limits.temperature.min),
      seed: clampSetting('seed', number('s'), seed),
    },
  };
}
