import { createHash } from 'node:crypto';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { CpuModel } from './cpu-model.ts';
import { type Gguf, readGguf } from './gguf.ts';
import { bits, type KernelBuild, kernelBuilds, kernelModule } from './kernel-builds.test-helper.ts';
import { llamaConfig } from './llama-config.ts';
import { spawnNodeHelper } from './node-helper.ts';
import { embeddedModelSource } from './test-model.ts';
import { ChatTokenizer } from './tokenizer.ts';

// A machine with much else to do may stand still for a long while; that is no failure.
vi.setConfig({ testTimeout: 180_000 });

// The engine on the model that the app carries.

const source = embeddedModelSource();
const generated = 32;
let gguf: Gguf;
let tokenizer: ChatTokenizer;
let prompt: readonly number[];
beforeAll(async () => {
  gguf = await readGguf(source);
  tokenizer = ChatTokenizer.fromGguf(gguf);
  const content =
    'Write a Python function that returns the largest of three numbers, and explain how it works.';
  prompt = tokenizer.encodeChat([{ role: 'user', content }], { addGenerationPrompt: true });
});

const open: CpuModel[] = [];
afterEach(() => {
  for (const model of open.splice(0)) model.dispose();
});
async function load(build: KernelBuild, threads: number): Promise<CpuModel> {
  const model = await CpuModel.load(source, gguf, llamaConfig(gguf), {
    module: kernelModule(build),
    contextLength: 256,
    threads,
    spawn: spawnNodeHelper,
  });
  open.push(model);
  return model;
}

/** Feeds the prompt and decodes greedily. The digest is of all logits, bit by bit. */
function decodeGreedily(model: CpuModel, count: number): { tokens: number[]; digest: string } {
  const hash = createHash('sha256');
  const tokens: number[] = [];
  const before = prompt.length - 1;
  for (let at = 0; at < before; at += model.maxRows) {
    model.extend(prompt.slice(at, Math.min(at + model.maxRows, before)), at, { rows: 0, logits: false });
  }
  let last = prompt[before] ?? 0;
  for (let at = before; at < before + count; at++) {
    const [row] = model.extend([last], at, { rows: 1, logits: true });
    if (row === undefined) throw new Error('the pass gave no row');
    hash.update(bits(row.logits));
    last = row.argmax;
    tokens.push(last);
  }
  return { tokens, digest: hash.digest('hex') };
}

test('the greedy continuation of a chat prompt has the same bits with 1 and 2 threads and in all builds', async () => {
  const results = new Map<string, string>();
  for (const build of kernelBuilds) {
    for (const threads of [1, 2]) {
      const model = await load(build, threads);
      const { tokens, digest } = decodeGreedily(model, generated);
      const decoder = tokenizer.createDecoder();
      results.set(`${build}, ${threads} threads`, `${tokens.map(id => decoder.push(id)).join('')} ${digest}`);
      for (const finished of open.splice(0)) finished.dispose();
    }
  }
  expect(new Set(results.values()), JSON.stringify([...results], null, 1)).toHaveLength(1);
  const [text = ''] = results.values();
  // Not gibberish: the model starts a program or an explanation.
  expect(text).toMatch(/def |function/);
});

test('rows of 8-token passes are bitwise those of single passes over more than 100 positions', async () => {
  const model = await load('relaxed-dot', 2);
  const { tokens } = decodeGreedily(model, 64);
  const sequence = [...prompt, ...tokens].slice(0, 112);
  expect(sequence).toHaveLength(112);
  const single = sequence.map((token, at) => model.extend([token], at, { rows: 1, logits: true })[0]);
  let compared = 0;
  for (let at = 0; at < sequence.length; at += 8) {
    model.extend(sequence.slice(at, at + 8), at, { rows: 8, logits: true }).forEach((row, i) => {
      const wanted = single[at + i];
      if (!bits(row.logits).equals(bits(wanted?.logits))) throw new Error(`position ${at + i} differs`);
      expect([row.argmax, row.logSumExp, row.top]).toEqual([wanted?.argmax, wanted?.logSumExp, wanted?.top]);
      compared += 1;
    });
  }
  expect(compared).toBe(112);
});
