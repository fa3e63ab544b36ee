import type {
  ChosenFile,
  Library,
  LibraryReport,
  OfferedModel,
  TransferProgress,
} from '../engine/library.ts';
import { useDraftFilesStore } from './draft-files.ts';
import { useEngineUse } from './engine-owner.ts';
import { useEngineStore } from './engine-store.ts';
import { failureOf, isAbort } from './failure.ts';
import { type LibraryState, useLibraryStore } from './library-store.ts';
import { chooseTarget, useTargetStore } from './target-store.ts';

const { getState, setState } = useLibraryStore;

/** The parts of `navigator.storage` that are used. */
export interface Persistence {
  persist(): Promise<boolean>;
  persisted(): Promise<boolean>;
}

/** What a person can do with the library. None of these rejects: failures go to the store. */
export interface LibraryActions {
  refresh(): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** Goes on with a download; a second call while it runs does nothing. */
  resume(id: string): Promise<void>;
  /** Ends a download or a copy. */
  cancel(id: string): void;
  /** Asks the browser not to clear this site's storage by itself. */
  askToKeep(): Promise<void>;
  /** Asks a Hub what a repository offers; an earlier question is dropped. */
  look(base: string, repo: string, revision: string): Promise<void>;
  /** Downloads a model of the repository that was looked at. */
  take(model: OfferedModel): Promise<void>;
  /** Looks for models among files. */
  drop(name: string, files: readonly ChosenFile[]): Promise<void>;
  /** Copies a model of the dropped files. */
  copy(model: OfferedModel): Promise<void>;
  /** Puts away what was found in a repository or among files, or a failure. */
  dismiss(what: 'offer' | 'dropped' | { readonly failureOf: string }): void;
}

