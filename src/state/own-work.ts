import type { DatasetRow } from '../core/dataset-row.ts';
import { JsonReader } from '../core/json-reader.ts';
import { featureNames } from '../core/policy/features.ts';
import { alignmentKinds } from '../core/reward.ts';
import { type ArmId, isArmId } from '../engine/arms.ts';
import { listLimits } from './compare-list.ts';
import { type OwnRow, sameTerms } from './own-dataset.ts';

/** What is kept of a dataset that is made here. */
export interface OwnWork {
  /** The prompts as typed. */
  readonly list: string;
  readonly arms: readonly ArmId[];
  readonly maxTokens: number;
  readonly rows: readonly OwnRow[];
}

/** The file's format; a page that writes another one raises it. */
export const ownWorkVersion = 1;
/** Most rows that are kept: twice the longest list, so that changing one's mind costs nothing. Some 3 kB each. */
export const mostOwnRows = 2 * listLimits.prompts;
/** Lengths of the target's text that a row may be made of. */
export const ownTokens = { min: 8, max: 192 } as const;

/** Rows and one more, which takes the place of an earlier one of the same prompt and terms; the oldest go when there are too many. */
export function withRow(rows: readonly OwnRow[], row: OwnRow): OwnRow[] {
  const others = rows.filter(({ prompt, terms }) => prompt !== row.prompt || !sameTerms(terms, row.terms));
  return [...others, row].slice(-mostOwnRows);
}

const read = new JsonReader(cause => {
  throw new Error(`The dataset kept in this browser can't be used: ${cause}.`);
});

/** Reads what was kept; nothing in it is trusted. A row that is not as expected is left out: it is made again. @throws Error */
export function readOwnWork(json: unknown): OwnWork {
  const root = read.record(json, 'it');
  if (root.version !== ownWorkVersion) read.fail('another version of the page made it');
  const list = typeof root.list === 'string' ? root.list.slice(0, listLimits.text) : '';
  const rows = read.list(root.rows, 'rows').flatMap((value): OwnRow[] => {
    try {
      return [readRow(value)];
    } catch {
      return [];
    }
  });
  return {
    list,
    arms: armsOf(root.arms),
    maxTokens: tokensOf(root.maxTokens),
    rows: rows.slice(-mostOwnRows),
  };
}

function readRow(value: unknown): OwnRow {
  const row = read.record(value, 'a row');
  const terms = read.record(row.terms, 'terms');
  const arms = armsOf(terms.arms);
  const text = read.record(row.text, 'text');
  return {
    prompt: read.text(row.prompt, 'prompt'),
    terms: {
      target: read.text(terms.target, 'target'),
      backend: read.text(terms.backend, 'backend'),
      arms,
      maxTokens: tokensOf(terms.maxTokens),
    },
    text: { prompt: ids(text.prompt), tokens: ids(text.tokens) },
    row: readValues(row.row, arms.length),
    arms: read.list(row.arms, 'arms').map((each, i) => {
      const arm = read.record(each, 'an arm');
      if (arm.id !== arms[i]) read.fail('its drafts are in another order');
      return {
        id: read.text(arm.id, 'an arm'),
        bytes: read.number(arm.bytes, 'bytes', 0),
        speed: read.number(arm.speed, 'speed', 0),
      };
    }),
    ms: read.number(row.ms, 'ms', 0),
  };
}

function readValues(value: unknown, arms: number): DatasetRow {
  const row = read.record(value, 'the values');
  const alignments = read.record(row.alignments, 'alignments');
  return {
    tokens: read.number(row.tokens, 'tokens', 1),
    features: numbers(row.features, featureNames.length, 1),
    alignments: Object.fromEntries(alignmentKinds.map(kind => [kind, numbers(alignments[kind], arms, 1)])),
    speedUps: numbers(row.speedUps, arms, Number.MAX_VALUE),
  };
}

function numbers(value: unknown, length: number, most: number): number[] {
  const all = read.list(value, 'numbers').map(each => read.number(each, 'a number', 0));
  if (all.length !== length || all.some(each => each > most)) read.fail('its numbers are not as expected');
  return all;
}

function ids(value: unknown): number[] {
  const all = read.list(value, 'tokens').map(each => read.number(each, 'a token', 0));
  if (!all.every(Number.isInteger)) read.fail('a token is not a whole number');
  return all;
}

function armsOf(value: unknown): ArmId[] {
  const all = read.list(value, 'arms').map(arm => read.text(arm, 'an arm'));
  return all.map(arm => (isArmId(arm) ? arm : read.fail(`there is no draft "${arm}"`)));
}

function tokensOf(value: unknown): number {
  const tokens = read.number(value, 'tokens', ownTokens.min);
  return Number.isInteger(tokens) && tokens <= ownTokens.max ? tokens : read.fail('tokens are out of range');
}
