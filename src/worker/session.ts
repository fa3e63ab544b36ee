import { runningMax } from '../core/cost-model.ts';
import { decode } from '../core/decode.ts';
import type { DecodeEvent } from '../core/decode-event.ts';
import { greedy } from '../core/sampling-options.ts';
import type { TokenGuesser } from '../core/token-guesser.ts';
import type { ArmId } from '../engine/arms.ts';
import {
  type BackendChoice,
  type ChatMessage,
  type DraftProgress,
  EngineError,
  type GenerateEvent,
  type GenerateRequest,
  type LoadProgress,
  type ModelInfo,
  type RecordedRow,
  type RecordRequest,
} from '../engine/engine.ts';
import type { WorkerRequest } from '../engine/protocol.ts';
import { embeddedTarget, type TargetSource } from '../engine/target-source.ts';
import { CpuModel } from '../models/cpu-model.ts';
import { GpuLostError } from '../models/device-loss.ts';
import { DraftStore } from '../models/draft-store.ts';
import type { ChatTokenizer } from '../models/tokenizer.ts';
import { createBreathe } from './breathe.ts';
import { checkFit, checkRequest, promptTooLong } from './check-request.ts';
import { DraftShelf } from './draft-shelf.ts';
import { historyFile } from './history-file.ts';
import { chooseKernels } from './kernel-choice.ts';
import { loadTarget, type TargetFiles } from './load-target.ts';
import { recordRow } from './record-row.ts';
import { type LoadedTarget, Target } from './target.ts';
import { TextStream } from './text-stream.ts';

const now = () => performance.now();

interface Loaded {
  readonly target: Target;
  readonly tokenizer: ChatTokenizer;
  readonly drafts: DraftShelf;
  /** Tokens in the target's cache, kept by `decode`. */
  readonly cached: number[];
  info: ModelInfo;
  readonly files: TargetFiles;
  /** Times that its GPU was lost. */
  losses: number;
}

/** What a row has in common with a generation. */
const plainRequest = { sampling: greedy, stopStrings: [], maxDraft: 0, fixedDraft: false } as const;

type LoadRequest = Extract<WorkerRequest, { type: 'load' }>;

/** The model behind one worker: loads it, and runs one generation at a time. */
export class Session {
  #loaded: Loaded | undefined;
  #busy = false;

