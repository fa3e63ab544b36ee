import { type DraftProgress, EngineError } from '../engine/engine.ts';
import type { TargetSource } from '../engine/target-source.ts';
import type { ByteSource } from '../models/byte-source.ts';
import type { CpuModel } from '../models/cpu-model.ts';
import { DownloadError } from '../models/download-error.ts';
import { readGguf } from '../models/gguf.ts';
import { GgufError } from '../models/gguf-error.ts';
import { ggufPath, openLibraryModel } from '../models/library-files.ts';
import { loadModelDraft } from '../models/model-draft.ts';
import type { ModelGuesser } from '../models/model-guesser.ts';
import { openModel } from '../models/model-store.ts';
import type { Vocabulary } from '../models/vocabulary-match.ts';
import { spawnHelper } from './spawn-helper.ts';
import { contextLength } from './target.ts';

/** A model that drafts, and its memory. */
export interface WholeModel {
  readonly guesser: ModelGuesser;
  dispose(): void;
}

export interface WholeModelOptions {
  /** The vocabulary it has to share. */
  readonly target: Vocabulary;
  readonly module: WebAssembly.Module;
  readonly threads: number;
  /** Cost of one guess in plain passes of the target. */
  readonly costOf: (model: CpuModel) => number;
  readonly onDraft: (progress: Omit<DraftProgress, 'part'>) => void;
  readonly signal: AbortSignal;
}

/**
 * Loads a whole model to draft for the target: any GGUF that the CPU engine runs and whose vocabulary is the target's.
 * @throws EngineError `draft-unfit` with the first tokens that differ, or what else is in the way; ModelStoreError, `AbortError`
 */
export async function loadWholeModel(source: TargetSource, options: WholeModelOptions): Promise<WholeModel> {
  const { target, module, threads, costOf, onDraft, signal } = options;
  const { name, file } = await openFile(source, signal);
  const totalBytes = file.bytes;
  onDraft({ loadedBytes: 0, totalBytes, ready: false });
  try {
    const gguf = await readGguf(file);
    const { guesser, model } = await loadModelDraft(file, gguf, {
      id: 'whole-model',
      target,
      module,
      // It sees as much of the text as the target does.
      contextLength,
      threads,
      spawn: spawnHelper,
      now: () => performance.now(),
      costOf,
      onProgress: loadedBytes => {
        signal.throwIfAborted();
        onDraft({ loadedBytes: Math.min(loadedBytes, totalBytes), totalBytes, ready: false });
      },
    });
    onDraft({ loadedBytes: totalBytes, totalBytes, ready: true });
    return { guesser, dispose: () => model.dispose() };
  } catch (error) {
    if (error instanceof GgufError) throw unfit(`${name} cannot draft here: ${error.message}.`, error.remedy);
    if (error instanceof RangeError) {
      const cause = `The browser did not provide the memory that ${name} needs to draft (${error.message}).`;
      throw unfit(cause, 'Choose a smaller model to draft, or another draft.');
    }
    throw error;
  }
}

async function openFile(
  source: TargetSource,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly file: ByteSource }> {
  switch (source.kind) {
    case 'embedded': {
      const file = await openModel(new URL('manifest.json', source.url), { signal });
      return { name: file.manifest.name, file };
    }
    case 'library': {
      const { model, source: open } = await openLibraryModel(source.id).catch((error: unknown) => {
        throw error instanceof DownloadError
          ? unfit(`The model that was chosen to draft cannot be opened: ${error.message}`, error.remedy)
          : error;
      });
      const path = ggufPath(model);
      if (path === undefined) {
        throw unfit(
          `${model.name} cannot draft: it is not a GGUF file.`,
          'Choose a GGUF of the same model to draft.',
        );
      }
      return { name: model.name, file: open(path) };
    }
  }
}

const unfit = (cause: string, remedy: string): EngineError => new EngineError('draft-unfit', cause, remedy);
