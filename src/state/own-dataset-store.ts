import { create } from 'zustand';
import { type ArmId, armIds, hasWholeModel } from '../engine/arms.ts';
import { type ComparePrompt, listLimits, parsePromptList } from './compare-list.ts';
import type { Failure } from './engine-store.ts';
import type { OwnRow } from './own-dataset.ts';
import { mostOwnRows, type OwnFile, type OwnWork, ownFile } from './own-dataset-file.ts';

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
};

/** Written by own-dataset-actions.ts and the functions below. */
export const useOwnDatasetStore = create<OwnState>(() => nothing);

const { setState, getState } = useOwnDatasetStore;
let file: OwnFile = ownFile();
let recalling: Promise<void> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Takes up what earlier visits left; once. */
export function recallOwn(): Promise<void> {
  recalling ??= file.read().then(work => setState({ ...work, recalled: true }));
  return recalling;
}

/** Starts from nothing on other storage, as a page that is opened does. */
export function reopenOwn(storage: OwnFile): Promise<void> {
  clearTimeout(timer);
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
  timer = setTimeout(() => void keepOwn(), pause);
}

/** Keeps a finished row. */
export function addOwnRow(row: OwnRow): Promise<void> {
  setState(({ rows }) => ({ rows: [...rows, row].slice(-mostOwnRows) }));
  return keepOwn();
}

/** Forgets all rows; the prompts stay. */
export function forgetOwnRows(): void {
  setState({ rows: [], refused: {} });
  void keepOwn();
}

async function keepOwn(): Promise<void> {
  const { list, arms, maxTokens, rows } = getState();
  setState({ kept: await file.write({ list, arms, maxTokens, rows }) });
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
