import { type Split, splits } from '../core/offline-dataset.ts';
import { type AlignmentKind, alignmentKinds } from '../core/reward.ts';
import { numberOf, openLink, versionedQuery } from './link-query.ts';

/** What a link to the Lab carries besides its step. */
export interface LabSettings {
  readonly f: AlignmentKind;
  readonly alpha: number;
  readonly goal: 'reward' | 'speed';
  /** The prompts that policies are compared on. */
  readonly split: Split;
  readonly seed: number;
  /** A prompt of the dataset to look at, by id. */
  readonly sample: string;
  /** A prompt that was typed instead; empty when there is none. */
  readonly prompt: string;
  /** Which policy decides on it: the page's, or one trained here. */
  readonly decider: string;
  /** Cost of each further token of a pass, in passes over one token. */
  readonly rowCost: number;
  /** How many times as dear as in the dataset a draft's own steps are. */
  readonly stepFactor: number;
}

export const defaultLab: LabSettings = {
  f: 'rouge-l',
  alpha: 0.8,
  goal: 'reward',
  split: 'held-out',
  seed: 1,
  sample: '',
  prompt: '',
  decider: 'page',
  rowCost: 0.25,
  stepFactor: 1,
};

const version = '1';

/** Longest prompt that a link carries, in UTF-16 units. */
export const longestLinkedPrompt = 2000;
/** Longest query that is read. */
const longestQuery = 12_000;

/** Writes what differs from the defaults; empty when nothing does. A prompt too long for a link is left out. */
export function encodeLab(settings: LabSettings): string {
  const params = new URLSearchParams();
  const put = (key: string, name: keyof LabSettings): void => {
    if (settings[name] !== defaultLab[name]) params.set(key, String(settings[name]));
  };
  put('f', 'f');
  put('a', 'alpha');
  put('g', 'goal');
  put('s', 'split');
  put('seed', 'seed');
  put('i', 'sample');
  if (settings.prompt.length <= longestLinkedPrompt) put('p', 'prompt');
  put('by', 'decider');
  put('row', 'rowCost');
  put('step', 'stepFactor');
  return versionedQuery(version, params);
}

/**
 * Reads a query. Numbers are clamped, unknown keys and values fall back to the defaults; never throws.
 * @returns undefined for a link of another version or one that is too long
 */
export function decodeLab(query: string): LabSettings | undefined {
  if (query === '') return defaultLab;
  const link = openLink(query, version, longestQuery);
  if (link.kind !== 'values') return undefined;
  const { values } = link;
  const number = (key: string, fallback: number, least: number, most: number): number => {
    const value = numberOf(values.get(key));
    return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : fallback;
  };
  const prompt = values.get('p') ?? '';
  return {
    f: alignmentKinds.find(kind => kind === values.get('f')) ?? defaultLab.f,
    alpha: number('a', defaultLab.alpha, 0, 1),
    goal: values.get('g') === 'speed' ? 'speed' : 'reward',
    split: splits.find(split => split === values.get('s')) ?? defaultLab.split,
    seed: Math.round(number('seed', defaultLab.seed, 0, 2 ** 31 - 1)),
    sample: (values.get('i') ?? '').slice(0, 80),
    prompt: prompt.length <= longestLinkedPrompt ? prompt : '',
    decider: (values.get('by') ?? defaultLab.decider).slice(0, 20),
    rowCost: number('row', defaultLab.rowCost, 0, 1.5),
    stepFactor: number('step', defaultLab.stepFactor, 0, 20),
  };
}
