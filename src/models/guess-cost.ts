import type { DraftHead } from './draft-head.ts';
import type { DraftModel } from './model-guesser.ts';

const tries = 12;

/**
 * Milliseconds of one guess of a head on this device.
 * @param now milliseconds of a monotonic clock
 * @param cool called before each guess: does to the processor's caches what happens between two proposals, so that a guess is not
 * taken for as cheap as one whose weights were read a moment ago
 */
export function headGuessMs(head: DraftHead, now: () => number, cool: () => void): number {
  const vector = Float32Array.from({ length: head.config.width }, (_, i) => Math.sin(i + 1));
  return lowerQuartileMs(now, cool, () => {
    head.start(vector);
    head.step(vector);
    head.guess();
  });
}

/**
 * Milliseconds of one guess of a small model; parameters as of {@link headGuessMs}. Call it before a guesser has the model: it
 * leaves a text of its own in the cache.
 */
export function modelGuessMs(model: DraftModel, now: () => number, cool: () => void): number {
  const at = Math.min(model.maxRows, model.contextLength - 1);
  if (at > 0) model.extend(new Array<number>(at).fill(0), 0, { rows: 0, logits: false });
  return lowerQuartileMs(now, cool, () => {
    model.extend([0], at, { rows: 1, logits: false });
  });
}

/** Other programs can only make work slower, so a low value is near the truth. */
function lowerQuartileMs(now: () => number, cool: () => void, guess: () => void): number {
  const times = Array.from({ length: tries }, () => {
    cool();
    const start = now();
    guess();
    return now() - start;
  });
  return times.sort((a, b) => a - b)[tries >> 2] ?? 0;
}
