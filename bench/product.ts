import type { GpuFacts } from '../src/core/gpu-adapter.ts';
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
import { type AdapterSource, type GpuAbsence, readGpu } from '../src/engine/gpu-facts.ts';
import { armProblem, kinshipOf } from '../src/engine/target-source.ts';
import { WorkerEngine } from '../src/engine/worker-engine.ts';
import {
  choose as chooseArm,
  learn as learnArm,
  resetPolicy,
  servePolicyTo,
} from '../src/state/policy-store.ts';
import { draftsManifest, modelFolder } from '../src/ui/places.ts';
import { measure, type RunResult } from './measure.ts';

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
async function run(
  { messages, arm, maxTokens, maxDraft = 7, fixedDraft = false, cold = true }: RunOptions,
  signal = never,
): Promise<RunResult> {
  const request = { messages, arm, sampling: greedy, maxTokens, stopStrings: [], maxDraft, fixedDraft };
  const read = (each: GenerateRequest) => measure(engine.generate(each, signal), targetMs);
  if (cold) await read({ ...request, messages: otherChat, arm: 'none', maxTokens: 1, maxDraft: 0 });
  return read(request);
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
