import { runningMax } from '../core/cost-model.ts';
import { decode } from '../core/decode.ts';
import { greedy } from '../core/sampling-options.ts';
import type { TokenGuesser } from '../core/token-guesser.ts';
import type { ArmId } from '../engine/arms.ts';
import {
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
import type { TargetSource } from '../engine/target-source.ts';
import { GpuLostError } from '../models/device-loss.ts';
import { createBreathe } from './breathe.ts';
import { checkFit, checkRequest, promptTooLong } from './check-request.ts';
import { recoverGpu } from './gpu-recovery.ts';
import { type LoadedModel, type LoadRequest, loadModel } from './loaded-model.ts';
import { recordRow } from './record-row.ts';
import { TextStream, withText } from './text-stream.ts';

const now = () => performance.now();

/** What a row has in common with a generation. */
const plainRequest = { sampling: greedy, stopStrings: [], maxDraft: 0, fixedDraft: false } as const;

/** The model behind one worker: loads it, and runs one generation at a time. */
export class Session {
  #loaded: LoadedModel | undefined;
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
      this.#loaded = await loadModel(request, onProgress, signal);
      return this.#loaded.info;
    } finally {
      this.#busy = false;
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
    loaded: LoadedModel,
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
  async #causeOf(error: unknown, loaded: LoadedModel, onMoved: (info: ModelInfo) => void): Promise<unknown> {
    if (!(error instanceof GpuLostError)) return error;
    const said = await recoverGpu(loaded, error).catch(failure => {
      this.#loaded = undefined;
      throw failure;
    });
    onMoved(loaded.info);
    return said;
  }

  #require(): LoadedModel {
    if (this.#loaded === undefined) {
      throw new EngineError('not-loaded', 'No model is loaded.', 'Load the model first.');
    }
    return this.#loaded;
  }
}

function busy(): EngineError {
  return new EngineError('busy', 'The model is already writing.', 'Wait until it is done, or stop it first.');
}
