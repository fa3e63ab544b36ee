import type { CpuModel } from './cpu-model.ts';

/** Passes are measured over 1 … 8 tokens. */
const most = 8;
/** Milliseconds a calibration may take. */
const budget = 500;
/** Milliseconds of warm-up first: browsers optimise code in the background, on the very cores that are measured. */
const warmUp = 200;
/** Where in the context passes are measured: a typical prompt lies before it. */
const position = 96;

/**
 * Measures what a pass over n = 1 … 8 tokens costs on this device: the lower quartile of interleaved tries
 * (other programs can only make a pass slower).
 * Leaves the cache empty (the next run starts at position 0).
 * @returns milliseconds, index n - 1
 */
export function calibrate(model: CpuModel, now: () => number): number[] {
  const at = Math.min(position, Math.max(0, model.contextLength - most));
  const tokens = Array.from({ length: most }, (_, i) => (i * 37 + 11) % model.vocabularySize);
  for (let fed = 0; fed < at; fed += most) {
    model.extend(tokens.slice(0, Math.min(most, at - fed)), fed, { rows: 0, logits: false });
  }
  const pass = (n: number) => model.extend(tokens.slice(0, n), at, { rows: n, logits: false });
  const warmUpEnd = now() + warmUp;
  for (let round = 0; round < 25 && (round < 1 || now() < warmUpEnd); round++) {
    for (let n = 1; n <= most; n++) pass(n);
  }
  const samples: number[][] = tokens.map(() => []);
  const end = now() + budget;
  for (let round = 0; round < 25 && (round < 3 || now() < end); round++) {
    for (const [i, times] of samples.entries()) {
      const before = now();
      pass(i + 1);
      times.push(now() - before);
    }
  }
  return samples.map(lowerQuartile);
}

function lowerQuartile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 2] ?? 0;
}
