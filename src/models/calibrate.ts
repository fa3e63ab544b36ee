import type { CpuModel } from './cpu-model.ts';

/** Passes are measured over 1 … 8 tokens. */
const most = 8;
/** Milliseconds a calibration may take. */
const budget = 600;
/** Where in the context passes are measured: a typical prompt lies before it. */
const position = 96;

/**
 * Measures what a pass over n = 1 … 8 tokens costs on this device: the median of interleaved tries.
 * Leaves the cache empty (the next run starts at position 0).
 * @returns milliseconds, index n - 1
 */
export function calibrate(model: CpuModel, now: () => number): number[] {
  const at = Math.min(position, Math.max(0, model.contextLength - most));
  const tokens = Array.from({ length: most }, (_, i) => (i * 37 + 11) % model.vocabularySize);
  for (let fed = 0; fed < at; fed += most) {
    model.extend(tokens.slice(0, Math.min(most, at - fed)), fed, { rows: 0, logits: false });
  }
  const samples: number[][] = tokens.map(() => []);
  const start = now();
  for (let round = 0; round < 25 && (round < 4 || now() - start < budget); round++) {
    for (const [i, times] of samples.entries()) {
      const before = now();
      model.extend(tokens.slice(0, i + 1), at, { rows: i + 1, logits: false });
      // The first round warms up.
      if (round > 0) times.push(now() - before);
    }
  }
  return samples.map(median);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
