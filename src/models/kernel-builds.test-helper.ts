import { readFileSync } from 'node:fs';
import { memorySource } from './byte-source.ts';
import { CpuModel } from './cpu-model.ts';
import { readGguf } from './gguf.ts';
import { type LlamaConfig, llamaConfig } from './llama-config.ts';
import { spawnNodeHelper } from './node-helper.ts';
import type { SpawnHelper } from './thread-pool.ts';

/** The builds that tools/build-kernels.mjs makes. */
export const kernelBuilds = ['relaxed-dot-add', 'relaxed-dot', 'plain'] as const;
export type KernelBuild = (typeof kernelBuilds)[number];

const modules = new Map<KernelBuild, WebAssembly.Module>();

/** A compiled build, compiled once. */
export function kernelModule(build: KernelBuild): WebAssembly.Module {
  const known = modules.get(build);
  if (known !== undefined) return known;
  const url = new URL(`../kernels/build/${build}.wasm`, import.meta.url);
  const module = new WebAssembly.Module(new Uint8Array(readFileSync(url)));
  modules.set(build, module);
  return module;
}

export interface TestModelOptions {
  readonly build?: KernelBuild;
  readonly threads?: number;
  readonly contextLength?: number;
  readonly sequences?: number;
  readonly spawn?: SpawnHelper;
}

/** Loads the bytes of a GGUF file into an engine. */
export async function loadCpuModel(file: Uint8Array, options: TestModelOptions = {}): Promise<CpuModel> {
  const source = memorySource(file);
  const gguf = await readGguf(source);
  return CpuModel.load(source, gguf, llamaConfig(gguf), {
    module: kernelModule(options.build ?? 'relaxed-dot'),
    threads: options.threads ?? 1,
    contextLength: options.contextLength ?? 64,
    sequences: options.sequences ?? 1,
    spawn: options.spawn ?? spawnNodeHelper,
  });
}

/** The sizes of a model file. */
export async function configOf(file: Uint8Array): Promise<LlamaConfig> {
  return llamaConfig(await readGguf(memorySource(file)));
}

/** The bit patterns of floats, so that comparisons tell 0 from -0 and NaN equals itself. */
export function bits(floats: Float32Array | undefined): Buffer {
  if (floats === undefined) throw new Error('there are no floats to compare');
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);
}

/** Seeded whole numbers below `limit`, for test data too large for fast-check's own arrays. */
export function randomIntegers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return limit => {
    // Numerical Recipes' 32-bit generator; the high bits are the good ones.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
