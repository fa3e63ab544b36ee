import type {
  LibraryCall,
  LibraryReport,
  LibraryRequest,
  OfferedModel,
  RepoOffer,
  TransferProgress,
} from '../engine/library.ts';
import type { LibraryAnswer } from '../engine/library-client.ts';
import { DownloadError } from '../models/download-error.ts';
import { downloadModel } from '../models/hub-download.ts';
import { listRepo, parseRepoId, parseRevision } from '../models/hub-repo.ts';
import { browserHub } from '../models/hub-request.ts';
import { importModel, localChoices } from '../models/import-files.ts';
import { ModelLibrary } from '../models/model-library.ts';
import { repoChoices } from '../models/repo-choices.ts';
import { LibraryShelf } from './library-shelf.ts';
import { serveCalls } from './serve-calls.ts';

// The library's worker: a message switch over src/models. Its answers have the types that src/engine/library.ts promises.

const post = (answer: LibraryAnswer) => postMessage(answer);

serveCalls<LibraryRequest>(async ({ id, manifests, call }, signal) => {
  const { caches } = globalThis;
  const library = await ModelLibrary.open({ caches, now: Date.now });
  const shelf = new LibraryShelf({ caches, fetch: browserHub.fetch, manifests }, library.store);
  const progress = (at: TransferProgress) => post({ type: 'progress', id, progress: at });
  post({ type: 'done', id, value: await answer(library, shelf, call, every(100, progress), signal) });
}, post);

/** Lets a report through at most once in `ms`, and always where the state or the file changes. */
function every(
  ms: number,
  report: (progress: TransferProgress) => void,
): (progress: TransferProgress) => void {
  let last = 0;
  let before: TransferProgress | undefined;
  return progress => {
    const same = progress.state === before?.state && progress.path === before.path;
    const end = progress.loadedBytes === progress.totalBytes;
    if (same && !end && performance.now() - last < ms) return;
    last = performance.now();
    before = progress;
    report(progress);
  };
}

async function answer(
  library: ModelLibrary,
  shelf: LibraryShelf,
  call: LibraryCall,
  onProgress: (progress: TransferProgress) => void,
  signal: AbortSignal,
): Promise<unknown> {
  switch (call.type) {
    case 'list':
      return list(shelf);
    case 'remove':
      for (const id of call.ids) await locked(id, () => shelf.remove(id));
      return undefined;
    case 'look':
      return look(call.base, call.repo, call.revision, signal);
    case 'add':
      return (await library.add(call.offer.base, { ...call.offer, files: [] }, call.model)).id;
    case 'download':
      return locked(call.modelId, async () => {
        const model = await library.store.find(call.modelId);
        if (model === undefined) {
          throw new DownloadError('not-found', 'This model is not in the library any more.', 'Add it again.');
        }
        await downloadModel(model, { store: library.store, deps: browserHub, signal, onProgress });
      });
    case 'inspect':
      return localChoices(call.files).choices satisfies readonly OfferedModel[];
    case 'import': {
      const { files } = localChoices(call.files);
      const model = library.planImport(call.name, call.model);
      const totalBytes = call.model.bytes;
      await locked(model.id, () =>
        importModel(library.store, model, files, {
          signal,
          onProgress: loadedBytes =>
            onProgress({ state: 'copying', loadedBytes, totalBytes, path: call.name }),
        }),
      );
      return model.id;
    }
  }
}

async function list(shelf: LibraryShelf): Promise<LibraryReport> {
  const [entries, estimate] = await Promise.all([
    shelf.entries(),
    navigator.storage?.estimate().catch(() => undefined),
  ]);
  return { entries, usageBytes: estimate?.usage, quotaBytes: estimate?.quota };
}

async function look(base: string, name: string, asked: string, signal: AbortSignal): Promise<RepoOffer> {
  const repo = parseRepoId(name, base);
  const revision = parseRevision(asked);
  const { files, commit, licence } = await listRepo(browserHub, base, repo, revision, signal);
  const models = repoChoices(files);
  if (models.length === 0) {
    throw new DownloadError(
      'not-found',
      `${repo} has no GGUF file and no ONNX export in the layout of transformers.js.`,
      'Look for a conversion of the model: names often end in -GGUF or -ONNX.',
    );
  }
  return { base, repo, revision, commit, licence, models };
}

/** Works on a model while no other tab does. @throws DownloadError `in-use` */
async function locked<T>(id: string, work: () => Promise<T>): Promise<T> {
  if (navigator.locks === undefined) return work();
  return navigator.locks.request(`draftpick-library ${id}`, { ifAvailable: true }, lock => {
    if (lock === null) {
      throw new DownloadError(
        'in-use',
        'A download of this model is under way, here or in another tab.',
        'Cancel it first, or wait for its end.',
      );
    }
    return work();
  });
}
