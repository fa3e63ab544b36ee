import type { Row } from '../../src/core/language-model.ts';
import { memorySource } from '../../src/models/byte-source.ts';
import { CpuModel } from '../../src/models/cpu-model.ts';
import { readGguf } from '../../src/models/gguf.ts';
import { kernelFiles } from '../../src/models/kernel-files.ts';
import { llamaConfig } from '../../src/models/llama-config.ts';
import { OnnxModel, type OrtModule } from '../../src/models/onnx-model.ts';
import { ChatTokenizer } from '../../src/models/tokenizer.ts';

// The model on WebGPU beside the one on the CPU, with everything counted that passes between page and GPU.

interface Counts {
  /** Passes through onnxruntime-web. */
  runs: number;
  /** Bytes mapped for reading, by whomever. */
  readBytes: number;
  /** Buffers created and not destroyed. */
  buffers: number;
  bufferBytes: number;
  /** Times that the thread was free while a pass was under way. */
  idle: number;
}

const counts: Counts = { runs: 0, readBytes: 0, buffers: 0, bufferBytes: 0, idle: 0 };

/** Watches a device's buffers; onnxruntime-web makes its own on it too. */
function watch(device: GPUDevice): void {
  const create = device.createBuffer.bind(device);
  device.createBuffer = descriptor => {
    const buffer = create(descriptor);
    counts.buffers += 1;
    counts.bufferBytes += buffer.size;
    const destroy = buffer.destroy.bind(buffer);
    let destroyed = false;
    buffer.destroy = () => {
      if (!destroyed) {
        counts.buffers -= 1;
        counts.bufferBytes -= buffer.size;
      }
      destroyed = true;
      destroy();
    };
    const map = buffer.mapAsync.bind(buffer);
    buffer.mapAsync = (mode, offset, size) => {
      if (mode & 1) counts.readBytes += size ?? buffer.size - (offset ?? 0);
      return map(mode, offset, size);
    };
    return buffer;
  };
}

function counting(ort: OrtModule): OrtModule {
  const create = ort.InferenceSession.create.bind(
    ort.InferenceSession,
  ) as OrtModule['InferenceSession']['create'];
  const InferenceSession = {
    async create(...args: Parameters<typeof create>) {
      const session = await create(...args);
      const run = session.run.bind(session) as typeof session.run;
      session.run = ((...feeds: Parameters<typeof run>) => {
        counts.runs += 1;
        return run(...feeds);
      }) as typeof session.run;
      return session;
    },
  } as OrtModule['InferenceSession'];
  return { Tensor: ort.Tensor, InferenceSession };
}

interface Models {
  readonly gpu: OnnxModel;
  readonly cpu: CpuModel;
  readonly tokenizer: ChatTokenizer;
  readonly device: GPUDevice;
}

async function load({
  modelUrl,
  contextLength,
  accuracyLevel,
}: {
  readonly modelUrl: string;
  readonly contextLength: number;
  readonly accuracyLevel?: 0 | 1 | 4;
}): Promise<Models> {
  const bytes = new Uint8Array(await (await fetch(modelUrl)).arrayBuffer());
  const source = memorySource(bytes);
  const gguf = await readGguf(source);
  const config = llamaConfig(gguf);
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error('there is no WebGPU adapter');
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxBufferSize: adapter.limits.maxBufferSize,
      maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
    },
  });
  watch(device);
  const ort = await import('onnxruntime-web/webgpu');
  ort.env.wasm.numThreads = 1;
  const gpu = await OnnxModel.load(source, gguf, config, {
    ort: counting(ort),
    device,
    contextLength,
    ...(accuracyLevel === undefined ? {} : { accuracyLevel }),
  });
  const module = await WebAssembly.compile(await (await fetch(kernelFiles.plain)).arrayBuffer());
  const cpu = await CpuModel.load(source, gguf, config, { module, contextLength, threads: 1 });
  return { gpu, cpu, tokenizer: ChatTokenizer.fromGguf(gguf), device };
}

/** What a test sees change. */
const change = (before: Counts, after: Counts): Counts => ({
  runs: after.runs - before.runs,
  readBytes: after.readBytes - before.readBytes,
  buffers: after.buffers - before.buffers,
  bufferBytes: after.bufferBytes - before.bufferBytes,
  idle: after.idle - before.idle,
});

const rowsOf = (count: number) => ({ rows: count, logits: true });

/** KL(p ‖ q) of two rows with logits. */
function divergence(p: Row, q: Row): number {
  let sum = 0;
  for (const [i, logit] of (p.logits ?? []).entries()) {
    const logP = logit - p.logSumExp;
    sum += Math.exp(logP) * (logP - ((q.logits?.[i] ?? 0) - q.logSumExp));
  }
  return sum;
}

function largestDifference(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined || a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] ?? 0))), 0);
}

/** Largest difference in units of the largest number of the second. */
function relativeDifference(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return largestDifference(a, b) / Math.max(...(b ?? []).map(Math.abs));
}

