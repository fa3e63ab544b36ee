import { GrowingNgrams, GrowingNgramsError } from '../core/growing-ngrams.ts';
import { LookupGuesser } from '../core/lookup-guesser.ts';
import type { TokenGuesser } from '../core/token-guesser.ts';
import { type ArmId, arms, hasWholeModel, type PartId } from '../engine/arms.ts';
import { type DraftProgress, EngineError } from '../engine/engine.ts';
import type { TargetSource } from '../engine/target-source.ts';
import type { DraftFile, DraftStore } from '../models/draft-store.ts';
import { modelGuessMs } from '../models/guess-cost.ts';
import { type CostedDrafter, draftTogether, loadDraft } from '../models/load-draft.ts';
import { ModelStoreError } from '../models/model-manifest.ts';
import type { Vocabulary } from '../models/vocabulary-match.ts';
import type { HistoryFile } from './history-file.ts';
import type { Target } from './target.ts';
import { loadWholeModel, type WholeModel } from './whole-model.ts';

export interface ShelfOptions {
  /** The target. */
  readonly model: Pick<Target, 'config' | 'vocabularySize' | 'hiddenAt' | 'embeddingRow'>;
  /** The kernels, also for neural drafts. */
  readonly module: WebAssembly.Module;
  /** The target's, which a whole model has to share. */
  readonly vocabulary: () => Vocabulary;
  /** Of a whole model that drafts. */
  readonly threads: number;
  /** Asked once, when the first draft that is a file is needed. */
  readonly openStore: () => Promise<DraftStore>;
  /** Milliseconds of target passes over 1, 2, … tokens. */
  readonly targetMs: readonly number[];
  /** Where the table that grows is kept between visits; undefined: it neither learns nor remembers. */
  readonly history: HistoryFile | undefined;
  readonly now: () => number;
  /** A pass of the target that changes nothing, so that drafts are timed the way they run: behind one. */
  readonly cool: () => void;
}

/** A drafter, its costs, and whether it starts from the target's hidden states. */
export interface ShelvedDrafter extends CostedDrafter {
  readonly needsHidden: boolean;
}

/** The drafts of one target: made or loaded when first asked for, then kept. */
export class DraftShelf {
  readonly #options: ShelfOptions;
  readonly #history: GrowingNgrams;
  /** The last text, which the table that grows has not learnt yet. */
  #finished: { readonly prompt: readonly number[]; readonly text: readonly number[] } | undefined;
  #store: Promise<DraftStore> | undefined;
  readonly #parts = new Map<PartId, TokenGuesser>();
  readonly #arms = new Map<ArmId, ShelvedDrafter>();
  #targetMs: readonly number[];
  #wholeModel: { readonly source: TargetSource; loaded?: WholeModel } | undefined;

  constructor(options: ShelfOptions) {
    this.#options = options;
    this.#targetMs = options.targetMs;
    this.#history = new GrowingNgrams('history', options.model.vocabularySize);
    this.#parts.set('lookup', new LookupGuesser()).set('history', this.#history);
  }

  /** Takes up what earlier visits learnt. A table that does not fit (of another version, say) is left, and overwritten later. */
  async recall(): Promise<void> {
    const saved = await this.#options.history?.read();
    if (saved === undefined) return;
    try {
      this.#history.restore(saved);
    } catch (error) {
      if (!(error instanceof GrowingNgramsError)) throw error;
    }
  }

