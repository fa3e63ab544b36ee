import { relaxedSimd, simd } from 'wasm-feature-detect';
import { EngineError, type KernelBuild } from '../engine/engine.ts';
import { kernelFiles } from '../models/kernel-files.ts';
import { type TrialResult, trial } from '../models/kernels.ts';

export interface ChosenKernels {
  readonly build: KernelBuild;
  readonly module: WebAssembly.Module;
}

/**
 * The fastest build that this browser runs correctly: relaxed SIMD leaves some results to the processor, so each build
 * is timed on a small product and its bits are compared with the plain build's.
 * @throws EngineError when the browser has no WebAssembly SIMD.
 */
export async function chooseKernels(now: () => number): Promise<ChosenKernels> {
  if (!(await simd())) {
    throw new EngineError(
      'no-simd',
      'This browser has no WebAssembly SIMD, which the engine needs.',
      'Use a current Chrome, Edge, Firefox or Safari. Recorded runs can be played without it.',
    );
  }
  const plain = await compile('plain');
  if (!(await relaxedSimd())) return { build: 'plain', module: plain };
  const reference = await trial(plain, now);
  let best: ChosenKernels & TrialResult = { build: 'plain', module: plain, ...reference };
  for (const build of ['relaxed-dot', 'relaxed-dot-add'] as const) {
    const module = await compile(build);
    const result = await trial(module, now);
    if (result.digest === reference.digest && result.ms <= best.ms) best = { build, module, ...result };
  }
  return { build: best.build, module: best.module };
}

async function compile(build: KernelBuild): Promise<WebAssembly.Module> {
  const response = await fetch(kernelFiles[build]);
  if (!response.ok) {
    throw new EngineError(
      'download-failed',
      `The engine's kernels could not be fetched (${build}.wasm: HTTP ${response.status}).`,
      'Reload the page. If it stays so, the server does not have all files of this app.',
    );
  }
  return WebAssembly.compile(await response.arrayBuffer());
}
