import {
  appendFileSync,
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { CpuModel } from '../../src/models/cpu-model.ts';
import { readGguf } from '../../src/models/gguf.ts';
import { llamaConfig } from '../../src/models/llama-config.ts';
import { embeddedModelSource } from '../../src/models/test-model.ts';
import { ChatTokenizer } from '../../src/models/tokenizer.ts';
import { generateBatch } from './batch-generator.ts';

/** A line of tools/dataset/prompts/*.jsonl. */
export interface PromptLine {
  readonly id: string;
  readonly kind: string;
  readonly source: string;
  readonly prompt: string;
  /** What a training prompt from a template is about. */
  readonly topic?: string;
}

/** A line of the outputs file. */
export interface OutputLine {
  readonly id: string;
  readonly kind: string;
  readonly source: string;
  /** Token ids of the whole chat prompt. */
  readonly prompt: readonly number[];
  /** The target's greedy output, its end token included if one came. */
  readonly tokens: readonly number[];
  /** Row of the hidden-state file where this line's rows start; absent without such a file. */
  readonly hiddenAt?: number;
}

export interface GenerateOptions {
  /** A compiled build of the kernels. */
  readonly kernels: string;
  readonly prompts: readonly PromptLine[];
  /** Outputs are appended here; what is there already is not made again. */
  readonly out: string;
  /** Hidden states are appended here, if given. */
  readonly hidden: string | undefined;
  readonly sequences: number;
  readonly maxTokens: number;
  readonly log: (line: string) => void;
}

/** Positions of a sequence: the longest prompt and output. */
const contextLength = 640;

/** Loads the embedded target with a cache for several sequences, on one thread: run one process per core. */
export async function loadTarget(kernels: string, sequences: number) {
  const source = embeddedModelSource();
  const gguf = await readGguf(source);
  const module = await WebAssembly.compile(await readFile(kernels));
  const options = { module, contextLength, sequences, threads: 1 };
  const model = await CpuModel.load(source, gguf, llamaConfig(gguf), options);
  return { model, tokenizer: ChatTokenizer.fromGguf(gguf) };
}

/** Writes the target's greedy output for every prompt that has none yet. Stop it at any time and start it again. */
export async function generateOutputs(options: GenerateOptions): Promise<void> {
  const { model, tokenizer } = await loadTarget(options.kernels, options.sequences);
  const rowBytes = model.config.width * 2;
  const finished = resume(options, rowBytes);
  const byId = new Map(options.prompts.map(line => [line.id, line]));
  const jobs = options.prompts
    .filter(({ id }) => !finished.has(id))
    .map(({ id, prompt }) => ({
      id,
      prompt: tokenizer.encodeChat([{ role: 'user', content: prompt }], { addGenerationPrompt: true }),
    }))
    .filter(({ prompt }) => prompt.length + options.maxTokens <= contextLength);
  const written = generateBatch(model, jobs, {
    sequences: options.sequences,
    maxTokens: options.maxTokens,
    eosIds: tokenizer.eosIds,
    hidden: options.hidden !== undefined,
  });
  const start = performance.now();
  let [texts, tokenCount] = [0, 0];
  for await (const { job, tokens, hidden } of written) {
    const line = byId.get(job.id);
    if (line === undefined) continue;
    const { id, kind, source } = line;
    let place = {};
    if (options.hidden !== undefined) {
      const size = existsSync(options.hidden) ? statSync(options.hidden).size : 0;
      place = { hiddenAt: size / rowBytes };
      appendFileSync(options.hidden, new Uint8Array(hidden.buffer, hidden.byteOffset, hidden.byteLength));
    }
    const output: OutputLine = { id, kind, source, prompt: job.prompt, tokens, ...place };
    appendFileSync(options.out, `${JSON.stringify(output)}\n`);
    texts += 1;
    tokenCount += tokens.length;
    if (texts % 40 === 0) {
      const rate = (1000 * tokenCount) / (performance.now() - start);
      options.log(
        `${finished.size + texts} of ${byId.size} texts, ${tokenCount} tokens, ${rate.toFixed(0)} a second`,
      );
    }
  }
  model.dispose();
}

/** Ids that are done. A line or hidden states that a stop cut off are removed. */
function resume(options: GenerateOptions, rowBytes: number): Set<string> {
  const done = new Set<string>();
  if (!existsSync(options.out)) return done;
  const text = readFileSync(options.out, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  truncate(options.out, Buffer.byteLength(whole));
  let rows = 0;
  for (const line of whole.split('\n')) {
    if (line === '') continue;
    const output: OutputLine = JSON.parse(line);
    done.add(output.id);
    if (output.hiddenAt !== undefined) rows = output.hiddenAt + output.tokens.length;
  }
  if (options.hidden !== undefined && existsSync(options.hidden)) truncate(options.hidden, rows * rowBytes);
  return done;
}

function truncate(file: string, bytes: number): void {
  const handle = openSync(file, 'r+');
  try {
    ftruncateSync(handle, bytes);
  } finally {
    closeSync(handle);
  }
}
