import { relaxedSimd, simd } from 'wasm-feature-detect';
import { EngineError, type KernelBuild } from '../engine/engine.ts';
import { kernelFiles } from '../models/kernel-files.ts';
import { KernelTrial } from '../models/kernels.ts';

export interface ChosenKernels {
  readonly build: KernelBuild;
  readonly module: WebAssembly.Module;
}

/**
 * Milliseconds the builds are tried, taking turns. Browsers start with quickly compiled code and replace it in the background, the code
 * of one build earlier than that of another: only what is as fast as it gets can be compared.
 */
const budget = 150;
const leastRounds = 8;

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
  const reference = { build: 'plain', module: plain, trial: await KernelTrial.of(plain) } as const;
  const others = await Promise.all(
    (['relaxed-dot', 'relaxed-dot-add'] as const).map(async build => {
      const module = await compile(build);
      return { build, module, trial: await KernelTrial.of(module) };
    }),
  );
  const all = [reference, ...others];
  const end = now() + budget;
  for (let round = 0; round < leastRounds || now() < end; round++) {
    for (const { trial } of all) trial.round(now);
  }
  const right = all.filter(({ trial }) => trial.digest === reference.trial.digest);
  const { build, module } = right.reduce((best, each) => (each.trial.ms < best.trial.ms ? each : best));
  return { build, module };
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
