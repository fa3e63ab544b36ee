import { readFile } from 'node:fs/promises';
import { CpuModel } from '../../src/models/cpu-model.ts';
import { readGguf } from '../../src/models/gguf.ts';
import { llamaConfig } from '../../src/models/llama-config.ts';
import { spawnNodeHelper } from '../../src/models/node-helper.ts';
import { embeddedModelSource } from '../../src/models/test-model.ts';
import { ChatTokenizer } from '../../src/models/tokenizer.ts';
import { argmax, compareLogits, type Divergence } from './divergence.ts';
import { ReferenceDecoder } from './reference-decoder.ts';

export interface QualityOptions {
  /** A compiled build of the kernels. */
  readonly kernels: string;
  readonly threads: number;
  readonly prompts: readonly string[];
  /** Most tokens generated for one prompt. */
  readonly tokensPerPrompt: number;
  /** Generation stops once this many positions are there. */
  readonly positions: number;
  readonly log: (line: string) => void;
}

export interface QualityReport {
  readonly positions: number;
  readonly meanKl: number;
  readonly maxKl: number;
  /** Share of positions at which both have the same most likely token. */
  readonly agreement: number;
}

/**
 * Lets the engine answer prompts greedily, then scores the very same positions with the reference decoder.
 * Both start from the same dequantised weights; the engine also rounds its activations to 8 bits.
 */
export async function checkQuality(options: QualityOptions): Promise<QualityReport> {
  const source = await embeddedModelSource();
  const gguf = await readGguf(source);
  const config = llamaConfig(gguf);
  const tokenizer = ChatTokenizer.fromGguf(gguf);
  const module = await WebAssembly.compile(await readFile(options.kernels));
  const { threads } = options;
  const engine = await CpuModel.load(source, gguf, config, {
    module,
    contextLength: 1024,
    threads,
    spawn: spawnNodeHelper,
  });
  const runs: { readonly tokens: readonly number[]; readonly logits: readonly Float32Array[] }[] = [];
  let generated = 0;
  for (const content of options.prompts) {
    if (generated >= options.positions) break;
    const prompt = tokenizer.encodeChat([{ role: 'user', content }], { addGenerationPrompt: true });
    const run = generate(engine, prompt, options.tokensPerPrompt, tokenizer.eosIds);
    generated += run.logits.length;
    runs.push(run);
  }
  engine.dispose();

  const reference = await ReferenceDecoder.load(source, gguf, config);
  const found: Divergence[] = [];
  for (const [i, { tokens, logits }] of runs.entries()) {
    const rows = reference.logits(tokens, tokens.length - logits.length);
    rows.forEach((row, position) => {
      const mine = logits[position];
      if (mine !== undefined) found.push(compareLogits(row, mine));
    });
    options.log(`prompt ${i + 1} of ${runs.length}: ${found.length} positions so far`);
  }
  return {
    positions: found.length,
    meanKl: found.reduce((sum, { kl }) => sum + kl, 0) / found.length,
    maxKl: found.reduce((most, { kl }) => Math.max(most, kl), 0),
    agreement: found.filter(({ sameTop }) => sameTop).length / found.length,
  };
}

/** Greedy decoding, one token a pass. `logits` has one row for each generated position, `tokens` what was fed. */
function generate(engine: CpuModel, prompt: readonly number[], most: number, ends: readonly number[]) {
  const tokens = [...prompt];
  const before = prompt.length - 1;
  for (let at = 0; at < before; at += engine.maxRows) {
    engine.extend(prompt.slice(at, Math.min(at + engine.maxRows, before)), at, { rows: 0, logits: false });
  }
  const logits: Float32Array[] = [];
  for (;;) {
    const [row] = engine.extend(tokens.slice(-1), tokens.length - 1, { rows: 1, logits: true });
    if (row?.logits === undefined) throw new Error('the engine returned no logits');
    logits.push(row.logits);
    const next = argmax(row.logits);
    if (next !== row.argmax) throw new Error(`the engine's argmax is ${row.argmax}, its logits say ${next}`);
    if (logits.length >= most || ends.includes(next)) return { tokens, logits };
    tokens.push(next);
  }
}
