import type { DraftHead } from './draft-head.ts';
import type { DraftModel } from './model-guesser.ts';

/** Guesses timed together: a clock may tick every 0.1 ms only. */
const together = 4;
const tries = 12;

/**
 * Milliseconds of one guess of a head on this device.
 * @param now milliseconds of a monotonic clock
 */
export function headGuessMs(head: DraftHead, now: () => number): number {
  const vector = Float32Array.from({ length: head.config.width }, (_, i) => Math.sin(i + 1));
  return lowerQuartileMs(now, () => {
    head.start(vector);
    head.step(vector);
    head.guess();
  });
}

/**
 * Milliseconds of one guess of a small model. Call it before a guesser has the model: it leaves a text of its own in the
 * cache.
 */
export function modelGuessMs(model: DraftModel, now: () => number): number {
  const at = Math.min(model.maxRows, model.contextLength - 1);
  if (at > 0) model.extend(new Array<number>(at).fill(0), 0, { rows: 0, logits: false });
  return lowerQuartileMs(now, () => {
    model.extend([0], at, { rows: 1, logits: false });
  });
}

/** Other programs can only make work slower, so a low value is near the truth. */
function lowerQuartileMs(now: () => number, guess: () => void): number {
  const times = Array.from({ length: tries }, () => {
    const start = now();
    for (let i = 0; i < together; i++) guess();
    return (now() - start) / together;
  });
  return times.sort((a, b) => a - b)[tries >> 2] ?? 0;
}