  /** Loads, packs, starts threads and measures; replaces a model loaded before. */
  async load(
    request: LoadRequest,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<ModelInfo> {
    if (this.#busy) throw busy();
    this.#busy = true;
    try {
      this.#loaded?.drafts.chooseWholeModel(undefined);
      await this.#loaded?.target.model.dispose();
      this.#loaded = undefined;
      return await this.#load(request, onProgress, signal);
    } finally {
      this.#busy = false;
    }
  }

  async #load(
    request: LoadRequest,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<ModelInfo> {
    const start = now();
    let progress: LoadProgress = { stage: 'download', loadedBytes: 0, totalBytes: 0, cached: false };
    const report = (change: Partial<LoadProgress>) => {
      progress = { ...progress, ...change };
      onProgress(progress);
    };
    const files: TargetFiles = {
      target: request.source,
      kernels: await chooseKernels(now),
      threads: globalThis.crossOriginIsolated ? request.threads : 1,
    };
    const loaded = await loadTarget(files, request.backend, request.cost, report, signal);
    const { model, id, bytes, cost, fingerprint } = loaded;
    try {
      signal.throwIfAborted();
      const target = new Target(model);
      const cached: number[] = [];
      const drafts = new DraftShelf({
        model: target,
        module: files.kernels.module,
        vocabulary: () => loaded.tokenizer.vocabulary,
        threads: files.threads,
        openStore: () =>
          DraftStore.open(new URL(request.draftsUrl), fingerprint === undefined ? id : embeddedTarget.id),
        targetMs: runningMax(cost.targetMs),
        history: request.remember
          ? historyFile(fingerprint === undefined ? id : `${id} ${fingerprint}`)
          : undefined,
        now,
        cool: () => {
          // Behind what the cache holds: nothing in it is forgotten. Passes on a GPU leave the processor's caches alone.
          if (target.model instanceof CpuModel && cached.length < target.contextLength)
            target.model.extend([0], cached.length, { rows: 1, logits: false });
        },
      });
      await drafts.recall();
      report({ stage: 'ready', loadedBytes: bytes, totalBytes: bytes });
      const info = modelInfo(loaded, files, now() - start);
      const { tokenizer } = loaded;
      this.#loaded = { target, tokenizer, drafts, cached, info, files, losses: 0 };
      return info;
    } catch (error) {
      await model.dispose();
      throw error;
    }
  }

  countTokens(messages: readonly ChatMessage[]): number {
    return this.#require().tokenizer.encodeChat(messages, { addGenerationPrompt: true }).length;
  }

  async *generate(
    request: GenerateRequest,
    wholeModel: TargetSource | undefined,
    signal: AbortSignal,
    onDraft: (progress: DraftProgress) => void,
    onMoved: (info: ModelInfo) => void = () => {},
  ): AsyncGenerator<GenerateEvent> {
    const loaded = this.#require();
    if (this.#busy) throw busy();
    this.#busy = true;
    try {
      checkRequest(request);
      checkFit(request, loaded.info, wholeModel !== undefined);
      loaded.drafts.chooseWholeModel(wholeModel);
      yield* this.#generate(loaded, request, signal, onDraft);
    } catch (error) {
      // Whatever happened, the cache may no longer hold what the list says.
      loaded.cached.length = 0;
      throw await this.#causeOf(error, loaded, onMoved);
    } finally {
      this.#busy = false;
    }
  }

  async *#generate(
    loaded: Loaded,
    request: GenerateRequest,
    signal: AbortSignal,
    onDraft: (progress: DraftProgress) => void,
  ): AsyncGenerator<GenerateEvent> {
    const { target, tokenizer, drafts, cached } = loaded;
    const prompt = tokenizer.encodeChat(request.messages, { addGenerationPrompt: true });
    if (prompt.length >= target.contextLength) throw promptTooLong(prompt.length, target.contextLength - 1);
    drafts.startText(prompt);
    const { drafter, cost, needsHidden } = await drafts.arm(request.arm, signal, onDraft);
    target.wantHidden(needsHidden);
    const text = new TextStream(tokenizer, request.stopStrings);
    const events = decode(target, drafter, {
      prompt,
      cached,
      sampling: request.sampling,
      maxTokens: request.maxTokens,
      eosIds: tokenizer.eosIds,
      maxDraft: request.maxDraft,
      fixedDraft: request.fixedDraft,
      cost,
      isStop: token => text.push(token),
      signal,
      now,
      breathe: createBreathe(now),
    });
    const written = [...prompt];
    for await (const event of events) {
      if (event.type === 'round') written.push(...event.emitted.map(({ token }) => token));
      yield withText(event, text, tokenizer);
    }
    drafts.finishText(prompt, written);
  }

  /** Makes one row of an offline dataset. Nothing is learnt from it here. */
  async record(
    { prompt: words, arms, maxTokens, earlier }: RecordRequest,
    wholeModel: TargetSource | undefined,
    signal: AbortSignal,
    onArm: (arm: number) => void,
    onDraft: (progress: DraftProgress) => void,
    onMoved: (info: ModelInfo) => void,
  ): Promise<RecordedRow> {
    const loaded = this.#require();
    if (this.#busy) throw busy();
    this.#busy = true;
    const { target, tokenizer, drafts, info } = loaded;
    try {
      const messages = [{ role: 'user', content: words } as const];
      for (const arm of arms) {
        const request = { ...plainRequest, messages, arm, maxTokens };
        checkRequest(request);
        checkFit(request, info, wholeModel !== undefined);
      }
      drafts.chooseWholeModel(wholeModel);
      const prompt = tokenizer.encodeChat(messages, { addGenerationPrompt: true });
      const most = target.contextLength - maxTokens;
      if (prompt.length > most) throw promptTooLong(prompt.length, most);
      const guessers = new Map<ArmId, readonly TokenGuesser[]>();
      for (const arm of arms) guessers.set(arm, await drafts.guessers(arm, signal, onDraft));
      const targetMs = runningMax(info.cost.targetMs);
      const { eosIds } = tokenizer;
      const surroundings = { target, eosIds, targetMs, guessers, maxTokens, earlier, now };
      return await recordRow(words, prompt, surroundings, signal, onArm);
    } catch (error) {
      throw await this.#causeOf(error, loaded, onMoved);
    } finally {
      loaded.cached.length = 0;
      this.#busy = false;
    }
  }

  /** What to say of a failure while the model was at work. When its GPU was lost the model is set up again first. */
  async #causeOf(error: unknown, loaded: Loaded, onMoved: (info: ModelInfo) => void): Promise<unknown> {
    if (!(error instanceof GpuLostError)) return error;
    await this.#recover(loaded, error);
    onMoved(loaded.info);
    return gpuLost(error, loaded.info);
  }

  /** After the GPU was lost: sets the model up on it again the first time, else, or when that fails, on the CPU. */
  async #recover(loaded: Loaded, lost: GpuLostError): Promise<void> {
    loaded.losses += 1;
    const { files, target, info } = loaded;
    // Stopping the run must not leave the page without a model.
    const { signal } = new AbortController();
    const load = (choice: BackendChoice) => loadTarget(files, choice, info.cost, () => {}, signal);
    await Promise.resolve(target.model.dispose()).catch(() => {});
    try {
      let next: LoadedTarget;
      if (loaded.losses > 1) next = await load('cpu');
      else next = await load('webgpu').catch(() => load('cpu'));
      target.model = next.model;
      loaded.drafts.retime(runningMax(next.cost.targetMs));
      const after = `The GPU was lost (${lost.message}); the model was set up ${next.backend === 'cpu' ? 'on the CPU' : 'on it again'}.`;
      loaded.info = { ...modelInfo(next, files, info.loadMs), backendReason: after };
    } catch (error) {
      this.#loaded = undefined;
      const cause = error instanceof Error ? error.message : String(error);
      throw new EngineError(
        'worker-crashed',
        `The GPU was lost (${lost.message}), and the model could not be set up again: ${cause}.`,
        'Load the model again. The text so far is kept.',
      );
    }
  }

  #require(): Loaded {
    if (this.#loaded === undefined) {
      throw new EngineError('not-loaded', 'No model is loaded.', 'Load the model first.');
    }
    return this.#loaded;
  }
}

