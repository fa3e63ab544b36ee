import type { Gguf } from './gguf.ts';
import { unsupported } from './gguf-error.ts';
import type { LlamaConfig } from './llama-config.ts';
import { planesOf } from './load-weights.ts';
import { planMemory } from './memory-layout.ts';

/** Bytes a WebAssembly memory of 32-bit addresses can have. */
export const mostMemory = 2 ** 32;

/** Bytes of memory that the CPU engine needs for a model: weights as they are packed, cache, scratch. */
export function memoryNeed(gguf: Gguf, config: LlamaConfig, contextLength: number, threads: number): number {
  const types = new Map(gguf.tensors.map(({ name, type }) => [name, type]));
  const planes = (name: string) => planesOf(types.get(name) ?? 'F32');
  return planMemory(config, Math.min(contextLength, config.contextLength), 1, threads, planes).totalBytes;
}

/** @throws GgufError when a model needs more memory than there can be. */
export function checkMemory(bytes: number, contextLength: number): void {
  if (bytes <= mostMemory) return;
  throw unsupported(
    `the model needs ${(bytes / 1e9).toFixed(1)} GB of memory for a context of ${contextLength} tokens, and WebAssembly has ` +
      `${(mostMemory / 1e9).toFixed(1)} GB at most`,
    'Use a smaller model, one with 4-bit weights (Q4_K_M, Q4_0), or a shorter context.',
  );
}
