import type { DatasetRow } from '../core/dataset-row.ts';
import { JsonReader } from '../core/json-reader.ts';
import { featureNames } from '../core/policy/features.ts';
import { alignmentKinds } from '../core/reward.ts';
import { type ArmId, isArmId } from '../engine/arms.ts';
import { listLimits } from './compare-list.ts';
import type { OwnRow } from './own-dataset.ts';

/** What is kept of a dataset that is made here. */
export interface OwnWork {
  /** The prompts as typed. */
  readonly list: string;
  readonly arms: readonly ArmId[];
  readonly maxTokens: number;
  readonly rows: readonly OwnRow[];
}

/** Most rows that are kept: twice the longest list, so that changing one's mind costs nothing. Some 3 kB each. */
export const mostOwnRows = 2 * listLimits.prompts;
/** Lengths of the target's text that a row may be made of. */
export const ownTokens = { min: 8, max: 192 } as const;

const cacheName = 'draftpick-own-dataset-1';
const address = '/own-dataset.json';
const version = 1;

/** Where the work is kept between visits. */
export interface OwnFile {
  /** What was kept last; undefined when nothing was, or it cannot be read. */
  read(): Promise<OwnWork | undefined>;
  /** @returns whether it could be kept */
  write(work: OwnWork): Promise<boolean>;
}

/** The work in Cache Storage. @param caches undefined where the browser has none */
export function ownFile(
  caches: { open(name: string): Promise<Pick<Cache, 'match' | 'put'>> } | undefined = globalThis.caches,
): OwnFile {
  return {
    async read() {
      try {
        const found = await (await caches?.open(cacheName))?.match(address);
        return found && readOwnWork(await found.json());
      } catch {
        return undefined;
      }
    },
    async write(work) {
      try {
        const cache = await caches?.open(cacheName);
        await cache?.put(address, new Response(JSON.stringify({ version, ...work })));
        return cache !== undefined;
      } catch {
        return false;
      }
    },
  };
}

const read = new JsonReader(cause => {
  throw new Error(`The dataset kept in this browser can't be used: ${cause}.`);
});

/** Reads what was kept; nothing in it is trusted. A row that is not as expected is left out: it is made again. @throws Error */
export function readOwnWork(json: unknown): OwnWork {
  const root = read.record(json, 'it');
  if (root.version !== version) read.fail('another version of the page made it');
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
