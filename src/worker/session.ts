import { runningMax } from '../core/cost-model.ts';
import { decode } from '../core/decode.ts';
import type { DecodeEvent } from '../core/decode-event.ts';
import {
  type ChatMessage,
  type CostTable,
  type DraftProgress,
  EngineError,
  type GenerateEvent,
  type GenerateRequest,
  type LoadProgress,
  type ModelInfo,
} from '../engine/engine.ts';
import type { WorkerRequest } from '../engine/protocol.ts';
import { calibrate } from '../models/calibrate.ts';
import { CpuModel } from '../models/cpu-model.ts';
import { DraftStore } from '../models/draft-store.ts';
import { readGguf } from '../models/gguf.ts';
import { llamaConfig } from '../models/llama-config.ts';
import { openModel } from '../models/model-store.ts';
import { ChatTokenizer } from '../models/tokenizer.ts';
import { createBreathe } from './breathe.ts';
import { checkRequest, promptTooLong } from './check-request.ts';
import { DraftShelf } from './draft-shelf.ts';
import { historyFile } from './history-file.ts';
import { chooseKernels } from './kernel-choice.ts';
import { spawnHelper } from './spawn-helper.ts';
import { TextStream } from './text-stream.ts';

/** Positions of the cache; more would cost memory that few prompts use. */
const contextLength = 2048;

const now = () => performance.now();

interface Loaded {
  readonly model: CpuModel;
  readonly tokenizer: ChatTokenizer;
  readonly drafts: DraftShelf;
  /** Tokens in the target's cache, kept by `decode`. */
  readonly cached: number[];
}

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
      this.#loaded?.model.dispose();
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
    const kernels = chooseKernels(now);
    const source = await openModel(new URL('manifest.json', request.modelUrl), {
      signal,
      onProgress: ({ loadedBytes, totalBytes, cached }) => {
        const stage = loadedBytes < totalBytes ? 'download' : 'prepare';
        report({ stage, loadedBytes, totalBytes, cached });
      },
    });
    const gguf = await readGguf(source);
    const config = llamaConfig(gguf);
    const tokenizer = ChatTokenizer.fromGguf(gguf);
    const { build, module } = await kernels;
    const threads = globalThis.crossOriginIsolated ? request.threads : 1;
    const model = await CpuModel.load(source, gguf, config, {
      module,
      contextLength,
      threads,
      spawn: spawnHelper,
      now,
    }).catch(error => {
      throw error instanceof RangeError ? outOfMemory(error) : error;
    });
    try {
      signal.throwIfAborted();
      report({ stage: 'warm-up', loadedBytes: source.bytes, totalBytes: source.bytes });
      const known = request.cost?.threads === threads && request.cost.kernel === build;
      const cost: CostTable =
        known && request.cost
          ? request.cost
          : { targetMs: calibrate(model, now), measuredAt: Date.now(), threads, kernel: build };
      const cached: number[] = [];
      this.#loaded = {
        model,
        tokenizer,
        drafts: new DraftShelf({
          model,
          module,
          openStore: () => DraftStore.open(new URL(request.draftsUrl), source.manifest.id),
          targetMs: runningMax(cost.targetMs),
          history: request.remember ? historyFile(source.manifest.id) : undefined,
          now,
          cool: () => {
            // Behind what the cache holds: nothing in it is forgotten.
            if (cached.length < model.contextLength)
              model.extend([0], cached.length, { rows: 1, logits: false });
          },
        }),
        cached,
      };
      await this.#loaded.drafts.recall();
      report({ stage: 'ready' });
      return {
        id: source.manifest.id,
        name: source.manifest.name,
        parameters: config.parameters,
        bytes: source.bytes,
        vocabularySize: model.vocabularySize,
        contextLength: model.contextLength,
        threads,
        kernel: build,
        cost,
        memoryBytes: model.memoryBytes,
        loadMs: now() - start,
      };
    } catch (error) {
      model.dispose();
      throw error;
    }
  }

  countTokens(messages: readonly ChatMessage[]): number {
    return this.#require().tokenizer.encodeChat(messages, { addGenerationPrompt: true }).length;
  }

  async *generate(
    request: GenerateRequest,
    signal: AbortSignal,
    onDraft: (progress: DraftProgress) => void,
  ): AsyncGenerator<GenerateEvent> {
    const loaded = this.#require();
    if (this.#busy) throw busy();
    this.#busy = true;
    try {
      checkRequest(request);
      yield* this.#generate(loaded, request, signal, onDraft);
    } catch (error) {
      // Whatever happened, the cache may no longer hold what the list says.
      loaded.cached.length = 0;
      throw error;
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
    const { model, tokenizer, drafts, cached } = loaded;
    const prompt = tokenizer.encodeChat(request.messages, { addGenerationPrompt: true });
    if (prompt.length >= model.contextLength) throw promptTooLong(prompt.length, model.contextLength - 1);
    drafts.startText(prompt);
    const { drafter, cost } = await drafts.arm(request.arm, signal, onDraft);
    const text = new TextStream(tokenizer, request.stopStrings);
    const events = decode(model, drafter, {
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

function outOfMemory(error: RangeError): EngineError {
  return new EngineError(
    'out-of-memory',
    `The browser did not provide the memory the model needs (${error.message}).`,
    'Close other tabs and load the model again.',
  );
}
