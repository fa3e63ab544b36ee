import { create } from 'zustand';
import { parseTrace } from '../engine/parse-trace.ts';
import type { Trace } from '../engine/trace.ts';

/** One line of `runs/index.json`. */
export interface RecordingEntry {
  readonly file: string;
  readonly title: string;
  /** What it shows in a word, for example `copying`. */
  readonly kind: string;
  readonly note: string;
}

/** The recordings that come with the site. */
export interface RecordingsState {
  readonly status: 'looking' | 'none' | 'ready';
  readonly entries: readonly RecordingEntry[];
  /** File of the one on stage. */
  readonly current: string | undefined;
}

/** Written by {@link findRecordings} and {@link openRecording}. */
export const useRecordingsStore = create<RecordingsState>(() => ({
  status: 'looking',
  entries: [],
  current: undefined,
}));

/** Fetches JSON of the site; rejects on anything else. */
export type FetchJson = (path: string) => Promise<unknown>;

/** Fetches relative to the page. A missing file may be answered with a page, which is no JSON: that rejects too. */
export const fetchJson: FetchJson = async path => {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response.json();
};

/** Reads the list. No list, or an unreadable one, means no recordings. */
export async function findRecordings(folder: string, getJson: FetchJson): Promise<void> {
  const entries = await getJson(`${folder}index.json`).then(readIndex, () => []);
  useRecordingsStore.setState({ status: entries.length > 0 ? 'ready' : 'none', entries });
}

/** Fetches and checks one recording. */
export async function openRecording(
  folder: string,
  entry: RecordingEntry,
  getJson: FetchJson,
): Promise<Trace> {
  const trace = parseTrace(await getJson(`${folder}${entry.file}`));
  useRecordingsStore.setState({ current: entry.file });
  return trace;
}

/** The usable entries of a parsed index. File names with a path in them are refused. */
export function readIndex(json: unknown): RecordingEntry[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((value: unknown): RecordingEntry[] => {
    if (typeof value !== 'object' || value === null) return [];
    const { file, title, kind, note } = value as Record<string, unknown>;
    if (typeof file !== 'string' || !/^[\w.-]+\.json$/.test(file) || typeof title !== 'string') return [];
    return [
      { file, title, kind: typeof kind === 'string' ? kind : '', note: typeof note === 'string' ? note : '' },
    ];
  });
}