/** The CPU engine's greedy text behind a prompt: where a target is asked for its opinion in practice. */
function greedyText({ cpu, tokenizer }: Models, length: number): number[] {
  const content = 'Write a short story about a lighthouse keeper who finds an old brass clock.';
  const ids = [...tokenizer.encodeChat([{ role: 'user', content }], { addGenerationPrompt: true })];
  for (let at = 0; at < ids.length - 1; at += cpu.maxRows) {
    cpu.extend(ids.slice(at, Math.min(at + cpu.maxRows, ids.length - 1)), at, { rows: 0, logits: false });
  }
  while (ids.length < length) {
    const [row] = cpu.extend(ids.slice(-1), ids.length - 1, { rows: 1, logits: false });
    ids.push(row?.argmax ?? 0);
  }
  return ids;
}

async function compare(modelUrl: string) {
  const models = await load({ modelUrl, contextLength: 256 });
  const { cpu, gpu } = models;
  const ids = greedyText(models, 128);
  const onGpu: Row[] = [];
  const onCpu: Row[] = [];
  for (let at = 0; at < ids.length; at += 32) {
    const chunk = ids.slice(at, at + 32);
    onGpu.push(...(await gpu.extend(chunk, at, rowsOf(chunk.length))));
    onCpu.push(...cpu.extend(chunk, at, rowsOf(chunk.length)));
  }
  const kls = onGpu.flatMap((row, i) => (onCpu[i] ? [divergence(row, onCpu[i])] : []));
  const agree = onGpu.filter((row, i) => row.argmax === onCpu[i]?.argmax).length;

  const at = 96;
  const together = await gpu.extend(ids.slice(at, at + 8), at, rowsOf(8));
  let rowDifference = 0;
  for (let i = 0; i < 4; i++) {
    const [alone] = await gpu.extend(ids.slice(at + i, at + i + 1), at + i, rowsOf(1));
    rowDifference = Math.max(rowDifference, largestDifference(alone?.logits, together[i]?.logits));
  }
  await gpu.dispose();
  cpu.dispose();
  return {
    positions: ids.length,
    agree,
    kl: kls.reduce((sum, x) => sum + x, 0) / kls.length,
    rowDifference,
    largestLogit: Math.max(...together.map(({ top }) => top[0]?.logit ?? 0)),
  };
}

/** Greedy decoding with drafts of every length, some of them wrong, over and over. */
async function countRounds(modelUrl: string, generations: number) {
  const { gpu, cpu } = await load({ modelUrl, contextLength: 128 });
  const prompt = Array.from({ length: 20 }, (_, i) => (i * 37) % gpu.vocabularySize);
  const generate = async (lengths = [1, 8]): Promise<Counts[]> => {
    const rounds: Counts[] = [];
    await gpu.extend(prompt, 0, { rows: 0, logits: false });
    let at = prompt.length;
    for (const length of lengths) {
      const before = { ...counts };
      const tokens = Array.from({ length }, (_, i) => (i * 11 + length) % gpu.vocabularySize);
      const meanwhile = () => {
        counts.idle += 1;
      };
      await gpu.extend(tokens, at, { rows: length, logits: false, meanwhile });
      rounds.push(change(before, counts));
      at += 1;
    }
    return rounds;
  };
  await generate();
  await generate();
  const rounds = await generate([1, 2, 4, 8]);
  const after = { ...counts };
  for (let i = 0; i < generations; i++) await generate();
  const afterMany = { ...counts };
  await gpu.dispose();
  cpu.dispose();
  return { rounds, after, afterMany, afterDispose: { ...counts } };
}

async function compareStates(modelUrl: string) {
  const { gpu, cpu } = await load({ modelUrl, contextLength: 128 });
  gpu.readsHidden = true;
  const tokens = Array.from({ length: 8 }, (_, i) => (i * 37 + 5) % gpu.vocabularySize);
  const onGpu = await gpu.extend(tokens, 0, rowsOf(3));
  const onCpu = cpu.extend(tokens, 0, rowsOf(3));
  const logits = onGpu.map((row, i) => relativeDifference(row.logits, onCpu[i]?.logits));
  const hidden = [5, 6, 7].map(at => relativeDifference(gpu.hiddenAt(at), cpu.hiddenAt(at)));
  const embedding = largestDifference(gpu.embeddingRow(7), cpu.embeddingRow(7));
  const unknown = gpu.hiddenAt(4) === undefined;
  await gpu.dispose();
  cpu.dispose();
  return { logits: Math.max(...logits), hidden: Math.max(...hidden), embedding, unknown };
}

async function lose(modelUrl: string) {
  const { gpu, device } = await load({ modelUrl, contextLength: 128 });
  await gpu.extend([1, 2, 3], 0, { rows: 0, logits: false });
  const caught = (pass: Promise<unknown>) => pass.then(() => 'no error', String);
  const under = caught(gpu.extend([4], 3, { rows: 1, logits: false }));
  device.destroy();
  return { first: await under, later: await caught(gpu.extend([4], 3, { rows: 1, logits: false })) };
}

const gpuTest = { compare, countRounds, compareStates, lose };
declare global {
  interface Window {
    gpuTest?: typeof gpuTest;
  }
}
window.gpuTest = gpuTest;