/** Makes the actions. @param persistence absent where the browser has no such promise */
export function createLibraryActions(library: Library, persistence: Persistence | undefined): LibraryActions {
  const running = new Map<string, AbortController>();
  let looking: AbortController | undefined;

  async function refresh(): Promise<void> {
    try {
      const [report, persisted] = await Promise.all([
        library.list(),
        persistence?.persisted().catch(() => undefined),
      ]);
      setState(({ failures: { '': _, ...failures } }) => ({ report, persisted, failures }));
      noteCached(report);
    } catch (error) {
      fail('', error);
    }
  }

  function fail(id: string, error: unknown): void {
    if (isAbort(error)) return;
    setState(({ failures }) => ({ failures: { ...failures, [id]: failureOf(error) } }));
  }

  function forget(id: string): void {
    setState(({ failures: { [id]: _, ...failures } }) => ({ failures }));
  }

  /** Runs a download or a copy, with its progress in the store. */
  async function transfer(
    id: string,
    name: string,
    work: (onProgress: (progress: TransferProgress) => void, signal: AbortSignal) => Promise<unknown>,
    done: string,
  ): Promise<boolean> {
    if (running.has(id)) return false;
    const controller = new AbortController();
    running.set(id, controller);
    const put = (progress: TransferProgress | undefined) =>
      setState(({ transfers }) => ({ transfers: { ...transfers, [id]: { name, progress } } }));
    forget(id);
    put(undefined);
    let whole = false;
    try {
      await work(progress => {
        if (!controller.signal.aborted) put(progress);
      }, controller.signal);
      whole = true;
    } catch (error) {
      fail(id, error);
    }
    running.delete(id);
    await refresh();
    setState(({ transfers: { [id]: _, ...transfers }, announcement }) => ({
      transfers,
      announcement: whole ? `${name} ${done}.` : announcement,
    }));
    return whole;
  }

  const nameOf = (id: string) => getState().report?.entries.find(entry => entry.id === id)?.name ?? id;

  async function resume(id: string): Promise<void> {
    await transfer(
      id,
      nameOf(id),
      (onProgress, signal) => library.download(id, onProgress, signal),
      'is downloaded',
    );
  }

  return {
    refresh,
    resume,
    cancel: id => running.get(id)?.abort(),

    async remove(ids) {
      const names = ids.map(nameOf);
      setState(({ deleting }) => ({ deleting: [...deleting, ...ids] }));
      for (const id of ids) {
        try {
          await library.remove([id]);
          forget(id);
        } catch (error) {
          fail(id, error);
        }
      }
      await refresh();
      const left = new Set(getState().report?.entries.map(({ id }) => id));
      const gone = names.filter((_, i) => !left.has(ids[i] ?? ''));
      const announcement =
        gone.length === 1 ? `${gone[0]} is deleted.` : `${gone.length} entries are deleted.`;
      setState(({ deleting }) => ({ deleting: deleting.filter(id => !ids.includes(id)), announcement }));
    },

    async askToKeep() {
      const kept = await persistence?.persist().catch(() => false);
      setState({
        persisted: kept,
        declined: kept === false,
        announcement: kept ? 'The browser keeps what is stored.' : 'The browser declined.',
      });
    },

    async look(base, repo, revision) {
      looking?.abort();
      const controller = new AbortController();
      looking = controller;
      setState({ looking: true, offer: undefined, lookFailure: undefined });
      const current = (change: Partial<LibraryState>) => {
        if (looking === controller) setState({ ...change, looking: false });
      };
      try {
        const offer = await library.look(base, repo, revision, controller.signal);
        const found = offer.models.length;
        current({ offer, announcement: `${offer.repo}: ${found} model${found === 1 ? '' : 's'}.` });
      } catch (error) {
        current(isAbort(error) ? {} : { lookFailure: failureOf(error) });
      }
    },

    async take(model) {
      const { offer } = getState();
      if (offer === undefined) return;
      try {
        const id = await library.add(offer, model);
        await refresh();
        await resume(id);
      } catch (error) {
        setState({ lookFailure: failureOf(error) });
      }
    },

    async drop(name, files) {
      setState({ dropped: undefined, dropFailure: undefined });
      try {
        setState({ dropped: { name, files, models: await library.inspect(files) } });
      } catch (error) {
        setState({ dropFailure: failureOf(error) });
      }
    },

    async copy(model) {
      const { dropped } = getState();
      if (dropped === undefined) return;
      const id = `copy ${dropped.name} ${model.dtype}`;
      const { name, files } = dropped;
      const whole = await transfer(
        id,
        name,
        (onProgress, signal) => library.importFiles(name, files, model, onProgress, signal),
        'is in the library',
      );
      const failure = getState().failures[id];
      forget(id);
      setState(whole ? { dropped: undefined } : { dropFailure: failure });
    },

    dismiss(what) {
      if (what === 'offer') {
        looking?.abort();
        setState({ offer: undefined, lookFailure: undefined, looking: false });
      } else if (what === 'dropped') setState({ dropped: undefined, dropFailure: undefined });
      else forget(what.failureOf);
    },
  };
}

/** The rest of the page says of the model and each draft whether it is stored: that changes here. */
function noteCached({ entries }: LibraryReport): void {
  const whole = new Set(entries.filter(({ complete }) => complete).map(({ id }) => id));
  const { own } = useTargetStore.getState();
  // A model at work stays until its work is done; loading it again will say that it is gone.
  if (own !== undefined && !whole.has(own.id) && useEngineUse.getState().by === undefined) {
    chooseTarget();
    setState({ announcement: `${own.name} is gone. The embedded model is chosen again.` });
  }
  const { offer } = useEngineStore.getState();
  if (offer !== undefined) {
    const cached = whole.has(`model:${offer.id}`);
    if (cached !== offer.cached) useEngineStore.setState({ offer: { ...offer, cached } });
  }
  useDraftFilesStore.setState(({ files, cached }) => ({
    cached: files === undefined ? cached : files.map(({ id }) => id).filter(id => whole.has(`draft:${id}`)),
  }));
}
