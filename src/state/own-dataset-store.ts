import { create } from 'zustand';
import { type ArmId, armIds, hasWholeModel } from '../engine/arms.ts';
import { type ComparePrompt, listLimits, parsePromptList } from './compare-list.ts';
import type { Failure } from './engine-store.ts';
import type { OwnRow } from './own-dataset.ts';
import { type OwnFile, ownFile } from './own-dataset-file.ts';
import { type OwnWork, withRow } from './own-work.ts';

/** The row that is being made. */
export interface OwnNow {
  /** Index in the list. */
  readonly prompt: number;
  /** The draft at work; undefined while the target writes. */
  readonly arm: ArmId | undefined;
}

/** The dataset that is made of a person's own prompts. */
export interface OwnState extends OwnWork {
  /** Whether what earlier visits left was looked for. */
  readonly recalled: boolean;
  readonly phase: 'idle' | 'running';
  readonly now: OwnNow | undefined;
  readonly error: Failure | undefined;
  readonly problem: string | undefined;
  /** Prompts that no row can be made of, and why. */
  readonly refused: Readonly<Record<string, string>>;
  /** Whether the browser keeps the rows; where it does not, they last as long as the page. */
  readonly kept: boolean;
  /** What an earlier visit left and this page cannot read, as text; it is kept until a person deletes it. */
  readonly aside: string | undefined;
}

const nothing: OwnState = {
  list: '',
  arms: armIds.filter(arm => !hasWholeModel(arm)),
  maxTokens: 96,
  rows: [],
  recalled: false,
  phase: 'idle',
  now: undefined,
  error: undefined,
  problem: undefined,
  refused: {},
  kept: true,
  aside: undefined,
};

/** Written by own-dataset-actions.ts and the functions below. */
export const useOwnDatasetStore = create<OwnState>(() => nothing);

const { setState, getState } = useOwnDatasetStore;
let file: OwnFile = ownFile();
let recalling: Promise<void> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Takes up what earlier visits left, and from then on what other tabs change; once. */
export function recallOwn(): Promise<void> {
  recalling ??= file.read().then(({ work, aside }) => {
    setState({ ...work, aside, recalled: true });
    file.watch(() => void takeUpOthers());
  });
  return recalling;
}

/** Another tab has changed what is kept. What a person is typing here, and a list that is being recorded, stay. */
async function takeUpOthers(): Promise<void> {
  const { work, aside } = await file.read();
  if (work === undefined) return;
  const busy = timer !== undefined || getState().phase === 'running';
  setState({ ...(busy ? { rows: work.rows } : work), aside });
}

/** Starts from nothing on other storage, as a page that is opened does. */
export function reopenOwn(storage: OwnFile): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  file = storage;
  recalling = undefined;
  setState(nothing, true);
  return recallOwn();
}

/** Pause in typing before the list is kept, milliseconds. */
const pause = 300;

/** Changes what is to be made. */
export function setOwn(change: Partial<Pick<OwnWork, 'list' | 'arms' | 'maxTokens'>>): void {
  setState({ ...change, problem: undefined });
  clearTimeout(timer);
  timer = setTimeout(() => {
    timer = undefined;
    const { list, arms, maxTokens } = getState();
    void keep(work => ({ ...work, list, arms, maxTokens }));
  }, pause);
}

/** Keeps a finished row, beside those that other tabs have made meanwhile. */
export function addOwnRow(row: OwnRow): Promise<void> {
  return keep(work => ({ ...work, rows: withRow(work.rows, row) }));
}

/** Forgets all rows; the prompts stay. */
export function forgetOwnRows(): void {
  setState({ refused: {} });
  void keep(work => ({ ...work, rows: [] }));
}

/** Deletes what could not be read. */
export async function forgetAside(): Promise<void> {
  setState({ aside: undefined });
  await file.forgetAside();
}

/** Makes a change here and in what is kept, which another tab may have written last. */
async function keep(edit: (work: OwnWork) => OwnWork): Promise<void> {
  const before = ownWork();
  const unkept = getState().kept ? [] : before.rows;
  setState(edit(before));
  const work = await file.update(kept => {
    if (kept === undefined) return ownWork();
    // Rows that could not be kept when they were made get another chance.
    return edit({ ...kept, rows: unkept.reduce(withRow, kept.rows) });
  });
  setState(work === undefined ? { kept: false } : { kept: true, rows: work.rows });
}

function ownWork(): OwnWork {
  const { list, arms, maxTokens, rows } = getState();
  return { list, arms, maxTokens, rows };
}

/**
 * Adds prompts to the end of the list, those that are not there yet.
 * @returns how many were added, or what is in the way; the list is then as it was
 */
export async function addOwnPrompts(prompts: readonly ComparePrompt[]): Promise<number | string> {
  await recallOwn();
  const { list } = getState();
  const parsed = list.trim() === '' ? undefined : parsePromptList(list);
  if (parsed !== undefined && !parsed.ok)
    return `Line ${parsed.line} of the Lab’s list: ${parsed.problem}. Mend it there first.`;
  const there = parsed?.prompts ?? [];
  const known = new Set(there.map(({ prompt }) => prompt));
  const fresh = prompts.filter(({ prompt }) => !known.has(prompt));
  if (there.length + fresh.length > listLimits.prompts)
    return `The Lab’s list has ${there.length} prompts and may have ${listLimits.prompts}: ${fresh.length} more do not fit.`;
  // Ids of two lists may be the same, and nothing here needs them.
  const line = ({ prompt, kind }: ComparePrompt) => JSON.stringify({ prompt, ...(kind && { kind }) });
  if (fresh.length > 0) setOwn({ list: [...there, ...fresh].map(line).join('\n') });
  return fresh.length;
}
