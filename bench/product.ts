import type { RoundEvent } from '../src/core/decode-event.ts';
import { plainPass } from '../src/core/metrics.ts';
import { promptFeatures } from '../src/core/policy/features.ts';
import { greedy } from '../src/core/sampling-options.ts';
import { type ArmId, armIds, isArmId } from '../src/engine/arms.ts';
import type {
  BackendChoice,
  ChatMessage,
  GenerateEvent,
  GenerateRequest,
  LoadProgress,
  ModelInfo,
} from '../src/engine/engine.ts';
import { type AdapterSource, type GpuAbsence, type GpuFacts, readGpu } from '../src/engine/gpu-facts.ts';
import { armProblem, kinshipOf } from '../src/engine/target-source.ts';
import { WorkerEngine } from '../src/engine/worker-engine.ts';
import {
  choose as chooseArm,
  learn as learnArm,
  resetPolicy,
  servePolicyTo,
} from '../src/state/policy-store.ts';
import { draftsManifest, modelFolder } from '../src/ui/places.ts';

/** One measured generation. */
export interface RunOptions {
  readonly messages: readonly ChatMessage[];
  readonly arm: ArmId;
  readonly maxTokens: number;
  readonly maxDraft?: number;
  readonly fixedDraft?: boolean;
  /** Forget what the cache holds of earlier prompts first, so that prefill is measured in full. */
  readonly cold?: boolean;
}

/** Times are the page's own, from the call to the moment an event arrives, in milliseconds. */
export interface RunResult {
  readonly tokens: number;
  readonly promptTokens: number;
  readonly prefillTokens: number;
  readonly reusedTokens: number;
  readonly firstTokenMs: number;
  readonly prefillMs: number;
  readonly decodeMs: number;
  readonly decodedTokens: number;
  readonly rounds: number;
  readonly accepted: number;
  readonly tested: number;
  readonly ids: readonly number[];
  readonly text: string;
  readonly reason: string;
  /** What a pass of the target alone took at the time, see `plainPass`. */
  readonly plainMs: number;
}

let engine = new WorkerEngine({ modelUrl: modelFolder, draftsUrl: draftsManifest, remember: false });
const never = new AbortController().signal;
let targetMs: readonly number[] = [];
/** Where the model went when its GPU was lost. */
let moved: ModelInfo | undefined;

/** What may be chosen when the model is loaded. */
export interface LoadOptions {
  /** Where the target runs; the CPU when left out, so that numbers of many machines compare. */
  readonly backend?: BackendChoice;
  /** Folder of another model than the app's. */
  readonly modelUrl?: string;
}

/** What was loaded, and the arms that can draft for it. */
export interface LoadedProduct extends ModelInfo {
  readonly arms: readonly ArmId[];
}

async function load(
  { backend = 'cpu', modelUrl = modelFolder }: LoadOptions = {},
  onProgress: (progress: LoadProgress) => void = () => {},
  signal = never,
): Promise<LoadedProduct> {
  engine.dispose();
  moved = undefined;
  engine = new WorkerEngine({
    modelUrl,
    draftsUrl: draftsManifest,
    remember: false,
    backend: () => backend,
    onMoved: info => {
      moved = info;
    },
  });
  const info = await engine.load(onProgress, signal);
  targetMs = info.cost.targetMs;
  // As the app does: the policy of this target, for what its passes cost here; without what an earlier benchmark taught it.
  servePolicyTo(info);
  resetPolicy();
  const kinship = kinshipOf(info, false);
  return { ...info, arms: armIds.filter(arm => armProblem(arm, kinship) === undefined) };
}

/** A chat that shares almost nothing with any other, to take the cache over. */
const otherChat: readonly ChatMessage[] = [
  { role: 'system', content: '.' },
  { role: 'user', content: '.' },
];

/** @throws AbortError when it was cancelled: half a run is no measurement */
async function run({ cold = true, ...options }: RunOptions, signal = never): Promise<RunResult> {
  if (cold) await measure({ messages: otherChat, arm: 'none', maxTokens: 1, maxDraft: 0 }, signal);
  return measure(options, signal);
}