  /**
   * @param onDraft told of each file that has to be loaded first
   * @throws EngineError when a draft cannot be had, GgufError or NgramTableError when it cannot be used; `AbortError`.
   */
  async arm(
    id: ArmId,
    signal: AbortSignal,
    onDraft: (progress: DraftProgress) => void = () => {},
  ): Promise<ShelvedDrafter> {
    let ready = this.#arms.get(id);
    if (ready === undefined) {
      const parts = await this.guessers(id, signal, onDraft);
      ready = {
        ...draftTogether(id, parts, this.#targetMs),
        needsHidden: parts.some(part => part.needsTarget),
      };
      this.#arms.set(id, ready);
    }
    return ready;
  }

  /** Says which model the part `whole-model` is from now on. One that was loaded for it before is let go. */
  chooseWholeModel(source: TargetSource | undefined): void {
    if (sameSource(source, this.#wholeModel?.source)) return;
    this.#letWholeModelGo();
    this.#wholeModel = source && { source };
    this.#parts.delete('whole-model');
    for (const id of this.#arms.keys()) if (hasWholeModel(id)) this.#arms.delete(id);
  }

  /** What an arm is made of; the same guessers again for every arm that has them. Throws as {@link arm} does. */
  async guessers(
    id: ArmId,
    signal: AbortSignal,
    onDraft: (progress: DraftProgress) => void = () => {},
  ): Promise<readonly TokenGuesser[]> {
    const parts: TokenGuesser[] = [];
    for (const part of arms[id]) parts.push(await this.#part(part, signal, onDraft));
    return parts;
  }

  /** The target moved, and its passes cost something else now: what was timed against them is loaded and timed anew. */
  retime(targetMs: readonly number[]): void {
    this.#targetMs = targetMs;
    this.#arms.clear();
    for (const [id, part] of this.#parts) if (part.cost > 0) this.#parts.delete(id);
    this.#letWholeModelGo();
  }

  #letWholeModelGo(): void {
    this.#wholeModel?.loaded?.dispose();
    if (this.#wholeModel !== undefined) this.#wholeModel = { source: this.#wholeModel.source };
  }

  /**
   * Before a generation: the text that was finished last is learnt now, unless this prompt is its prompt. A second run of a
   * prompt is most often there to be compared with the first; knowing its text beforehand would be no comparison.
   */
  startText(prompt: readonly number[]): void {
    const finished = this.#finished;
    if (finished === undefined || sameTokens(finished.prompt, prompt)) return;
    this.#history.learn(finished.text, finished.prompt.length);
    this.#finished = undefined;
    void this.#options.history?.write(this.#history.save());
  }

  /** After a generation. @param text prompt and output */
  finishText(prompt: readonly number[], text: readonly number[]): void {
    if (this.#options.history !== undefined) this.#finished = { prompt, text };
  }

  async #part(
    id: PartId,
    signal: AbortSignal,
    onDraft: (progress: DraftProgress) => void,
  ): Promise<TokenGuesser> {
    let part = this.#parts.get(id);
    if (part === undefined && id === 'whole-model') {
      part = await this.#loadWhole(signal, onDraft);
      this.#parts.set(id, part);
    }
    if (part === undefined) {
      try {
        const file = await this.#file(id, signal);
        const report = (loadedBytes: number, ready = false) =>
          onDraft({ part: id, loadedBytes, totalBytes: file.bytes, ready });
        report(0);
        const store = await this.#openStore();
        part = await this.#load(file, await store.read(file, signal, report));
        this.#parts.set(id, part);
        report(file.bytes, true);
      } catch (error) {
        throw error instanceof ModelStoreError ? notLoaded(id, error) : error;
      }
    }
    return part;
  }

  async #loadWhole(signal: AbortSignal, onDraft: (progress: DraftProgress) => void): Promise<TokenGuesser> {
    if (this.#wholeModel === undefined) throw new Error('no whole model was chosen to draft');
    const { module, threads, vocabulary, now, cool } = this.#options;
    const loaded = await loadWholeModel(this.#wholeModel.source, {
      target: vocabulary(),
      module,
      threads,
      costOf: model => modelGuessMs(model, now, cool) / (this.#targetMs[0] ?? 1),
      onDraft: progress => onDraft({ part: 'whole-model', ...progress }),
      signal,
    });
    this.#wholeModel.loaded = loaded;
    return loaded.guesser;
  }

  #openStore(): Promise<DraftStore> {
    this.#store ??= this.#options.openStore();
    // A failed manifest is asked for again next time.
    this.#store.catch(() => {
      this.#store = undefined;
    });
    return this.#store;
  }

  async #file(id: PartId, signal: AbortSignal): Promise<DraftFile> {
    const { files } = await this.#openStore();
    signal.throwIfAborted();
    const file = files.find(each => each.id === id);
    if (file !== undefined) return file;
    throw new EngineError(
      'bad-request',
      `This copy of the page comes without the draft "${id}".`,
      'Choose another draft, or run without one.',
    );
  }

  #load(file: DraftFile, bytes: Uint8Array<ArrayBuffer>): Promise<TokenGuesser> {
    const { model, module, now, cool } = this.#options;
    return loadDraft(file, bytes, {
      target: model,
      states: model,
      module,
      costOf: (_, measure) => measure(now, cool) / (this.#targetMs[0] ?? 1),
    });
  }
}

function sameSource(a: TargetSource | undefined, b: TargetSource | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sameTokens(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i]);
}

/** The same failure, told as one of a draft: the model itself goes on working. */
function notLoaded(id: PartId, { code, message }: ModelStoreError): EngineError {
  return new EngineError(
    code === 'manifest-invalid' ? 'model-invalid' : code,
    `The draft "${id}" could not be loaded: ${message}.`,
    code === 'download-failed'
      ? 'Check the connection and run again. Until then another draft, or none, works.'
      : 'Run again; if it happens again, choose another draft: the file on the server is not what its manifest says.',
  );
}
