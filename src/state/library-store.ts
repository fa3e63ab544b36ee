import { create } from 'zustand';
import type {
  ChosenFile,
  LibraryReport,
  OfferedModel,
  RepoOffer,
  TransferProgress,
} from '../engine/library.ts';
import type { Failure } from './engine-store.ts';

/** A download or a copy under way. */
export interface Transfer {
  readonly name: string;
  readonly progress: TransferProgress | undefined;
}

/** Files that somebody dropped, and the models among them. */
export interface DroppedFiles {
  /** Of the file or the folder. */
  readonly name: string;
  readonly files: readonly ChosenFile[];
  readonly models: readonly OfferedModel[];
}

/** The library as the page shows it. */
export interface LibraryState {
  /** Undefined until it was read, and where it cannot be. */
  readonly report: LibraryReport | undefined;
  /** Whether the browser promised not to clear this site's storage by itself; undefined where it has no such promise. */
  readonly persisted: boolean | undefined;
  /** Whether the browser was asked for that promise and declined. */
  readonly declined: boolean;
  /** By the entry's id. */
  readonly transfers: Readonly<Record<string, Transfer>>;
  /** Entries that are being deleted. */
  readonly deleting: readonly string[];
  /** What went wrong last with the entry of this id; `''` stands for the library as a whole. */
  readonly failures: Readonly<Record<string, Failure>>;
  readonly looking: boolean;
  readonly offer: RepoOffer | undefined;
  readonly lookFailure: Failure | undefined;
  readonly dropped: DroppedFiles | undefined;
  readonly dropFailure: Failure | undefined;
  /** For screen readers. */
  readonly announcement: string;
}

const start: LibraryState = {
  report: undefined,
  persisted: undefined,
  declined: false,
  transfers: {},
  deleting: [],
  failures: {},
  looking: false,
  offer: undefined,
  lookFailure: undefined,
  dropped: undefined,
  dropFailure: undefined,
  announcement: '',
};

/** Written by library-actions.ts alone. */
export const useLibraryStore = create<LibraryState>(() => start);
