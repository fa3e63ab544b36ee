import { greedy } from '../src/core/sampling-options.ts';
import { type ArmId, armIds, type ChatMessage, type GenerateRequest } from '../src/engine/engine.ts';
import { WorkerEngine } from '../src/engine/worker-engine.ts';
import { BenchPolicy } from './page-policy.ts';

/** What the benchmark program asks for. */
interface RunOptions {
  readonly messages: readonly ChatMessage[];
  readonly arm: ArmId;
  readonly maxTokens: number;
  readonly maxDraft?: number;
  readonly fixedDraft?: boolean;
  /** Forget what the cache holds of earlier prompts first, so that prefill is measured in full. */
  readonly cold?: boolean;
}

/** Times are the page's own, from the call to the moment an event arrives, in milliseconds. */
interface RunResult {
  readonly tokens: number;
  readonly promptTokens: number;
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
}

const modelUrl = new URL('models/smollm2-135m-instruct/', document.baseURI).href;
const engine = new WorkerEngine({ modelUrl });
const never = new AbortController().signal;
let policy: BenchPolicy | undefined;

async function load() {
  const info = await engine.load(() => {}, never);
  policy = new BenchPolicy(info.cost);
  return { ...info, arms: armIds };
}

/** A chat that shares almost nothing with any other, to take the cache over. */
const otherChat: readonly ChatMessage[] = [
  { role: 'system', content: '.' },
  { role: 'user', content: '.' },
];

async function run({ cold = true, ...options }: RunOptions): Promise<RunResult> {
  if (cold) await measure({ messages: otherChat, arm: 'none', maxTokens: 1, maxDraft: 0 });
  return measure(options);
}

async function measure(options: Omit<RunOptions, 'cold'>): Promise<RunResult> {
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
  let text = '';
  let [prefillMs, firstTokenMs, totalMs] = [0, 0, 0];
  let [promptTokens, reusedTokens, rounds, accepted, tested] = [0, 0, 0, 0, 0];
  let reason = '';
  const start = performance.now();
  for await (const event of engine.generate(request, never)) {
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
  return {
    tokens: ids.length,
    promptTokens,
    reusedTokens,
    firstTokenMs,
    prefillMs,
    decodeMs: totalMs - prefillMs,
    decodedTokens: ids.length,
    rounds,
    accepted,
    tested,
    ids,
    text,
    reason,
  };
}

function choose(request: { readonly prompt: string }) {
  if (policy === undefined) throw new Error('load() comes first');
  return policy.choose(request.prompt);
}

function learn(request: { readonly prompt: string; readonly arm: ArmId; readonly msPerToken: number }) {
  policy?.learn(request.prompt, request.arm, request.msPerToken);
}

const bench = { load, run, choose, learn };
declare global {
  interface Window {
    bench?: typeof bench;
  }
}
window.bench = bench;