/** Adds to a core event the text it brings and the texts of the tokens it mentions. */
function withText(event: DecodeEvent, text: TextStream, tokenizer: ChatTokenizer): GenerateEvent {
  switch (event.type) {
    case 'prefill':
      return event;
    case 'round': {
      const ids = new Set([
        ...event.proposed.map(({ token }) => token),
        ...event.emitted.flatMap(({ token, top }) => [token, ...top.map(candidate => candidate.token)]),
      ]);
      const texts = Object.fromEntries(Array.from(ids, id => [id, tokenizer.tokenText(id)]));
      return { ...event, text: text.take(), texts };
    }
    case 'done':
      return { ...event, text: text.finish() };
  }
}

function busy(): EngineError {
  return new EngineError('busy', 'The model is already writing.', 'Wait until it is done, or stop it first.');
}

function gpuLost(error: GpuLostError, { backend }: ModelInfo): EngineError {
  return new EngineError(
    'gpu-lost',
    `The GPU was lost while the model was writing (${error.message}). The text so far is kept.`,
    backend === 'webgpu'
      ? 'The model was set up on the GPU again: run once more. If it is lost again, the CPU takes over.'
      : 'The model runs on the CPU now: run once more.',
  );
}

/** What was loaded, for the page to show. */
function modelInfo(
  { id, name, bytes, fingerprint, model, cost, backend, reason, notes, onnxruntime }: LoadedTarget,
  { threads, kernels }: TargetFiles,
  loadMs: number,
): ModelInfo {
  return {
    id,
    name,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    notes,
    ...(onnxruntime === undefined ? {} : { onnxruntime }),
    bytes,
    vocabularySize: model.vocabularySize,
    contextLength: model.contextLength,
    threads,
    kernel: kernels.build,
    cost,
    backend,
    backendReason: reason,
    memoryBytes: model.memoryBytes,
    loadMs,
  };
}