async function measure(options: Omit<RunOptions, 'cold'>, signal: AbortSignal): Promise<RunResult> {
  const request: GenerateRequest = {
    messages: options.messages,
    arm: options.arm,
    sampling: greedy,
    maxTokens: options.maxTokens,
    stopStrings: [],
    maxDraft: options.maxDraft ?? 7,
    fixedDraft: options.fixedDraft ?? false,
  };
  const ids: number[] = [];
  const passes: RoundEvent[] = [];
  let text = '';
  let [prefillMs, firstTokenMs, totalMs] = [0, 0, 0];
  let [promptTokens, reusedTokens, rounds, accepted, tested] = [0, 0, 0, 0, 0];
  let reason = '';
  const start = performance.now();
  for await (const event of engine.generate(request, signal)) {
    const now = performance.now() - start;
    switch (event.type) {
      case 'prefill':
        prefillMs = now;
        ({ promptTokens, reusedTokens } = event);
        break;
      case 'round':
        if (rounds === 0) firstTokenMs = now;
        totalMs = now;
        rounds++;
        passes.push(event);
        // Tokens behind the stop condition do not count (docs/method.md).
        accepted += Math.min(event.accepted, event.emitted.length);
        tested += Math.min(event.tested, event.emitted.length);
        for (const { token } of event.emitted) ids.push(token);
        text += event.text;
        break;
      case 'done':
        text += event.text;
        reason = event.reason;
        break;
    }
  }
  if (reason === 'cancelled') throw new DOMException('The run was stopped.', 'AbortError');
  return {
    tokens: ids.length,
    promptTokens,
    // The last prompt token belongs to the pass that decides the first output token.
    prefillTokens: promptTokens - 1 - reusedTokens,
    reusedTokens,
    firstTokenMs,
    prefillMs,
    decodeMs: totalMs - prefillMs,
    // The end of the text is a token too: a pass decided it, though it is not part of the output.
    decodedTokens: ids.length + (reason === 'eos' ? 1 : 0),
    rounds,
    accepted,
    tested,
    ids,
    text,
    reason,
    plainMs: plainPass(passes, targetMs) ?? targetMs[0] ?? 0,
  };
}

/** The very events of one request, for recordings and for tests. */
async function events(request: GenerateRequest): Promise<GenerateEvent[]> {
  const all: GenerateEvent[] = [];
  for await (const event of engine.generate(request, never)) all.push(event);
  return all;
}

/** The arm the app's policy picks for a first turn. It starts fresh at each load and learns from the runs since then. */
function choose(request: { readonly prompt: string }): { readonly arm: ArmId; readonly reason: string } {
  const { arm, reason } = chooseArm(promptFeatures(request.prompt, 0));
  if (!isArmId(arm)) throw new Error(`the policy chose "${arm}", which is no arm of this build`);
  return { arm, reason };
}

/** Milliseconds of one choice, reading the prompt included: the mean of many, since clocks tick coarsely. */
function choiceMs(request: { readonly prompt: string }): number {
  const times = 200;
  const start = performance.now();
  for (let i = 0; i < times; i++) choose(request);
  return (performance.now() - start) / times;
}

/** Teaches it what a run gave, as the app does without a raced baseline. */
function learn(request: { readonly prompt: string; readonly arm: ArmId; readonly speedUp: number }): void {
  learnArm(request.arm, promptFeatures(request.prompt, 0).values, request.speedUp);
}

/** What this browser offers of WebGPU. */
function gpu(): Promise<GpuFacts | GpuAbsence> {
  const { gpu } = navigator as { readonly gpu?: AdapterSource };
  return readGpu(gpu, isSecureContext);
}

/**
 * The engine and its policy as the benchmark measures them. `moved` answers where the model went when its GPU was lost after it
 * was loaded, and undefined otherwise.
 */
export const product = { load, run, events, choose, choiceMs, learn, gpu, moved: () => moved };
